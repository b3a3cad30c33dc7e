import { AppError } from '@moorage/core/errors';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, type Page, pageLimit, toPage } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { actorsChannel } from '../identity/index.ts';
import { claimOrg, findOrg, listMemberIds, listOffers, listOrgs, type OrgQuery, updateOrg } from './admin-org.store.ts';
import { type AdminUserDeps, type PageRequestOf, platform } from './admin-user.service.ts';
import type { OrgPlacement } from './admin.contract.ts';
import { adminOrgToView, type AdminOrgView } from './admin.view.ts';

export type AdminOrgDeps = Pick<AdminUserDeps, 'db' | 'audit' | 'forgetActor'>;

export interface AdminOrgService {
  list(ctx: RequestCtx, query: PageRequestOf<Pick<OrgQuery, 'search' | 'clientId'>>): Promise<Page<AdminOrgView>>;
  /** Gives it a plan that its client, the new one if it gets one, offers. */
  place(ctx: RequestCtx, id: string, wanted: OrgPlacement): Promise<AdminOrgView>;
}

function missing(): AppError {
  return new AppError('not_found', 'There is no such organization.');
}

async function checkOffer(tx: Tx, clientId: string | null, plan: string): Promise<void> {
  const offers = await listOffers(tx, clientId);
  if (offers?.includes(plan) === true) return;
  const issue =
    offers === undefined
      ? { path: 'clientId', message: 'there is no such client' }
      : { path: 'plan', message: `is not offered there; there is ${offers.join(', ')}` };
  throw new AppError('invalid_request', `The organization cannot be there. ${issue.path}: ${issue.message}.`, {
    details: { issues: [issue] },
  });
}

async function place(deps: AdminOrgDeps, ctx: RequestCtx, id: string, wanted: OrgPlacement): Promise<AdminOrgView> {
  ctx.authorize('platform:orgs', platform);
  const { view, members } = await deps.db.system('place organization', async (tx) => {
    const before = await claimOrg(tx, id);
    if (before === undefined) throw missing();
    const clientId = wanted.clientId === undefined ? before.client_id : wanted.clientId;
    const plan = wanted.plan ?? before.plan;
    await checkOffer(tx, clientId, plan);
    await updateOrg(tx, id, { plan, client_id: clientId });
    await deps.audit.append(tx, ctx, {
      orgId: id,
      event: 'org.placed',
      target: { type: 'org', id, name: before.name },
      data: { before: { plan: before.plan, clientId: before.client_id }, after: { plan, clientId } },
    });
    // On which host it is seen is part of what is known of its members.
    const ids = clientId === before.client_id ? [] : await listMemberIds(tx, id);
    for (const userId of ids) await deps.db.notify(tx, actorsChannel, userId);
    const after = await findOrg(tx, id);
    if (after === undefined) throw missing();
    return { view: adminOrgToView(after), members: ids };
  });
  members.forEach((userId) => deps.forgetActor(userId));
  return view;
}

export function createAdminOrgs(deps: AdminOrgDeps): AdminOrgService {
  return {
    place: (ctx, id, wanted) => place(deps, ctx, id, wanted),
    async list(ctx, { cursor, limit = pageLimit.default, ...query }) {
      ctx.authorize('platform:read', platform);
      const afterSlug = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
      const rows = await deps.db.system('list organizations', (tx) => listOrgs(tx, { ...query, afterSlug, limit }));
      return toPage(rows, limit, (row) => [row.slug], adminOrgToView);
    },
  };
}
