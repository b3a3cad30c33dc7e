import type { Clock } from '@moorage/core/clock';
import { AppError, isAppError } from '@moorage/core/errors';
import { type Ids, isUuid } from '@moorage/core/ids';
import type { z } from 'zod';
import { type SharedResource, orgOfTeam } from '../../platform/authz/actor.ts';
import type { AuthzResource } from '../../platform/authz/engine.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import { decodeCursor, type Page, toPage } from '../../platform/db/paging.ts';
import type { Events } from '../../platform/events/events.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { principalIdOf } from '../../platform/http/user-id.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit, AuditEventView } from '../audit/index.ts';
import { allowedActions } from '../orgs/index.ts';
import type { DeploymentSecrets } from '../secrets/index.ts';
import { type Issue, resolveValues, splitSecrets, type UsableTemplate } from '../templates/index.ts';
import { deploymentRemoval } from './deployment-job.contract.ts';
import { announce } from './deployment-news.service.ts';
import { hostLabels, labelIssue, nameIssue, namespaceOf, type PlanLimits, refuseCreate } from './deployment.rules.ts';
import type { deploymentCreate } from './deployment.schemas.contract.ts';
import {
  claimDeploymentByName,
  countDeployments,
  findDeploymentByName,
  insertDeployment,
  listDeployments,
  updateDeleting,
} from './deployment.store.ts';
import {
  type Abilities,
  type DeploymentRow,
  deploymentToSummary,
  deploymentToView,
  type DeploymentView,
  type SummaryRow,
  type SummaryView,
} from './deployment.view.ts';
import type { Status } from './observed.rules.ts';
import { recordRelease } from './release-record.service.ts';
import { parametersOf } from './secret-parameters.service.ts';
import { placeWish, type Wish } from './wish.rules.ts';

export interface DeploymentServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly events: Pick<Events, 'publish' | 'subscribe'>;
  readonly plans: { claimPlan(tx: Tx, orgId: string): Promise<PlanLimits> };
  readonly domains: { verifiedHosts(tx: Tx, deploymentId: string): Promise<readonly string[]> };
  readonly templates: { getUsable(ctx: RequestCtx, name: string): Promise<UsableTemplate> };
  readonly secrets: Omit<DeploymentSecrets, 'deliver' | 'forget'>;
  readonly settings: DeploymentSettings;
}

export interface DeploymentSettings {
  /** False where no cluster is configured: nothing can be deployed then. */
  readonly enabled: boolean;
  /** Plans bind: billing is on. */
  readonly limited: boolean;
  /** The cluster is the embedded one. */
  readonly embedded: boolean;
  /** First label of the console's own host name, where an app could have it. */
  readonly ownLabel?: string | undefined;
}

export type CreateInput = z.output<typeof deploymentCreate>;

