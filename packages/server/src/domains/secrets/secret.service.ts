import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import type { z } from 'zod';
import type { RequestCtx } from '../../platform/http/context.ts';
import {
  type AccessDeps,
  currentOrgOf,
  findFor,
  findPlace,
  invalidSecret,
  orgIdsOf,
  type Placed,
  placeOfOrg,
  requireAccess,
  secretMissing,
} from './secret-access.service.ts';
import { createSecret, deleteSecret, replaceSecret, restoreSecret, type WriteDeps } from './secret-write.service.ts';
import type { SecretTarget } from './secret.ports.ts';
import { parseDeploymentName, pathOf, valueIssue } from './secret.rules.ts';
import type { orgSecretCreate, secretCreate, secretUpdate } from './secret.schemas.contract.ts';
import { claimSecret, listSecrets, listSecretsOfDeployments, listSecretsOfUser, listVersions } from './secret.store.ts';
import {
  type OrgSecretView,
  orgSecretToView,
  type SecretView,
  secretToView,
  type VersionView,
  versionToView,
  type SecretRow,
} from './secret.view.ts';

export type SecretServiceDeps = AccessDeps & WriteDeps;

type Update = z.output<typeof secretUpdate>;

export interface SecretService {
  list(ctx: RequestCtx, deployment: string | undefined): Promise<SecretView[]>;
  create(ctx: RequestCtx, input: z.output<typeof secretCreate>): Promise<SecretView>;
  update(ctx: RequestCtx, id: string, input: Update): Promise<SecretView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
  versions(ctx: RequestCtx, id: string): Promise<VersionView[]>;
  restore(ctx: RequestCtx, id: string, version: number): Promise<SecretView>;
  listOfOrg(ctx: RequestCtx, orgId: string | undefined): Promise<OrgSecretView[]>;
  createOfOrg(ctx: RequestCtx, input: z.output<typeof orgSecretCreate>): Promise<OrgSecretView>;
  updateOfOrg(ctx: RequestCtx, id: string, input: Update): Promise<OrgSecretView>;
  removeOfOrg(ctx: RequestCtx, id: string): Promise<void>;
}

function checked(value: string): Secret {
  const issue = valueIssue(value);
  if (issue !== undefined) throw invalidSecret('value', issue);
  return new Secret(value);
}

function viewFor(deps: SecretServiceDeps, ctx: RequestCtx, row: SecretRow, target: SecretTarget | undefined): SecretView {
  const canWrite = target === undefined || deps.targets.can(ctx, 'deployment:secrets', target);
  return secretToView({ row, deploymentName: target?.name, canWrite });
}

async function listPlace(deps: SecretServiceDeps, ctx: RequestCtx, deploymentName: string): Promise<SecretView[]> {
  const { place, target } = await findPlace(deps, ctx, 'see', { deploymentName, serviceName: '' });
  return await deps.db.tenant([place.orgId], async (tx) => {
    if (target !== undefined) {
      const rows = await listSecretsOfDeployments(tx, [target.id]);
      return rows.map((row) => viewFor(deps, ctx, row, target));
    }
    const rows = await listSecretsOfUser(tx, place.orgId, place.userId ?? '');
    const named = parseDeploymentName(deploymentName);
    const ofTemplate = rows.filter((row) => named.kind === 'template' && row.template === named.name);
    return ofTemplate.map((row) => viewFor(deps, ctx, row, undefined));
  });
}

/** One's own, and those of deployments of the current team. */
async function listAll(deps: SecretServiceDeps, ctx: RequestCtx): Promise<SecretView[]> {
  const orgId = currentOrgOf(ctx);
  const { userId, currentTeamId } = ctx.actor;
  const seesOwn = userId !== undefined && ctx.can('org:read', { type: 'org', orgId });
  return await deps.db.tenant([orgId], async (tx) => {
    const own = seesOwn ? await listSecretsOfUser(tx, orgId, userId) : [];
    const team = currentTeamId === undefined ? [] : await deps.targets.listOfTeam(tx, currentTeamId);
    const targets = new Map(
      team.filter((one) => deps.targets.can(ctx, 'deployment:secret-keys', one)).map((one) => [one.id, one]),
    );
    const ofTeam = await listSecretsOfDeployments(tx, [...targets.keys()]);
    return [...own, ...ofTeam].map((row) => viewFor(deps, ctx, row, targets.get(row.deploymentId ?? '')));
  });
}

