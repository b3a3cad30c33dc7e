/** Who receives a secret, and what a service receives: keys, scopes and versions. */
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { findFor, invalidSecret } from './secret-access.service.ts';
import { listReaching, reaching } from './secret-delivery.service.ts';
import type { SecretServiceDeps } from './secret.service.ts';
import { secretPublish } from './secret-job.contract.ts';
import type { RollOutProgress, SecretTarget } from './secret.ports.ts';
import { pathOf, placesOf, winnersOf } from './secret.rules.ts';
import type { effectiveSecrets, secretUse } from './secret.schemas.contract.ts';
import { listSecretsByKey } from './secret.store.ts';
import type { SecretRow } from './secret.view.ts';

export type UseView = z.input<typeof secretUse>;
export type EffectiveView = z.input<typeof effectiveSecrets>;

function useOf(target: SecretTarget, row: SecretRow, rivals: readonly SecretRow[]): UseView {
  const services = target.services.flatMap(({ name }) => {
    const reach = reaching(rivals, target, name);
    if (!reach.some((one) => one.id === row.id)) return [];
    const winner = reach.at(-1);
    const receives = winner?.id === row.id;
    return [{ name, receives, coveredBy: receives ? null : (winner?.scope ?? null) }];
  });
  return { deploymentName: target.name, services };
}

export async function listUses(deps: SecretServiceDeps, ctx: RequestCtx, id: string): Promise<UseView[]> {
  const { row } = await findFor(deps, ctx, id);
  return await deps.db.tenant([row.orgId], async (tx) => {
    const filter = { orgId: row.orgId, ownerId: row.userId, template: row.template, id: row.deploymentId };
    const targets = await deps.targets.list(tx, filter);
    const rivals = await listSecretsByKey(tx, row.orgId, row.key);
    return targets
      .filter((target) => deps.targets.can(ctx, 'deployment:read', target))
      .map((target) => useOf(target, row, rivals));
  });
}

interface Standing {
  readonly rows: readonly SecretRow[];
  readonly rollOut: RollOutProgress;
  readonly canWrite: boolean;
}

function effectiveOf(target: SecretTarget, service: SecretTarget['services'][number], standing: Standing): EffectiveView {
  const { name, variables } = service;
  const { rows, rollOut, canWrite } = standing;
  const winners = winnersOf(reaching(rows, target, name));
  const given = new Set(winners.map(({ winner }) => winner.key));
  return {
    deploymentName: target.name,
    serviceName: name,
    secrets: winners.map(({ winner, covered }) => ({
      key: winner.key,
      scope: winner.scope,
      version: winner.version,
      updatedAt: winner.updatedAt.toISOString(),
      covers: covered.map((one) => one.scope),
      hiddenByVariable: variables.includes(winner.key),
    })),
    rollOut,
    canWrite,
    missing: target.parameters.filter((one) => one.required && !given.has(one.name)).map((one) => one.name),
  };
}

/** A change goes to the store first and then to the cluster. */
async function rollOutOf(deps: SecretServiceDeps, tx: Tx, target: SecretTarget): Promise<RollOutProgress> {
  const { orgId } = target;
  const paths = new Set(target.services.flatMap(({ name }) => placesOf(target, name).map(pathOf)));
  const published = await deps.jobs.progress(
    tx,
    secretPublish,
    [...paths].map((path) => ({ orgId, path })),
  );
  return published === 'done' ? await deps.targets.progress(tx, target.id) : published;
}

export async function listEffective(
  deps: SecretServiceDeps,
  ctx: RequestCtx,
  { deployment, service }: { readonly deployment: string; readonly service?: string | undefined },
): Promise<EffectiveView[]> {
  const target = await deps.targets.get(ctx, 'deployment:secret-keys', deployment);
  const chosen = target.services.filter((one) => service === undefined || one.name === service);
  if (chosen.length === 0) {
    const known = target.services.map((one) => one.name).join(', ');
    throw invalidSecret('service', `there is no such service; there is ${known}`);
  }
  const canWrite = deps.targets.can(ctx, 'deployment:secrets', target);
  return await deps.db.tenant([target.orgId], async (tx) => {
    const standing = { rows: await listReaching(tx, target), rollOut: await rollOutOf(deps, tx, target), canWrite };
    return chosen.map((one) => effectiveOf(target, one, standing));
  });
}