export interface ListInput {
  readonly team_id?: string | undefined;
  /** Only what is shared with the caller by itself. */
  readonly shared?: boolean | undefined;
  readonly status?: Status | undefined;
  readonly search?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface DeploymentService {
  list(ctx: RequestCtx, input: ListInput): Promise<Page<SummaryView>>;
  create(ctx: RequestCtx, input: CreateInput): Promise<DeploymentView>;
  get(ctx: RequestCtx, name: string): Promise<DeploymentView>;
  remove(ctx: RequestCtx, name: string): Promise<DeploymentView>;
  /** What was done to it, newest first. */
  activity(ctx: RequestCtx, name: string, limit: number): Promise<Page<AuditEventView>>;
}

export function deploymentResource(
  row: Pick<SummaryRow, 'orgId' | 'teamId' | 'ownerId'> & { readonly id?: string },
): AuthzResource {
  return { type: 'deployment', id: row.id, orgId: row.orgId, teamId: row.teamId, ownerId: row.ownerId };
}

function abilitiesFor(ctx: RequestCtx, row: SummaryRow): Abilities {
  const resource = deploymentResource(row);
  return { canUpdate: ctx.can('deployment:update', resource), canDelete: ctx.can('deployment:delete', resource) };
}

export function viewFor(deps: DeploymentServiceDeps, ctx: RequestCtx, row: DeploymentRow): DeploymentView {
  const actions = allowedActions(ctx, deploymentResource(row));
  return deploymentToView(row, { abilities: abilitiesFor(ctx, row), actions, embedded: deps.settings.embedded });
}

export function deploymentMissing(name: string): AppError {
  return new AppError('not_found', `There is no deployment ${name} that you may see.`, {
    details: { nextStep: 'List the deployments of your team to see which there are.' },
  });
}

export function invalidDeployment(issues: readonly Issue[]): AppError {
  return new AppError('invalid_request', 'The deployment is not valid.', { details: { issues } });
}

function sharedDeployments(ctx: RequestCtx): readonly SharedResource[] {
  return (ctx.actor.shared ?? []).filter((one) => one.type === 'deployment');
}

/**
 * Organizations whose rows a question about this deployment may read: the caller's own, and one that he is no member of only
 * where it shares the very deployment with him. The policy then decides about the row itself.
 */
export function orgsOf(ctx: RequestCtx, name: string): string[] {
  const shared = sharedDeployments(ctx).filter((one) => one.name === name);
  return [...Object.keys(ctx.actor.orgRoles), ...shared.map((one) => one.orgId)];
}

/** Reads a deployment for an action; what may not be seen does not exist. */
export async function getFor(deps: DeploymentServiceDeps, ctx: RequestCtx, action: string, name: string): Promise<DeploymentRow> {
  const row = await deps.db.tenant(orgsOf(ctx, name), (tx) => findDeploymentByName(tx, name));
  return authorized(ctx, action, name, row);
}

/** The same for a change, within its transaction. */
export async function claimFor(tx: Tx, ctx: RequestCtx, action: string, name: string): Promise<DeploymentRow> {
  return authorized(ctx, action, name, await claimDeploymentByName(tx, name));
}

function authorized(ctx: RequestCtx, action: string, name: string, row: DeploymentRow | undefined): DeploymentRow {
  if (row === undefined) throw deploymentMissing(name);
  hidingWhatIsThere(name, () => ctx.authorize(action, deploymentResource(row)));
  return row;
}

/** What may not be seen is missing in the same words as what is not there: who guesses names learns nothing. */
export function hidingWhatIsThere(name: string, authorize: () => void): void {
  try {
    authorize();
  } catch (error) {
    throw isAppError(error, 'not_found') ? deploymentMissing(name) : error;
  }
}

export function requireCluster(deps: DeploymentServiceDeps): void {
  if (deps.settings.enabled) return;
  throw new AppError('unavailable', 'No cluster is connected to this installation.', {
    details: { nextStep: 'Set KUBERNETES_ENABLED=true and restart the server.' },
  });
}

/** The team that was named, or the current one; the caller must reach it. */
export function teamOf(ctx: RequestCtx, wanted: string | undefined): { readonly teamId: string; readonly orgId: string } {
  const teamId = wanted ?? ctx.actor.currentTeamId;
  if (teamId === undefined) throw invalidDeployment([{ path: 'teamId', message: 'is required, for you have no current team' }]);
  const orgId = orgOfTeam(ctx.actor, teamId);
  if (orgId === undefined) throw new AppError('not_found', 'This team does not exist or you may not see it.');
  return { teamId, orgId };
}

/** `elsewhere` are keys of secrets that it will have anyway. */
function firstWish(
  template: UsableTemplate,
  input: CreateInput,
  elsewhere: readonly string[],
): { readonly wish: Wish; readonly secrets: Readonly<Record<string, string>> } {
  const values = resolveValues(template.definitions, input.envVars, {}, elsewhere);
  if (values.kind === 'invalid') throw invalidDeployment(values.issues);
  const { shown, secrets } = splitSecrets(template.definitions, values.values);
  const wish: Wish = {
    templateVersion: template.version,
    blueprint: template.blueprint,
    definitions: template.definitions,
    envVars: shown,
    visibility: input.visibility,
    displayName: input.displayName ?? template.displayName,
    replicas: {},
    images: {},
    resources: {},
    autoUpdate: {},
    hosts: [],
    paused: false,
    autoRollback: true,
    readyDeadlineSeconds: 600,
  };
  const placed = placeWish(wish);
  if (placed.kind === 'invalid') throw invalidDeployment(placed.issues);
  return { wish, secrets };
}

/** What is needed before the transaction that makes a deployment. */
async function secretsBefore(deps: DeploymentServiceDeps, template: UsableTemplate, place: { orgId: string; ownerId: string }) {
  if (!template.definitions.some((definition) => definition.secret)) return [];
  await deps.secrets.prepare(place.orgId);
  return await deps.db.tenant([place.orgId], (tx) => deps.secrets.keysBefore(tx, { ...place, template: template.name }));
}

/** The organization's row stays locked until the new deployment is there, so that two creates never both take the last place. */
async function requireRoom(deps: DeploymentServiceDeps, tx: Tx, orgId: string): Promise<void> {
  const plan = await deps.plans.claimPlan(tx, orgId);
  const refusal = refuseCreate(plan, await countDeployments(tx, orgId));
  if (refusal === undefined) return;
  const details = { limit: plan.maxDeployments, plan: plan.id, nextStep: refusal.nextStep };
  throw new AppError('forbidden', refusal.message, { details });
}

async function create(deps: DeploymentServiceDeps, ctx: RequestCtx, input: CreateInput): Promise<DeploymentView> {
  const { teamId, orgId } = teamOf(ctx, input.teamId);
  ctx.authorize('deployment:create', { type: 'team', orgId, teamId });
  requireCluster(deps);
  const name = input.name ?? deps.ids.name();
  const reserved = nameIssue(name);
  if (reserved !== undefined) throw invalidDeployment([reserved]);
  const template = await deps.templates.getUsable(ctx, input.template);
  const place = { orgId, teamId, ownerId: principalIdOf(ctx), namespace: namespaceOf(orgId) };
  const { wish, secrets } = firstWish(template, input, await secretsBefore(deps, template, place));
  const labels = hostLabels(name, wish.blueprint);
  const clash = labelIssue(labels, deps.settings.ownLabel);
  if (clash !== undefined) throw invalidDeployment([clash]);
  const row = await deps.db.tenant([orgId], async (tx) => {
    if (deps.settings.limited) await requireRoom(deps, tx, orgId);
    const made = await insertDeployment(tx, {
      id: deps.ids.uuid(),
      ...place,
      name,
      templateName: template.name,
      wish,
      hostLabels: labels,
      at: deps.clock.now(),
    });
    await deps.secrets.keep(tx, ctx, made, parametersOf({ set: secrets, unset: [] }));
    const secretsSet = Object.keys(secrets);
    await recordRelease(deps, tx, ctx, { row: made, kind: 'create', reason: input.reason, secretsSet });
    await deps.audit.append(tx, ctx, {
      orgId,
      event: 'deployment.created',
      target: { type: 'deployment', id: made.id, name },
      data: { template: template.name, teamId, visibility: wish.visibility, envVars: Object.keys(wish.envVars) },
    });
    return made;
  });
  return viewFor(deps, ctx, row);
}

async function remove(deps: DeploymentServiceDeps, ctx: RequestCtx, name: string): Promise<DeploymentView> {
  const row = await deps.db.tenant(orgsOf(ctx, name), async (tx) => {
    const present = await claimFor(tx, ctx, 'deployment:delete', name);
    if (present.deletingSince !== null) return present;
    const leaving = await updateDeleting(tx, present.id, deps.clock.now());
    await deps.jobs.enqueue(tx, deploymentRemoval, { deploymentId: present.id });
    await announce(deps, tx, present);
    const target = { type: 'deployment', id: present.id, name };
    await deps.audit.append(tx, ctx, { orgId: present.orgId, event: 'deployment.deleted', target });
    return leaving;
  });
  return viewFor(deps, ctx, row);
}

function beforeIdOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [id] = decodeCursor(cursor, 1);
  if (id !== undefined && isUuid(id)) return id;
  throw new AppError('invalid_request', 'The cursor is not valid.', {
    details: { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
  });
}

interface Listed {
  readonly teamId: string | undefined;
  readonly orgIds: readonly string[];
  readonly sharedIds: readonly string[];
}

interface ListedInput {
  readonly team_id?: string | undefined;
  readonly shared?: boolean | undefined;
  /** Also beside a team that was named. */
  readonly withShared?: boolean;
}

/** The team that was named; or else the current one, and what is shared with the caller by itself. */
export function listedFor(
  ctx: RequestCtx,
  { team_id: wanted, shared: onlyShared = false, withShared = wanted === undefined || onlyShared }: ListedInput,
): Listed {
  const shared = withShared ? sharedDeployments(ctx) : [];
  const ofShared = { orgIds: shared.map((one) => one.orgId), sharedIds: shared.map((one) => one.id) };
  if (onlyShared || (shared.length > 0 && ctx.actor.currentTeamId === undefined)) return { teamId: undefined, ...ofShared };
  const { teamId, orgId } = teamOf(ctx, wanted);
  ctx.authorize('deployment:read', { type: 'team', orgId, teamId });
  return { teamId, ...ofShared, orgIds: [orgId, ...ofShared.orgIds] };
}

async function list(deps: DeploymentServiceDeps, ctx: RequestCtx, input: ListInput): Promise<Page<SummaryView>> {
  const { teamId, orgIds, sharedIds } = listedFor(ctx, input);
  const { status, search, limit } = input;
  const query = { teamId, sharedIds, status, search, limit, beforeId: beforeIdOf(input.cursor) };
  const isNone = teamId === undefined && sharedIds.length === 0;
  const rows = isNone ? [] : await deps.db.tenant(orgIds, (tx) => listDeployments(tx, query));
  const view = (row: SummaryRow): SummaryView => deploymentToSummary(row, abilitiesFor(ctx, row));
  return toPage(rows, limit ?? rows.length, (row) => [row.id], view);
}

export function createDeploymentService(deps: DeploymentServiceDeps): DeploymentService {
  return {
    list: (ctx, input) => list(deps, ctx, input),
    create: (ctx, input) => create(deps, ctx, input),
    remove: (ctx, name) => remove(deps, ctx, name),
    async activity(ctx, name, limit) {
      const row = await getFor(deps, ctx, 'deployment:read', name);
      return await deps.audit.read({ orgId: row.orgId, targetType: 'deployment', targetId: row.id, limit });
    },
    get: async (ctx, name) => viewFor(deps, ctx, await getFor(deps, ctx, 'deployment:read', name)),
  };
}