async function keep(
  deps: SecretServiceDeps,
  ctx: RequestCtx,
  spot: Placed,
  input: { readonly key: string; readonly value: string; readonly description: string },
): Promise<SecretRow> {
  const { orgId } = spot.place;
  const secret = { key: input.key, value: checked(input.value), description: input.description };
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], (tx) => createSecret(deps, tx, ctx, { ...spot, secret }));
}

interface Changed {
  readonly row: SecretRow;
  readonly target?: SecretTarget | undefined;
}

async function change(
  deps: SecretServiceDeps,
  ctx: RequestCtx,
  id: string,
  input: Update & { readonly onlyOrg?: boolean },
): Promise<Changed> {
  const value = input.value === undefined ? undefined : checked(input.value);
  const seen = await findFor(deps, ctx, id);
  if (input.onlyOrg === true && seen.row.scope !== 'organization') throw secretMissing();
  await deps.vault.prepare(seen.row.orgId);
  return await deps.db.tenant(orgIdsOf(ctx), async (tx) => {
    const { row, target } = await requireAccess(deps, tx, ctx, { row: await claimSecret(tx, id), intent: 'write' });
    return { row: await replaceSecret(deps, tx, ctx, { row, target, value, description: input.description }), target };
  });
}

async function remove(deps: SecretServiceDeps, ctx: RequestCtx, id: string, onlyOrg: boolean): Promise<void> {
  await deps.db.tenant(orgIdsOf(ctx), async (tx) => {
    const { row, target } = await requireAccess(deps, tx, ctx, { row: await claimSecret(tx, id), intent: 'write' });
    if (onlyOrg && row.scope !== 'organization') throw secretMissing();
    await deleteSecret(deps, tx, ctx, { row, target });
  });
}

async function restore(deps: SecretServiceDeps, ctx: RequestCtx, id: string, version: number): Promise<SecretView> {
  const seen = await findFor(deps, ctx, id);
  await deps.vault.prepare(seen.row.orgId);
  const { row, target } = await deps.db.tenant(orgIdsOf(ctx), async (tx) => {
    const present = await requireAccess(deps, tx, ctx, { row: await claimSecret(tx, id), intent: 'write' });
    if (present.row.version === version) {
      throw new AppError('conflict', 'The secret has this version already.', {
        details: { nextStep: 'List its versions and choose an older one.' },
      });
    }
    const restored = await restoreSecret(deps, tx, ctx, { ...present, version });
    if (restored !== undefined) return { row: restored, target: present.target };
    throw new AppError('not_found', `The secret has no version ${version}.`, {
      details: { nextStep: 'List its versions to see which are kept.' },
    });
  });
  return viewFor(deps, ctx, row, target);
}

export function createSecretService(deps: SecretServiceDeps): SecretService {
  return {
    list: (ctx, deployment) =>
      deployment === undefined || deployment === '' ? listAll(deps, ctx) : listPlace(deps, ctx, deployment),
    async create(ctx, input) {
      const spot = await findPlace(deps, ctx, 'write', input);
      return viewFor(deps, ctx, await keep(deps, ctx, spot, input), spot.target);
    },
    async update(ctx, id, input) {
      const { row, target } = await change(deps, ctx, id, input);
      return viewFor(deps, ctx, row, target);
    },
    remove: (ctx, id) => remove(deps, ctx, id, false),
    async versions(ctx, id) {
      const { row } = await findFor(deps, ctx, id);
      const notes = await deps.db.tenant([row.orgId], (tx) => listVersions(tx, id));
      return notes.map((note) => versionToView(note, row.version));
    },
    restore: (ctx, id, version) => restore(deps, ctx, id, version),
    async listOfOrg(ctx, wanted) {
      const { place } = placeOfOrg(ctx, wanted);
      const rows = await deps.db.tenant([place.orgId], (tx) => listSecrets(tx, place.orgId, [pathOf(place)]));
      return rows.map(orgSecretToView);
    },
    createOfOrg: async (ctx, input) => orgSecretToView(await keep(deps, ctx, placeOfOrg(ctx, input.orgId), input)),
    updateOfOrg: async (ctx, id, input) => orgSecretToView((await change(deps, ctx, id, { ...input, onlyOrg: true })).row),
    removeOfOrg: (ctx, id) => remove(deps, ctx, id, true),
  };
}
