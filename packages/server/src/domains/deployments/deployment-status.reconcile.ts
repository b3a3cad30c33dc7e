/**
 * Status flows back: what the cluster says about a deployment reaches its row, and everybody who watches.
 *
 * Woken by the watch (within milliseconds of a change) and, once a minute, for every deployment there is, so that nothing is
 * missed for longer. It decides nothing about the cluster but one thing: a deployment of ours that the cluster lost, or has
 * in an older state than was applied, is applied again. Objects that are not ours, such as those made with kubectl, are left
 * alone. Any number of workers may run it: a status is written and announced only by the one for whom it is news.
 */
import type { Clock } from '@moorage/core/clock';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { createKeyedQueue, type KeyedQueue } from '@moorage/core/queue';
import { executeStatus, type StatusExecuteDeps } from './deployment-status.execute.ts';
import { gatherKeys, gatherStatus } from './deployment-status.gather.ts';
import { planStatus } from './deployment-status.plan.ts';
import type { DeploymentCluster, DeploymentKey, DeploymentWatch } from './deployment.ports.ts';

export interface StatusReconcileDeps extends StatusExecuteDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly watch: DeploymentWatch;
  readonly cluster: Pick<DeploymentCluster, 'read'>;
}

const resyncMs = 60_000;
/** The first look waits for nothing but the copy of the cluster. */
const firstResyncMs = 500;

function toText(key: DeploymentKey): string {
  return `${key.namespace}/${key.name}`;
}

function fromText(text: string): DeploymentKey {
  const slash = text.indexOf('/');
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

async function reconcile(deps: StatusReconcileDeps, key: DeploymentKey): Promise<void> {
  const { row, seen } = await gatherStatus(deps, key);
  if (row === undefined) return;
  const actions = planStatus(row, seen);
  if (actions.length > 0) await executeStatus(deps, row, actions);
}

async function resync(deps: StatusReconcileDeps, queue: KeyedQueue): Promise<void> {
  // Before the copy is complete, everything would look lost.
  if (!deps.watch.hasSynced()) return;
  for (const key of await gatherKeys(deps.db)) queue.add(toText(key));
}

export function createStatusReconcile(deps: StatusReconcileDeps): Service {
  const log = deps.log.child({ reconciler: 'deployment-status' });
  let status: ServiceStatus = { state: 'stopped' };
  let run:
    | { readonly aborter: AbortController; readonly ended: Promise<void>; readonly queue: KeyedQueue; unwatch(): void }
    | undefined;

  async function resyncForEver(queue: KeyedQueue, signal: AbortSignal): Promise<void> {
    for (let delayMs = firstResyncMs; !signal.aborted; delayMs = deps.watch.hasSynced() ? resyncMs : firstResyncMs) {
      await deps.clock.sleep(delayMs, signal);
      if (signal.aborted) return;
      await resync(deps, queue).catch((error: unknown) => log.warn('resync failed', { error }));
    }
  }

  return {
    name: 'deployment-status',
    status: () => ({ ...status, ...run?.queue.stats() }),
    async start() {
      const aborter = new AbortController();
      const queue = createKeyedQueue({
        clock: deps.clock,
        concurrency: 4,
        onFailure: (key, error, retryInMs) => log.warn('status of a deployment failed', { key, error, retryInMs }),
        async work(key) {
          if (deps.watch.hasSynced()) await reconcile(deps, fromText(key));
          return {};
        },
      });
      const unwatch = deps.watch.onChange((key) => queue.add(toText(key)));
      queue.start();
      run = { aborter, queue, unwatch, ended: resyncForEver(queue, aborter.signal) };
      status = { state: 'running' };
    },
    async stop() {
      run?.unwatch();
      run?.aborter.abort();
      await run?.queue.stop();
      await run?.ended;
      run = undefined;
      status = { state: 'stopped' };
    },
  };
}
