/**
 * News of what changed, for whoever watches: the outbox.
 *
 * `publish` records an event with the caller's transaction, so that news is never of something that did not happen, and never
 * missing. Ids follow the order of commits: events are written as the last step before a commit, under a lock held until it
 * is through (a commit that notifies takes such a lock in PostgreSQL anyway). Without that, a slow transaction could bring a
 * lower id into the world after a watcher had passed it.
 *
 * `subscribe` gives a watcher every matching event once and in order, from now on or from the last id that it saw, which is
 * what `Last-Event-ID` of an event stream is for. One reader a process follows the table and hands events out; a watcher
 * that falls behind reads from the table until it has caught up, so that a slow one costs no memory. Events are kept for a
 * day; whoever asks for older ones is told `gone` and has to load the state anew.
 *
 * What breaks it: a handler that never ends (its own watcher waits for ever, nobody else), or an insert into `events` past
 * `publish`.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../db/database.ts';
import { type BoundJob, bindJob, defineJob, jobDone } from '../jobs/job.ts';
import type { EventFilter, NewEvent, OutboxEvent } from './event.ts';
import { createOutbox, eventsChannel } from './outbox.ts';
import { createWatcher, type Watcher } from './watcher.ts';

export type { EventFilter, NewEvent, OutboxEvent };

export interface Events extends Service {
  /** Records an event with the caller's transaction. */
  publish(tx: Tx, event: NewEvent): Promise<void>;
  /** Calls `handler` for each matching event, in order, one at a time; resolves with the way to stop. */
  subscribe(filter: EventFilter, handler: (event: OutboxEvent) => void | Promise<void>): Promise<() => void>;
  /** Its own jobs: the sweep of old events. */
  readonly jobs: readonly BoundJob[];
}

export interface EventsDeps {
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
}

const sweepJob = defineJob({
  kind: 'events.sweep',
  actsFor: 'system',
  payload: z.object({}),
  uniqueKey: () => 'all',
  about: 'Forgets events of the live stream that nobody can ask for any more.',
  cron: '*/30 * * * *',
});

/** The newest event stays whatever its age: it is what later ids are compared with. */
async function sweep(db: Database): Promise<void> {
  await db.system('sweep of events', (tx) =>
    sql`delete from events where created_at < now() - interval '1 day' and id < (select max(id) from events)`.execute(tx),
  );
}

/** Makes the outbox of one process. */
export function createEvents({ db, log }: EventsDeps): Events {
  const outbox = createOutbox(db);
  const watchers = new Set<Watcher>();
  let status: ServiceStatus = { state: 'stopped' };
  let position = '0';
  let reading: Promise<void> | undefined;
  let readAgain = false;
  let unlisten: () => Promise<void> = () => Promise.resolve();

  function handOut(batch: readonly OutboxEvent[]): void {
    for (const watcher of watchers) batch.forEach((event) => watcher.offer(event));
  }

  async function readOn(): Promise<void> {
    do {
      readAgain = false;
      for (let batch = await outbox.after(position); batch.length > 0; batch = await outbox.after(position)) {
        position = batch.at(-1)?.id ?? position;
        handOut(batch);
      }
    } while (readAgain);
  }

  function onNews(): void {
    readAgain = true;
    reading ??= readOn()
      .catch((error: unknown) => log.error('events could not be read', { error }))
      .finally(() => {
        reading = undefined;
        if (readAgain && status.state === 'running') onNews();
      });
  }

  async function startAfter(afterId: string | undefined): Promise<string> {
    if (afterId === undefined) return position;
    if (!/^\d{1,18}$/.test(afterId)) throw new AppError('invalid_request', 'The last event id is not one of ours.');
    if (await outbox.knows(afterId)) return afterId;
    throw new AppError('gone', 'The events since then are no longer kept.', {
      details: { nextStep: 'Load the state anew and watch from now on.' },
    });
  }

  return {
    name: 'events',
    publish: outbox.publish,
    status: () => ({ ...status, watchers: watchers.size, position }),
    jobs: [
      bindJob(sweepJob, async () => {
        await sweep(db);
        return jobDone();
      }),
    ],
    async subscribe(filter, handler) {
      const watcher = createWatcher({ filter, handler, outbox, log, from: await startAfter(filter.afterId) });
      watchers.add(watcher);
      // What came between the position it starts from and now is not offered again: it reads that itself.
      watcher.catchUp();
      return () => {
        watchers.delete(watcher);
        watcher.stop();
      };
    },
    async start() {
      status = { state: 'starting' };
      unlisten = await db.listen(eventsChannel, onNews, onNews);
      position = await outbox.newest();
      status = { state: 'running' };
      onNews();
    },
    async stop() {
      if (status.state === 'stopped') return;
      status = { state: 'stopped' };
      await unlisten();
      for (const watcher of watchers) watcher.stop();
      watchers.clear();
      await reading;
    },
  };
}
