import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { parseHost } from '../custom-domains/index.ts';
import { type ClientDirectory, clientsChannel } from './client-directory.service.ts';
import type { ClientCreate, ClientUpdate } from './client.contract.ts';
import { type Brand, clientIssues, cookieIssue } from './client.rules.ts';
import { claimClient, countOrgsOfClients, findClient, listClients, listPlans, removeClient, saveClient } from './client.store.ts';
import { brandingOf, type ClientRow, clientToView, type ClientView } from './client.view.ts';

export interface ClientServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly directory: Pick<ClientDirectory, 'forget'>;
  readonly settings: {
    readonly baseUrl: string;
    readonly deploymentDomain: string;
    readonly cookieDomain: string | undefined;
  };
}

export interface ClientService {
  list(ctx: RequestCtx): Promise<ClientView[]>;
  get(ctx: RequestCtx, id: string): Promise<ClientView>;
  create(ctx: RequestCtx, input: ClientCreate): Promise<ClientView>;
  update(ctx: RequestCtx, id: string, change: ClientUpdate): Promise<ClientView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

const platform = { type: 'platform' } as const;

type Deps = ClientServiceDeps;

function missing(): AppError {
  return new AppError('not_found', 'There is no such client.', {
    details: { nextStep: 'List the clients to see which there are.' },
  });
}

function domainOf({ settings }: Deps, typed: string): string {
  const { baseUrl, deploymentDomain, cookieDomain } = settings;
  const parsed = parseHost(typed, { deploymentDomain, ownHost: new URL(baseUrl).hostname });
  const message = parsed.kind === 'invalid' ? parsed.message : cookieIssue(parsed.host, cookieDomain);
  if (parsed.kind === 'ok' && message === undefined) return parsed.host;
  throw invalid([{ path: 'domain', message: message ?? 'is not a host name' }]);
}

function invalid(issues: readonly { readonly path: string; readonly message: string }[]): AppError {
  const [first] = issues;
  const what = first === undefined ? '' : ` ${first.path}: ${first.message}.`;
  return new AppError('invalid_request', `The client is not valid.${what}`, { details: { issues } });
}

/** `undefined` is not said, null is said to be nothing. */
function chosen<T>(wanted: T | undefined, before: T): T {
  return wanted === undefined ? before : wanted;
}

function brandFrom(wanted: Partial<{ [K in keyof Brand]: Brand[K] | undefined }>, before: Brand): Brand {
  return {
    name: chosen(wanted.name, before.name),
    logoUrl: chosen(wanted.logoUrl, before.logoUrl),
    primaryColor: chosen(wanted.primaryColor, before.primaryColor)?.toLowerCase() ?? null,
    supportEmail: chosen(wanted.supportEmail, before.supportEmail),
  };
}

async function check(tx: Tx, row: ClientRow): Promise<void> {
  const issues = clientIssues({
    branding: brandingOf(row),
    plans: row.plans,
    registrationPolicy: row.registration_policy,
    allowedDomains: row.allowed_domains,
  });
  const plans = new Set((await listPlans(tx)).map((plan) => plan.id));
  const unknown = row.plans.filter((id) => !plans.has(id));
  const all = [...issues, ...unknown.map((id) => ({ path: 'plans', message: `there is no plan ${id}` }))];
  if (all.length > 0) throw invalid(all);
}

async function record(
  deps: Deps,
  tx: Tx,
  ctx: RequestCtx,
  entry: { event: string; row: ClientRow; data?: object },
): Promise<void> {
  const { event, row, data } = entry;
  await deps.audit.append(tx, ctx, {
    event,
    target: { type: 'client', id: row.id, name: row.slug },
    ...(data === undefined ? {} : { data: { ...data } }),
  });
  await deps.db.notify(tx, clientsChannel, '');
}

async function toView({ settings }: Deps, tx: Tx, row: ClientRow): Promise<ClientView> {
  const counts = await countOrgsOfClients(tx, [row.id]);
  return clientToView(row, { orgCount: counts.get(row.id) ?? 0, baseUrl: settings.baseUrl });
}

function withBrand(row: Omit<ClientRow, 'brand_name' | 'logo_url' | 'primary_color' | 'support_email'>, brand: Brand): ClientRow {
  const { name, logoUrl, primaryColor, supportEmail } = brand;
  return { ...row, brand_name: name, logo_url: logoUrl, primary_color: primaryColor, support_email: supportEmail };
}

async function create(deps: Deps, ctx: RequestCtx, input: ClientCreate): Promise<ClientView> {
  ctx.authorize('platform:clients', platform);
  const at = deps.clock.now();
  const { name, slug, plans, enabled } = input;
  const plain = { name, logoUrl: null, primaryColor: null, supportEmail: null };
  const row = withBrand(
    {
      id: deps.ids.uuid(),
      name,
      slug,
      domain: domainOf(deps, input.domain),
      plans,
      registration_policy: input.registrationPolicy,
      allowed_domains: input.allowedDomains,
      enabled,
      created_at: at,
      updated_at: at,
    },
    brandFrom(input.branding, plain),
  );
  const view = await deps.db.system('create client', async (tx) => {
    await check(tx, row);
    await saveClient(tx, row);
    await record(deps, tx, ctx, { event: 'client.created', row, data: { domain: row.domain } });
    return await toView(deps, tx, row);
  });
  deps.directory.forget();
  return view;
}

function changed(deps: Deps, before: ClientRow, change: ClientUpdate): ClientRow {
  const next = {
    ...before,
    name: change.name ?? before.name,
    slug: change.slug ?? before.slug,
    domain: change.domain === undefined ? before.domain : domainOf(deps, change.domain),
    plans: change.plans ?? before.plans,
    registration_policy: change.registrationPolicy ?? before.registration_policy,
    allowed_domains: change.allowedDomains ?? before.allowed_domains,
    enabled: change.enabled ?? before.enabled,
    updated_at: deps.clock.now(),
  };
  return withBrand(next, brandFrom(change.branding ?? {}, brandingOf(before)));
}

async function update(deps: Deps, ctx: RequestCtx, id: string, change: ClientUpdate): Promise<ClientView> {
  ctx.authorize('platform:clients', platform);
  const view = await deps.db.system('change client', async (tx) => {
    const before = await claimClient(tx, id);
    if (before === undefined) throw missing();
    const row = changed(deps, before, change);
    await check(tx, row);
    await saveClient(tx, row);
    const moved = row.domain === before.domain ? {} : { domain: { before: before.domain, after: row.domain } };
    const data = { fields: Object.keys(change), enabled: row.enabled, ...moved };
    await record(deps, tx, ctx, { event: 'client.updated', row, data });
    return await toView(deps, tx, row);
  });
  deps.directory.forget();
  return view;
}

async function remove(deps: Deps, ctx: RequestCtx, id: string): Promise<void> {
  ctx.authorize('platform:clients', platform);
  await deps.db.system('delete client', async (tx) => {
    const row = await claimClient(tx, id);
    if (row === undefined) throw missing();
    await removeClient(tx, id);
    await record(deps, tx, ctx, { event: 'client.deleted', row, data: { domain: row.domain } });
  });
  deps.directory.forget();
}

export function createClientService(deps: ClientServiceDeps): ClientService {
  const { db, settings } = deps;
  return {
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, id, change) => update(deps, ctx, id, change),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx) {
      ctx.authorize('platform:read', platform);
      return await db.system('list clients', async (tx) => {
        const rows = await listClients(tx);
        const counts = await countOrgsOfClients(
          tx,
          rows.map((row) => row.id),
        );
        return rows.map((row) => clientToView(row, { orgCount: counts.get(row.id) ?? 0, baseUrl: settings.baseUrl }));
      });
    },
    async get(ctx, id) {
      ctx.authorize('platform:read', platform);
      return await db.system('read client', async (tx) => {
        const row = await findClient(tx, id);
        if (row === undefined) throw missing();
        return await toView(deps, tx, row);
      });
    },
  };
}
