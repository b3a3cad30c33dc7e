/** The table of events: written at the end of a transaction, read in order. */
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import type { NewEvent, OutboxEvent } from './event.ts';

export const eventsChannel = 'moorage_events';
/** Spells "evts": the lock that makes the order of ids the order of commits. */
const orderLock = 0x65_76_74_73;
const batchSize = 500;

export interface Outbox {
  readonly publish: (tx: Tx, event: NewEvent) => Promise<void>;
  /** The next events after an id, in order. */
  after(id: string): Promise<OutboxEvent[]>;
  newest(): Promise<string>;
  /** Whether nothing that came after this id was swept. */
  knows(id: string): Promise<boolean>;
}

interface Row {
  readonly id: string;
  readonly org_id: string;
  readonly team_id: string | null;
  readonly kind: string;
  readonly ref: string;
  readonly data: unknown;
  readonly created_at: Date;
}

function toEvent(row: Row): OutboxEvent {
  const data = typeof row.data === 'object' && row.data !== null ? { ...row.data } : {};
  return {
    id: row.id,
    orgId: row.org_id,
    teamId: row.team_id ?? undefined,
    kind: row.kind,
    ref: row.ref,
    data,
    at: row.created_at,
  };
}

async function writeAll(db: Database, tx: Tx, events: readonly NewEvent[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(${orderLock})`.execute(tx);
  const rows = events.map((event) => ({
    org_id: event.orgId,
    team_id: event.teamId ?? null,
    kind: event.kind,
    ref: event.ref,
    data: JSON.stringify(event.data),
  }));
  await tx.insertInto('events').values(rows).execute();
  await db.notify(tx, eventsChannel, '');
}

export function createOutbox(db: Database): Outbox {
  const unwritten = new WeakMap<Tx, NewEvent[]>();
  return {
    publish(tx, event) {
      const events = unwritten.get(tx);
      if (events !== undefined) events.push(event);
      else {
        const first = [event];
        unwritten.set(tx, first);
        db.beforeCommit(tx, () => writeAll(db, tx, first));
      }
      return Promise.resolve();
    },
    after: (id) =>
      db.system('read events', async (tx) => {
        const rows = await tx.selectFrom('events').selectAll().where('id', '>', id).orderBy('id').limit(batchSize).execute();
        return rows.map(toEvent);
      }),
    newest: () =>
      db.system('read events', async (tx) => {
        const { rows } = await sql<{ id: string }>`select coalesce(max(id), 0)::text as id from events`.execute(tx);
        return rows[0]?.id ?? '0';
      }),
    knows: (id) =>
      db.system('read events', async (tx) => {
        const { rows } = await sql<{ oldest: string | null; newest: string | null }>`
          select min(id)::text as oldest, max(id)::text as newest from events`.execute(tx);
        const { oldest, newest } = rows[0] ?? { oldest: null, newest: null };
        if (oldest === null || newest === null) return id === '0';
        return BigInt(id) >= BigInt(oldest) - 1n && BigInt(id) <= BigInt(newest);
      }),
  };
}
