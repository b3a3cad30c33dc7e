/**
 * The one way in which what is wanted of a deployment changes: row, release, roll-out, deadline and audit entry in one transaction.
 *
 * The row is locked first, so changes come one after the other and releases are numbered without gaps. Whoever decides about a
 * change sees the row as it is then.
 */
import { AppError } from '@moorage/core/errors';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { changesOf } from '../audit/index.ts';
import type { ParameterChange, UsedSecret } from '../secrets/index.ts';
import { refuseChange, type Refusal } from './deployment.rules.ts';
import { claimFor, type DeploymentServiceDeps, orgsOf, requireCluster } from './deployment.service.ts';
import { updateWish } from './deployment.store.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { type ChangeDeps, recordRelease, type ReleaseNote } from './release-record.service.ts';
import type { ReleaseKind, ReleaseState } from './release.rules.ts';
import { updateReleaseState } from './release.store.ts';
import { secretTargetOf } from './secret-target.rules.ts';
import type { Wish } from './wish.rules.ts';

export interface Change extends ReleaseNote {
  readonly wish: Wish;
  /** Of the audit trail. */
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Values of secret parameters that come or go with it; `prepare` of the secrets comes before the transaction. */
  readonly parameters?: ParameterChange;
  /** Secret parameters that get back the versions of an older release. */
  readonly restore?: readonly UsedSecret[];
}

export function refuse(refusal: Refusal | undefined): void {
  if (refusal === undefined) return;
  throw new AppError('conflict', refusal.message, { details: { nextStep: refusal.nextStep } });
}

/** What becomes of the release that is replaced. One that was ready stays live until its successor is. */
function fateOf(kind: ReleaseKind): { readonly when: readonly ReleaseState[]; readonly to: 'rolled-back' | 'superseded' } {
  if (kind === 'rollback' || kind === 'auto-rollback') return { when: ['rolling-out', 'failed', 'live'], to: 'rolled-back' };
  return { when: ['rolling-out'], to: 'superseded' };
}

/** Field by field; parameters one by one, and those of a secret only in that they changed. */
function changesOfWish(before: Wish, after: Wish): ReturnType<typeof changesOf> {
  const secrets = [...before.definitions, ...after.definitions].filter((one) => one.secret).map((one) => one.name);
  const { blueprint: _oldBlueprint, definitions: _oldDefinitions, envVars: oldValues, ...oldRest } = before;
  const { blueprint: _blueprint, definitions: _definitions, envVars: values, ...rest } = after;
  const parameters = Object.entries(changesOf(oldValues, values, { secrets }));
  return { ...changesOf(oldRest, rest), ...Object.fromEntries(parameters.map(([name, change]) => [`envVars.${name}`, change])) };
}

/** Says which secret parameters have new values. */
async function changeSecrets(
  deps: ChangeDeps,
  tx: Tx,
  ctx: RequestCtx,
  { row, change }: { readonly row: DeploymentRow; readonly change: Pick<Change, 'parameters' | 'restore'> },
): Promise<string[]> {
  const { parameters, restore = [] } = change;
  if (parameters !== undefined) await deps.secrets.keep(tx, ctx, row, parameters);
  if (restore.length > 0) await deps.secrets.restore(tx, ctx, secretTargetOf(row), restore);
  return [...Object.keys(parameters?.set ?? {}), ...restore.map((one) => one.key)];
}

/** Within the transaction that locked the row. */
export async function applyChange(
  deps: ChangeDeps,
  tx: Tx,
  ctx: RequestCtx,
  { present, ...change }: Change & { readonly present: DeploymentRow },
): Promise<DeploymentRow> {
  // Also for what the platform does by itself; a canary's own promotion is the one change that it allows.
  if (change.kind !== 'promote') refuse(refuseChange({ ...present, paused: present.wish.paused }));
  const at = deps.clock.now();
  const row = await updateWish(tx, present.id, change.wish, at);
  await updateReleaseState(tx, { deploymentId: row.id, number: present.release, ...fateOf(change.kind), at });
  const secretsSet = await changeSecrets(deps, tx, ctx, { row, change });
  await recordRelease(deps, tx, ctx, { from: present.release, ...change, secretsSet, row });
  await deps.audit.append(tx, ctx, {
    orgId: row.orgId,
    event: change.event,
    target: { type: 'deployment', id: row.id, name: row.name },
    data: {
      ...change.data,
      changes: changesOfWish(present.wish, change.wish),
      ...(secretsSet.length === 0 ? {} : { secretsSet }),
      generation: row.generation,
      release: row.release,
      ...(change.reason === undefined ? {} : { reason: change.reason }),
    },
  });
  return row;
}

/** For a caller: `decide` says what changes, or that nothing does. */
export async function changeDeployment(
  deps: DeploymentServiceDeps,
  ctx: RequestCtx,
  name: string,
  decide: (tx: Tx, present: DeploymentRow) => Change | undefined | Promise<Change | undefined>,
): Promise<DeploymentRow> {
  return await deps.db.tenant(orgsOf(ctx, name), async (tx) => {
    const present = await claimFor(tx, ctx, 'deployment:update', name);
    requireCluster(deps);
    refuse(refuseChange({ ...present, paused: present.wish.paused }));
    const change = await decide(tx, present);
    return change === undefined ? present : await applyChange(deps, tx, ctx, { ...change, present });
  });
}
