/**
 * Whose secrets somebody may see or set.
 *
 * Those of an organization are its leaders'; those of a user are his alone, also his administrators do not see them; those of a
 * deployment are seen by whoever sees it, and set by whoever leads its team or has made it and may still change it. What may not be
 * seen does not exist, and all the ways of not existing have one answer.
 */
import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { SecretTarget, SecretTargets, SecretTemplates } from './secret.ports.ts';
import { deploymentPlace, orgPlace, parseDeploymentName, type SecretPlace, templatePlace, userPlace } from './secret.rules.ts';
import { findSecret } from './secret.store.ts';
import type { SecretRow } from './secret.view.ts';

export interface AccessDeps {
  readonly db: Db;
  readonly targets: SecretTargets;
  readonly templates: SecretTemplates;
}

export type Intent = 'see' | 'write';

export interface Placed {
  readonly place: SecretPlace;
  /** Present where the place is of a deployment. */
  readonly target?: SecretTarget | undefined;
}

export interface PlacedSecret extends Placed {
  readonly row: SecretRow;
}

export interface NamedSecretPlace {
  readonly deploymentName: string;
  readonly serviceName: string;
}

/** An id that no deployment has. */
const noDeployment = '00000000-0000-0000-0000-000000000000';

const actionOf = { see: 'deployment:secret-keys', write: 'deployment:secrets' } as const;

export function secretMissing(): AppError {
  return new AppError('not_found', 'This secret does not exist or you may not see it.');
}

export function invalidSecret(path: string, message: string): AppError {
  return new AppError('invalid_request', 'The secret is not valid.', { details: { issues: [{ path, message }] } });
}

/** Organizations of which somebody may see anything. */
export function orgIdsOf({ actor }: RequestCtx): string[] {
  return [...Object.keys(actor.orgRoles), ...(actor.shared ?? []).map((one) => one.orgId)];
}

export function currentOrgOf(ctx: RequestCtx, wanted?: string): string {
  const orgId = wanted ?? ctx.actor.currentOrgId;
  if (orgId !== undefined) return orgId;
  throw new AppError('invalid_request', 'You have no current organization.', {
    details: { nextStep: 'Choose a team to work in, or name the organization.' },
  });
}

export function placeOfOrg(ctx: RequestCtx, wanted: string | undefined): Placed {
  const orgId = currentOrgOf(ctx, wanted);
  ctx.authorize('org:secrets', { type: 'org', orgId });
  return { place: orgPlace(orgId) };
}

function requireService(known: readonly string[], service: string): string | null {
  if (service === '' || known.includes(service)) return service === '' ? null : service;
  throw invalidSecret('serviceName', `there is no such service; there is ${known.join(', ')}`);
}

/** Where the caller's own secrets are. */
function ownPlace(ctx: RequestCtx): { orgId: string; userId: string } {
  const orgId = currentOrgOf(ctx);
  ctx.authorize('org:read', { type: 'org', orgId });
  return { orgId, userId: userIdOf(ctx) };
}

/** The place that a request names; throws unless the caller may do this there. */
export async function findPlace(deps: AccessDeps, ctx: RequestCtx, intent: Intent, named: NamedSecretPlace): Promise<Placed> {
  const parsed = parseDeploymentName(named.deploymentName);
  if (parsed.kind === 'user') {
    const { orgId, userId } = ownPlace(ctx);
    if (named.serviceName !== '') throw invalidSecret('serviceName', 'goes with a deployment or a template');
    return { place: userPlace(orgId, userId) };
  }
  if (parsed.kind === 'template') {
    const owner = ownPlace(ctx);
    const services = await deps.templates.services(ctx, parsed.name);
    return { place: templatePlace(owner, parsed.name, requireService(services, named.serviceName)) };
  }
  const target = await deps.targets.get(ctx, actionOf[intent], parsed.name);
  const names = target.services.map((service) => service.name);
  return { place: deploymentPlace(target.orgId, target.id, requireService(names, named.serviceName)), target };
}

function mayNotSee(deps: AccessDeps, ctx: RequestCtx, row: SecretRow, target: SecretTarget | undefined): boolean {
  if (row.scope === 'organization') return !ctx.can('org:secrets', { type: 'org', orgId: row.orgId });
  if (row.userId !== null) {
    return row.userId !== ctx.actor.userId || !ctx.can('org:read', { type: 'org', orgId: row.orgId });
  }
  return target === undefined || !deps.targets.can(ctx, actionOf.see, target);
}

/** Within a transaction of {@link orgIdsOf}; throws unless the caller may do this to a secret that was found by its id. */
export async function requireAccess(
  deps: AccessDeps,
  tx: Tx,
  ctx: RequestCtx,
  { row, intent }: { readonly row: SecretRow | undefined; readonly intent: Intent },
): Promise<PlacedSecret> {
  // Asked whatever there is: a question more for what is hidden would tell it from what is not there.
  const target = await deps.targets.find(tx, row?.deploymentId ?? noDeployment);
  if (row === undefined || mayNotSee(deps, ctx, row, target)) throw secretMissing();
  if (intent === 'write' && target !== undefined) deps.targets.authorize(ctx, actionOf.write, target);
  return { place: row, row, target };
}

/** For reading. */
export async function findFor(deps: AccessDeps, ctx: RequestCtx, id: string): Promise<PlacedSecret> {
  return await deps.db.tenant(orgIdsOf(ctx), async (tx) =>
    requireAccess(deps, tx, ctx, { row: await findSecret(tx, id), intent: 'see' }),
  );
}
