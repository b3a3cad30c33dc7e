/**
 * Takes values of secret parameters out of rows of before there was a place for secrets.
 *
 * Deployments and their releases held them in plain. Each deployment is moved in a transaction of its own: the values are kept as
 * secrets of the deployment, and the row, its releases and its canary keep a mask. What was moved has nothing left to move, so
 * this may stop anywhere and begin again, and any number of processes may do it. It runs before jobs do: a rollout of a row that was
 * not moved yet would find no secrets. Values of older releases are gone afterwards; only the present one becomes a secret.
 */
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Db } from '../../platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from '../../platform/http/context.ts';
import type { DeploymentSecrets } from '../secrets/index.ts';
import { splitSecrets } from '../templates/index.ts';
import { claimDeployment } from './deployment.store.ts';
import { listUnmoved, maskReleases, updateMasked } from './parameter-move.store.ts';
import { parametersOf } from './secret-parameters.service.ts';

export interface ParameterMoveDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: Pick<DeploymentSecrets, 'prepare' | 'keep'>;
}

async function moveOne(deps: ParameterMoveDeps, ctx: RequestCtx, { id, orgId }: { id: string; orgId: string }): Promise<void> {
  await deps.secrets.prepare(orgId);
  await deps.db.system('move secret parameters', async (tx) => {
    const row = await claimDeployment(tx, id);
    if (row === undefined) return;
    const { definitions, envVars } = row.wish;
    const { shown, secrets } = splitSecrets(definitions, envVars);
    await deps.secrets.keep(tx, ctx, row, parametersOf({ set: secrets, unset: [] }));
    const names = definitions.filter((one) => one.secret).map((one) => one.name);
    await updateMasked(tx, id, { envVars: shown, canary: row.canary, names });
    await maskReleases(tx, id);
  });
}

export function createParameterMove(deps: ParameterMoveDeps): Service {
  let status: ServiceStatus = { state: 'stopped' };
  return {
    name: 'parameter-move',
    status: () => status,
    async start() {
      const log = deps.log.child({ task: 'parameter-move' });
      const signal = new AbortController().signal;
      const ctx = createSystemCtx({ requestId: deps.ids.uuid(), log, clock: deps.clock, signal }, 'script');
      const unmoved = await deps.db.system('find secret parameters in plain', listUnmoved);
      for (const row of unmoved) await moveOne(deps, ctx, row);
      if (unmoved.length > 0) log.info('secret parameters moved', { deployments: unmoved.length });
      status = { state: 'running' };
    },
    async stop() {
      status = { state: 'stopped' };
    },
  };
}
