/** What the domain of deployments does with secrets: values of secret parameters, delivery, releases, the end. */
import type { Secret } from '@moorage/core/secret';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { type Delivery, deliver, listKeysBefore, listReaching, listUsed, type UsedSecret } from './secret-delivery.service.ts';
import type { PublishDeps } from './secret-publish.service.ts';
import { announceChange, restoreSecret, writeAll, type WriteDeps } from './secret-write.service.ts';
import type { SecretTarget } from './secret.ports.ts';
import { deploymentPlace, pathOf } from './secret.rules.ts';
import { listPathsBelow, touchPath } from './secret-path.store.ts';
import { claimSecret, listSecrets, removeSecrets } from './secret.store.ts';

export interface ParameterChange {
  readonly set: Readonly<Record<string, Secret>>;
  /** Taken away where they are there. */
  readonly unset: readonly string[];
}

export interface DeploymentSecrets {
  /** Before a transaction that keeps anything. */
  prepare(orgId: string): Promise<void>;
  /** Keys that a new deployment would have. */
  keysBefore(tx: Tx, place: { orgId: string; ownerId: string; template: string }): Promise<string[]>;
  /** Keys that a deployment has, by whatever scope. */
  keysOf(tx: Tx, target: SecretTarget): Promise<string[]>;
  /** Keeps values of secret parameters with the deployment; it is for the caller to roll it out and to write the audit entry. */
  keep(tx: Tx, ctx: RequestCtx, target: Pick<SecretTarget, 'id' | 'orgId'>, change: ParameterChange): Promise<void>;
  used(tx: Tx, target: SecretTarget): Promise<UsedSecret[]>;
  /** The deployment's own secrets as they were then, as new versions; what is not kept any more stays as it is. */
  restore(tx: Tx, ctx: RequestCtx, target: SecretTarget, used: readonly UsedSecret[]): Promise<void>;
  deliver(target: SecretTarget): Promise<Delivery>;
  /** After the rows went with their deployment: what the store has of it goes too. */
  forget(tx: Tx, target: { readonly id: string; readonly orgId: string }): Promise<void>;
}

async function keep(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  { orgId, id, set, unset }: ParameterChange & Pick<SecretTarget, 'id' | 'orgId'>,
): Promise<void> {
  if (Object.keys(set).length === 0 && unset.length === 0) return;
  const place = deploymentPlace(orgId, id, null);
  const path = pathOf(place);
  await touchPath(tx, orgId, path);
  const secrets = Object.entries(set).map(([key, value]) => ({ key, value, description: 'A parameter of the template.' }));
  await writeAll(deps, tx, ctx, { place, secrets });
  const gone = (await listSecrets(tx, orgId, [path])).filter((row) => unset.includes(row.key)).map((row) => row.id);
  if (gone.length > 0) await removeSecrets(tx, gone);
  await announceChange(deps, tx, orgId, path);
}

async function restore(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  { target, used }: { readonly target: SecretTarget; readonly used: readonly UsedSecret[] },
): Promise<void> {
  for (const { id, version } of used) {
    const row = await claimSecret(tx, id);
    if (row === undefined || row.deploymentId !== target.id || row.version === version) continue;
    await restoreSecret(deps, tx, ctx, { row, target, version });
  }
}

export function createDeploymentSecrets(deps: WriteDeps & PublishDeps): DeploymentSecrets {
  return {
    prepare: (orgId) => deps.vault.prepare(orgId),
    keysBefore: (tx, { orgId, ownerId, template }) => listKeysBefore(tx, orgId, ownerId, template),
    keysOf: async (tx, target) => (await listReaching(tx, target)).map((row) => row.key),
    keep: (tx, ctx, target, change) => keep(deps, tx, ctx, { ...target, ...change }),
    used: listUsed,
    restore: (tx, ctx, target, used) => restore(deps, tx, ctx, { target, used }),
    deliver: (target) => deliver(deps, target),
    async forget(tx, { orgId, id }) {
      const below = await listPathsBelow(tx, orgId, pathOf(deploymentPlace(orgId, id, null)));
      for (const path of below) {
        await touchPath(tx, orgId, path);
        await announceChange(deps, tx, orgId, path);
      }
    },
  };
}
