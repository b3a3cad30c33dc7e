/**
 * Templates reach the cluster: one ConfigMap each, so that what runs there can read them without a database.
 *
 * A change of a row is followed by its job (template.jobs.ts) within moments. This reconciler makes good what a job cannot know:
 * at the start and every five minutes it looks at every template and every copy, removes copies of what is gone, and whenever
 * somebody touches a copy it is brought back to what the row says. Any number of workers may run it: applying what is there
 * already changes nothing, so it comes to rest.
 */
import type { Clock } from '@moorage/core/clock';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { createKeyedQueue, type KeyedQueue } from '@moorage/core/queue';
import type { TemplateSyncService } from './template-sync.service.ts';
import type { TemplateCopyWatch } from './template.ports.ts';

export interface TemplateReconcileDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly sync: TemplateSyncService;
  readonly watch: TemplateCopyWatch;
}

const periodMs = 300_000;
/** After a failed look at everything; the cluster may just be coming up. */
const retryMs = 10_000;

interface Run {
  readonly aborter: AbortController;
  readonly queue: KeyedQueue;
  readonly ended: Promise<void>;
  unwatch(): void;
}

export function createTemplateReconcile({ log: parent, clock, sync, watch }: TemplateReconcileDeps): Service {
  const log = parent.child({ reconciler: 'template-sync' });
  let status: ServiceStatus = { state: 'stopped' };
  let run: Run | undefined;

  async function lookAtAll(queue: KeyedQueue): Promise<number> {
    try {
      for (const id of await sync.everyId()) queue.add(id, 'resync');
      return periodMs;
    } catch (error) {
      log.warn('templates could not be listed', { error });
      return retryMs;
    }
  }

  async function lookForEver(queue: KeyedQueue, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await clock.sleep(await lookAtAll(queue), signal);
  }

  return {
    name: 'template-sync',
    status: () => ({ ...status, ...run?.queue.stats() }),
    async start() {
      const aborter = new AbortController();
      const queue = createKeyedQueue({
        clock,
        concurrency: 2,
        onFailure: (templateId, error, retryInMs) => log.warn('sync of a template failed', { templateId, error, retryInMs }),
        async work(templateId) {
          await sync.one(templateId);
          return {};
        },
      });
      const unwatch = watch.onChange((templateId) => queue.add(templateId));
      queue.start();
      run = { aborter, queue, unwatch, ended: lookForEver(queue, aborter.signal) };
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
