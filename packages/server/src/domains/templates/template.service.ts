import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { z } from 'zod';
import { orgOfTeam } from '../../platform/authz/actor.ts';
import type { AuthzResource } from '../../platform/authz/engine.ts';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import { allowedActions } from '../orgs/index.ts';
import { type Blueprint, blueprintFromImage } from './blueprint.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import { invalidTemplate, readSpec, writeYaml } from './spec-yaml.service.ts';
import type { templateCreate } from './template.contract.ts';
import { templateSync } from './template-job.contract.ts';
import { chooseTemplate } from './template.rules.ts';
import {
  claimTemplate,
  documentOf,
  insertTemplate,
  listTemplates,
  listTemplatesByName,
  type NewTemplate,
  removeTemplate,
} from './template.store.ts';
import { insertTemplateVersion } from './template-version.store.ts';
import { type TemplateRow, templateToView, type TemplateView } from './template.view.ts';

export interface TemplateServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
}

export type TemplateInput = z.output<typeof templateCreate>;

/** What a deployment takes from a template. */
export interface UsableTemplate {
  readonly name: string;
  readonly version: number;
  readonly displayName: string;
  readonly blueprint: Blueprint;
  readonly definitions: readonly ParameterDefinition[];
}

export interface TemplateService {
  list(ctx: RequestCtx): Promise<TemplateView[]>;
  get(ctx: RequestCtx, name: string): Promise<TemplateView>;
  create(ctx: RequestCtx, input: TemplateInput): Promise<TemplateView>;
  remove(ctx: RequestCtx, name: string): Promise<void>;
  /** For whoever deploys it; a disabled one is as good as none. */
  getUsable(ctx: RequestCtx, name: string): Promise<UsableTemplate>;
  /** For whoever may share it with guests. */
  getShareable(ctx: RequestCtx, name: string): Promise<ShareableTemplate>;
}

interface ShareableTemplate extends AuthzResource {
  readonly type: 'template';
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
}

export function resourceOf(
  row: Pick<TemplateRow, 'org_id' | 'team_id' | 'owner_id' | 'visibility'> & { readonly id?: string | undefined },
): AuthzResource {
  return {
    type: 'template',
    id: row.id,
    orgId: row.org_id ?? undefined,
    teamId: row.team_id ?? undefined,
    ownerId: row.owner_id ?? undefined,
    visibility: row.visibility,
  };
}

/** System templates are the platform's: nobody changes them, whatever his role is. */
export function viewFor(ctx: RequestCtx, row: TemplateRow): TemplateView {
  const actions = allowedActions(ctx, resourceOf(row));
  return templateToView(row, row.is_system ? actions.filter((action) => action === 'template:read') : actions);
}

export function missingTemplate(name: string): AppError {
  return new AppError('not_found', `There is no template ${name} that you may use.`, {
    details: { nextStep: 'List the templates to see which there are.' },
  });
}

export function orgIdsOf(ctx: RequestCtx): string[] {
  return Object.keys(ctx.actor.orgRoles);
}

/** What organizations that he is in or not share with the caller; his transactions read these rows besides. */
export function sharedTemplateIds(ctx: RequestCtx): string[] {
  return (ctx.actor.shared ?? []).filter((one) => one.type === 'template').map((one) => one.id);
}

export async function getVisible(deps: Pick<TemplateServiceDeps, 'db'>, ctx: RequestCtx, name: string): Promise<TemplateRow> {
  const orgIds = orgIdsOf(ctx);
  const rows = await deps.db.tenant(orgIds, (tx) => listTemplatesByName(tx, name), sharedTemplateIds(ctx));
  const visible = rows.filter((row) => ctx.can('template:read', resourceOf(row)));
  const chosen = chooseTemplate(visible, orgIds, sharedTemplateIds(ctx));
  if (chosen === undefined) throw missingTemplate(name);
  return chosen;
}

export interface Place {
  readonly orgId: string;
  readonly teamId: string | null;
}

function needed(path: string, why: string): AppError {
  return invalidTemplate([{ path, message: why }]);
}

/** Where a new template belongs; what is private or public belongs to the organization that one works in. */
export function placeOf(ctx: RequestCtx, input: Pick<TemplateInput, 'visibility' | 'orgId' | 'teamId'>): Place {
  if (input.visibility === 'team') {
    if (input.teamId === undefined) throw needed('teamId', 'is required where the visibility is team');
    const orgId = orgOfTeam(ctx.actor, input.teamId);
    if (orgId === undefined) throw new AppError('not_found', 'This team does not exist or you may not see it.');
    return { orgId, teamId: input.teamId };
  }
  if (input.visibility === 'org' && input.orgId === undefined) throw needed('orgId', 'is required where the visibility is org');
  const orgId = input.orgId ?? ctx.actor.currentOrgId;
  if (orgId === undefined) throw needed('orgId', 'is required, for you have no current organization');
  return { orgId, teamId: null };
}

