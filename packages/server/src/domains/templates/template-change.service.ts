/** Changing a template, and what it was before. */
import { AppError } from '@moorage/core/errors';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { labelOf } from '../../platform/authz/actor.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { changesOf } from '../audit/index.ts';
import { invalidTemplate } from './spec-yaml.service.ts';
import type { templateUpdate } from './template.contract.ts';
import { templateSync } from './template-job.contract.ts';
import { changedFields, matchesVersion, type TemplateDocument } from './template-version.rules.ts';
import { findLastElsewhere, findTemplateVersion, insertTemplateVersion, listTemplateVersions } from './template-version.store.ts';
import {
  getVisible,
  missingTemplate,
  orgIdsOf,
  type Place,
  placeOf,
  resourceOf,
  rowOf,
  sharedTemplateIds,
  type TemplateServiceDeps,
  viewFor,
} from './template.service.ts';
import { claimTemplate, documentOf, updateTemplate } from './template.store.ts';
import {
  rowToDocument,
  type TemplateRow,
  type TemplateVersionRow,
  type TemplateVersionSummaryView,
  type TemplateVersionView,
  type TemplateView,
  versionToSummary,
  versionToView,
} from './template.view.ts';

export type TemplateUpdateInput = z.output<typeof templateUpdate>;

export interface VersionQuery {
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface TemplateChangeService {
  update(ctx: RequestCtx, name: string, input: TemplateUpdateInput, ifMatch?: readonly string[]): Promise<TemplateView>;
  versions(ctx: RequestCtx, name: string, query: VersionQuery): Promise<TemplateVersionSummaryView[]>;
  version(ctx: RequestCtx, name: string, version: number): Promise<TemplateVersionView>;
}

/** A template stays in its organization; within that it goes where the visibility says. */
function placeAfter(ctx: RequestCtx, row: TemplateRow, orgId: string, input: TemplateUpdateInput): Place {
  // A guest belongs neither to the team nor to the organization, and changes a template where it is.
  const isThere = input.visibility === row.visibility && (input.orgId ?? orgId) === orgId;
  if (isThere && (input.visibility !== 'team' || input.teamId === row.team_id)) return { orgId, teamId: row.team_id };
  const place = placeOf(ctx, { visibility: input.visibility, teamId: input.teamId, orgId: input.orgId ?? orgId });
  if (place.orgId === orgId) return place;
  const path = input.visibility === 'team' ? 'teamId' : 'orgId';
  throw invalidTemplate([{ path, message: 'belongs to another organization, and a template stays in its own' }]);
}

function authorizeMove(ctx: RequestCtx, row: TemplateRow, place: Place, input: TemplateUpdateInput): void {
  const { visibility } = input;
  const isMoved = visibility !== row.visibility || place.teamId !== row.team_id;
  if (!isMoved) return;
  if (visibility === 'private' && row.owner_id !== ctx.actor.userId) {
    throw new AppError('forbidden', 'Only its owner can make a template private: nobody else would see it any more.');
  }
  const teamId = place.teamId ?? undefined;
  ctx.authorize('template:create', {
    type: 'template',
    orgId: place.orgId,
    teamId,
    ownerId: row.owner_id ?? undefined,
    visibility,
  });
}

function requireMatch(row: TemplateRow, ifMatch: readonly string[] | undefined): void {
  if (matchesVersion(ifMatch, row.version)) return;
  throw new AppError('precondition_failed', 'The template changed since you read it.', {
    details: { version: row.version, nextStep: 'Read it again and repeat your change.' },
  });
}

interface Request {
  readonly name: string;
  readonly input: TemplateUpdateInput;
  readonly ifMatch: readonly string[] | undefined;
}

/** Defaults of secret parameters are secrets as well. */
function withoutSecrets(document: TemplateDocument): TemplateDocument {
  const envVars = document.envVars.map((one) => (one.secret && one.default !== undefined ? { ...one, default: '***' } : one));
  return { ...document, envVars };
}

async function write(
  deps: TemplateServiceDeps,
  ctx: RequestCtx,
  tx: Tx,
  { before, request, orgId }: Write,
): Promise<TemplateRow> {
  const { name, input, ifMatch } = request;
  ctx.authorize('template:update', resourceOf(before));
  const place = placeAfter(ctx, before, orgId, input);
  authorizeMove(ctx, before, place, input);
  requireMatch(before, ifMatch);
  const row = { ...rowOf(deps, ctx, { ...input, name }, place), id: before.id, ownerId: before.owner_id };
  const document = documentOf(row);
  const changed = changedFields(rowToDocument(before), document);
  if (changed.length === 0) return before;
  const version = await updateTemplate(tx, row, before.version);
  const after = version === undefined ? undefined : await claimTemplate(tx, before.id);
  if (version === undefined || after === undefined) throw missingTemplate(name);
  const { ownerId, at } = row;
  const actorEmail = labelOf(ctx.actor) ?? null;
  await insertTemplateVersion(tx, { templateId: row.id, version, orgId, ownerId, document, changed, actorEmail, at });
  await deps.jobs.enqueue(tx, templateSync, { templateId: row.id });
  await deps.audit.append(tx, ctx, {
    orgId,
    event: 'template.updated',
    target: { type: 'template', id: row.id, name },
    data: { version, changed, changes: changesOf(withoutSecrets(rowToDocument(before)), withoutSecrets(document)) },
  });
  return after;
}

interface Write {
  readonly before: TemplateRow;
  readonly request: Request;
  readonly orgId: string;
}

async function update(deps: TemplateServiceDeps, ctx: RequestCtx, request: Request): Promise<TemplateView> {
  const { name, input } = request;
  const { id, org_id: orgId, is_system: isSystem } = await getVisible(deps, ctx, name);
  if (isSystem || orgId === null) {
    throw new AppError('forbidden', 'System templates cannot be changed.', {
      details: { nextStep: 'Create a template of your own from its spec.' },
    });
  }
  if (input.name !== undefined && input.name !== name) {
    throw invalidTemplate([{ path: 'name', message: `must be ${name}: names never change` }]);
  }
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimTemplate(tx, id);
    if (before === undefined) throw missingTemplate(name);
    return viewFor(ctx, await write(deps, ctx, tx, { before, request, orgId }));
  });
}

