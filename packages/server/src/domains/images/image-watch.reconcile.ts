/** Queues the questions that are due, for ever; any number of workers may do it. */
import type { Clock } from '@moorage/core/clock';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ImageWatchService } from './image-watch.service.ts';

export interface ImageReconcileDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly watcher: Pick<ImageWatchService, 'sweep'>;
  readonly intervalMs: number;
}

/** Looks several times within an interval, so that a question is asked soon after it is due. */
const looksPerInterval = 4;

export function createImageReconcile({ log: parent, clock, watcher, intervalMs }: ImageReconcileDeps): Service {
  const log = parent.child({ reconciler: 'image-watcher' });
  let status: ServiceStatus = { state: 'stopped' };
  let run: { readonly aborter: AbortController; readonly ended: Promise<void> } | undefined;

  async function lookForEver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await watcher.sweep().catch((error: unknown) => log.warn('images could not be looked at', { error }));
      await clock.sleep(intervalMs / looksPerInterval, signal);
    }
  }

  return {
    name: 'image-watcher',
    status: () => status,
    async start() {
      const aborter = new AbortController();
      run = { aborter, ended: lookForEver(aborter.signal) };
      status = { state: 'running' };
    },
    async stop() {
      run?.aborter.abort();
      await run?.ended;
      run = undefined;
      status = { state: 'stopped' };
    },
  };
}