export function rowOf(deps: TemplateServiceDeps, ctx: RequestCtx, input: TemplateInput, place: Place): NewTemplate {
  const spec = input.spec ?? writeYaml(blueprintFromImage(input));
  const blueprint = readSpec(spec, input.envVars);
  return {
    id: deps.ids.uuid(),
    orgId: place.orgId,
    teamId: place.teamId,
    ownerId: ctx.actor.userId ?? null,
    name: input.name,
    visibility: input.visibility,
    isSystem: false,
    enabled: input.enabled,
    displayName: input.displayName,
    description: input.description,
    category: input.category,
    image: input.image,
    containerPort: input.containerPort,
    cpuRequest: input.cpuRequest,
    cpuLimit: input.cpuLimit,
    memoryRequest: input.memoryRequest,
    memoryLimit: input.memoryLimit,
    healthCheckPath: input.healthCheckPath,
    hasConfigMap: input.hasConfigMap,
    definitions: input.envVars,
    services: blueprint.services.map((one) => one.name),
    spec,
    at: deps.clock.now(),
  };
}

/** Stands in the place of a name in a path of the API. */
const reservedName = 'grants';

async function create(deps: TemplateServiceDeps, ctx: RequestCtx, input: TemplateInput): Promise<TemplateView> {
  if (input.name === reservedName) throw invalidTemplate([{ path: 'name', message: 'is reserved' }]);
  const place = placeOf(ctx, input);
  const ownerId = ctx.actor.userId;
  const { visibility } = input;
  ctx.authorize('template:create', {
    type: 'template',
    orgId: place.orgId,
    teamId: place.teamId ?? undefined,
    ownerId,
    visibility,
  });
  const row = rowOf(deps, ctx, input, place);
  return await deps.db.tenant([place.orgId], async (tx) => {
    await insertTemplate(tx, row);
    const { id: templateId, orgId, at } = row;
    const actorEmail = ctx.actor.email ?? null;
    const document = documentOf(row);
    await insertTemplateVersion(tx, {
      templateId,
      version: 1,
      orgId,
      ownerId: row.ownerId,
      document,
      changed: [],
      actorEmail,
      at,
    });
    await deps.jobs.enqueue(tx, templateSync, { templateId });
    await deps.audit.append(tx, ctx, {
      orgId: place.orgId,
      event: 'template.created',
      target: { type: 'template', id: row.id, name: row.name },
      data: { visibility, services: row.services },
    });
    const made = await claimTemplate(tx, row.id);
    if (made === undefined) throw missingTemplate(row.name);
    return viewFor(ctx, made);
  });
}

async function remove(deps: TemplateServiceDeps, ctx: RequestCtx, name: string): Promise<void> {
  const row = await getVisible(deps, ctx, name);
  if (row.is_system || row.org_id === null) throw new AppError('forbidden', 'System templates cannot be deleted.');
  ctx.authorize('template:delete', resourceOf(row));
  const orgId = row.org_id;
  await deps.db.tenant([orgId], async (tx) => {
    if (!(await removeTemplate(tx, row.id))) throw missingTemplate(name);
    const target = { type: 'template', id: row.id, name };
    await deps.jobs.enqueue(tx, templateSync, { templateId: row.id });
    await deps.audit.append(tx, ctx, { orgId, event: 'template.deleted', target });
  });
}

export function createTemplateService(deps: TemplateServiceDeps): TemplateService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    remove: (ctx, name) => remove(deps, ctx, name),
    get: async (ctx, name) => viewFor(ctx, await getVisible(deps, ctx, name)),
    async list(ctx) {
      const rows = await deps.db.tenant(orgIdsOf(ctx), listTemplates, sharedTemplateIds(ctx));
      return rows.filter((row) => ctx.can('template:read', resourceOf(row))).map((row) => viewFor(ctx, row));
    },
    async getShareable(ctx, name) {
      const row = await getVisible(deps, ctx, name);
      const resource = resourceOf(row);
      ctx.authorize('template:share', resource);
      if (row.org_id === null) throw new AppError('forbidden', 'System templates are seen by everybody.');
      return { ...resource, type: 'template', id: row.id, orgId: row.org_id, name: row.name };
    },
    async getUsable(ctx, name) {
      const row = await getVisible(deps, ctx, name);
      if (!row.enabled) throw missingTemplate(name);
      const blueprint = readSpec(row.spec, row.definitions);
      return { name: row.name, version: row.version, displayName: row.display_name, blueprint, definitions: row.definitions };
    },
  };
}