function isInside(ctx: RequestCtx, row: TemplateVersionRow): boolean {
  return row.org_id !== null && orgIdsOf(ctx).includes(row.org_id);
}

/**
 * Those that the caller may see. Whoever shared the template gave what he saw himself: versions since it is where it is now, not
 * what was private, or of another team, before.
 */
async function readVersions(
  deps: TemplateServiceDeps,
  ctx: RequestCtx,
  template: TemplateRow,
  read: (tx: Tx) => Promise<TemplateVersionRow[]>,
): Promise<TemplateVersionRow[]> {
  const both = async (tx: Tx) => ({ rows: await read(tx), elsewhere: await findLastElsewhere(tx, template) });
  const { rows, elsewhere } = await deps.db.tenant(orgIdsOf(ctx), both, sharedTemplateIds(ctx));
  const idOf = (row: TemplateVersionRow) => (row.version > elsewhere ? template.id : undefined);
  return rows.filter((row) => ctx.can('template:read', resourceOf({ ...row, id: idOf(row) })));
}

export function createTemplateChangeService(deps: TemplateServiceDeps): TemplateChangeService {
  return {
    update: (ctx, name, input, ifMatch) => update(deps, ctx, { name, input, ifMatch }),
    async versions(ctx, name, { before, limit }) {
      const template = await getVisible(deps, ctx, name);
      const read = (tx: Tx) => listTemplateVersions(tx, template.id, { before, limit });
      const rows = await readVersions(deps, ctx, template, read);
      return rows.map((row) => versionToSummary(row, isInside(ctx, row)));
    },
    async version(ctx, name, version) {
      const template = await getVisible(deps, ctx, name);
      const read = (tx: Tx) => findTemplateVersion(tx, template.id, version);
      const [row] = await readVersions(deps, ctx, template, async (tx) => [await read(tx)].filter((one) => one !== undefined));
      if (row === undefined) {
        throw new AppError('not_found', `There is no version ${version} of this template that you may see.`);
      }
      return versionToView(row, isInside(ctx, row));
    },
  };
}
