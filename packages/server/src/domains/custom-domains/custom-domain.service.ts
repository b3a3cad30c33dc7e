import { AppError } from '@moorage/core/errors';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import type { HostedDeployment } from '../deployments/index.ts';
import { type CheckDeps, checkDomain, targetOf } from './custom-domain-check.service.ts';
import { challengeName, maxDomains } from './custom-domain.rules.ts';
import {
  claimDomain,
  countDomains,
  findDomain,
  insertDomain,
  isHeldElsewhere,
  listDomains,
  removeDomain,
} from './custom-domain.store.ts';
import { type CustomDomainView, type DomainRow, domainToView } from './custom-domain.view.ts';
import { type HostSettings, parseHost } from './host.rules.ts';

export interface CustomDomainDeps extends CheckDeps {
  readonly audit: Audit;
  readonly settings: CheckDeps['settings'] & HostSettings;
}

export interface CustomDomainService {
  list(ctx: RequestCtx, name: string): Promise<CustomDomainView[]>;
  add(ctx: RequestCtx, input: { name: string; host: string; ingress?: string | undefined }): Promise<CustomDomainView>;
  verify(ctx: RequestCtx, key: { name: string; id: string }): Promise<CustomDomainView>;
  remove(ctx: RequestCtx, key: { name: string; id: string }): Promise<void>;
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid_request', 'The domain is not valid.', { details: { issues: [{ path, message }] } });
}

function missing(): AppError {
  return new AppError('not_found', 'The deployment has no such domain.', {
    details: { nextStep: 'List its domains to see which there are.' },
  });
}

export function heldElsewhere(host: string): AppError {
  return new AppError('conflict', `Another deployment has proved that ${host} is its own.`, {
    details: {
      reason: 'ClaimedElsewhere',
      nextStep: 'Remove the host there first. If you do not know that deployment, take its TXT record out of your zone and wait.',
    },
  });
}

function view(deps: CustomDomainDeps, row: DomainRow, deployment: HostedDeployment): CustomDomainView {
  return domainToView(row, deployment, targetOf(deps.settings, deployment, row.ingress));
}

async function list(deps: CustomDomainDeps, ctx: RequestCtx, name: string): Promise<CustomDomainView[]> {
  const deployment = await deps.deployments.get(ctx, 'deployment:read', name);
  const rows = await deps.db.tenant([deployment.orgId], (tx) => listDomains(tx, deployment.id));
  return rows.map((row) => view(deps, row, deployment));
}

function ingressOf(deployment: HostedDeployment, wanted: string | undefined): string {
  const [first] = deployment.ingresses;
  if (first === undefined) throw invalid('name', 'is a deployment without an ingress, so no host can lead to it');
  if (wanted === undefined || deployment.ingresses.includes(wanted)) return wanted ?? first;
  throw invalid('ingress', `there is no such ingress; there is ${deployment.ingresses.join(', ')}`);
}

async function insertClaim(
  deps: CustomDomainDeps,
  tx: Tx,
  ctx: RequestCtx,
  claim: { readonly deployment: HostedDeployment; readonly host: string; readonly ingress: string },
): Promise<DomainRow> {
  const { deployment, host, ingress } = claim;
  const at = deps.clock.now();
  if ((await countDomains(tx, deployment.id)) >= maxDomains) {
    throw new AppError('limit_exceeded', `A deployment has at most ${maxDomains} domains.`, {
      details: { limit: maxDomains, nextStep: 'Remove one that is not needed.' },
    });
  }
  const row = await insertDomain(tx, {
    id: deps.ids.uuid(),
    orgId: deployment.orgId,
    deploymentId: deployment.id,
    host,
    ingress,
    token: deps.ids.token(),
    reason: 'RecordMissing',
    message: `Create a TXT record at ${challengeName(host)} to prove that the host is yours.`,
    nextCheckAt: new Date(at.getTime() + 60_000),
    at,
  });
  await deps.audit.append(tx, ctx, {
    orgId: deployment.orgId,
    event: 'domain.added',
    target: { type: 'deployment', id: deployment.id, name: deployment.name },
    data: { host, ingress },
  });
  await deps.deployments.announce(tx, deployment);
  return row;
}

async function add(
  deps: CustomDomainDeps,
  ctx: RequestCtx,
  input: { name: string; host: string; ingress?: string | undefined },
): Promise<CustomDomainView> {
  const present = await deps.deployments.get(ctx, 'deployment:update', input.name);
  const parsed = parseHost(input.host, deps.settings);
  if (parsed.kind === 'invalid') throw invalid('host', parsed.message);
  const { host } = parsed;
  const ingress = ingressOf(present, input.ingress);
  const isHeld = await deps.db.system('whether a host is held', (tx) => isHeldElsewhere(tx, host, present.id));
  if (isHeld) throw heldElsewhere(host);
  const made = await deps.db.tenant([present.orgId], async (tx) => {
    const deployment = await deps.deployments.claim(tx, present.id);
    if (deployment === undefined) throw missing();
    return { deployment, row: await insertClaim(deps, tx, ctx, { deployment, host, ingress }) };
  });
  return view(deps, made.row, made.deployment);
}

async function find(deps: CustomDomainDeps, deployment: HostedDeployment, id: string): Promise<DomainRow> {
  const row = await deps.db.tenant([deployment.orgId], (tx) => findDomain(tx, id));
  if (row === undefined || row.deploymentId !== deployment.id) throw missing();
  return row;
}

async function verify(deps: CustomDomainDeps, ctx: RequestCtx, key: { name: string; id: string }): Promise<CustomDomainView> {
  const deployment = await deps.deployments.get(ctx, 'deployment:update', key.name);
  const row = await find(deps, deployment, key.id);
  const checked = await checkDomain(deps, ctx, row.id, { isAsked: true });
  if (checked === undefined) throw missing();
  return view(deps, checked.row, checked.deployment);
}

async function remove(deps: CustomDomainDeps, ctx: RequestCtx, key: { name: string; id: string }): Promise<void> {
  const present = await deps.deployments.get(ctx, 'deployment:update', key.name);
  await find(deps, present, key.id);
  await deps.db.tenant([present.orgId], async (tx) => {
    const deployment = await deps.deployments.claim(tx, present.id);
    const row = await claimDomain(tx, key.id);
    if (deployment === undefined || row === undefined) throw missing();
    await removeDomain(tx, row.id);
    const { host } = row;
    const note = { event: 'domain.removed', data: { host }, reason: `Removed the domain ${host}.` };
    if (await deps.deployments.route(tx, ctx, { deploymentId: deployment.id, remove: host, ...note })) return;
    await deps.audit.append(tx, ctx, {
      orgId: deployment.orgId,
      event: note.event,
      target: { type: 'deployment', id: deployment.id, name: deployment.name },
      data: note.data,
    });
    await deps.deployments.announce(tx, deployment);
  });
}

export function createCustomDomainService(deps: CustomDomainDeps): CustomDomainService {
  return {
    list: (ctx, name) => list(deps, ctx, name),
    add: (ctx, input) => add(deps, ctx, input),
    verify: (ctx, key) => verify(deps, ctx, key),
    remove: (ctx, key) => remove(deps, ctx, key),
  };
}
