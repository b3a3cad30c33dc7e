/** The trail as it grows. A reader that comes back with `Last-Event-ID` misses nothing, for the numbers have no gaps. */
import type { Db } from '../../platform/db/database.ts';
import type { EventStream } from '../../platform/http/event-stream.ts';
import { type AuditFilter, listChain, readHeadSeq } from './audit.store.ts';
import { auditEventToView } from './audit.view.ts';

/** Announced by a trigger, with the id of the organization. */
const auditChannel = 'moorage_audit';
const batchSize = 200;

interface Bell {
  ring(): void;
  /** Resolves when it rang since the last time. */
  rang(signal: AbortSignal): Promise<void>;
}

function createBell(): Bell {
  let hasRung = false;
  let wake = (): void => {};
  return {
    ring() {
      hasRung = true;
      wake();
    },
    async rang(signal) {
      if (!hasRung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      hasRung = false;
    },
  };
}

function seqOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}

export interface FollowRequest extends AuditFilter {
  readonly orgId: string;
}

/** Until the reader leaves; the caller has authorized. */
export async function followAudit(db: Db, { orgId, ...filter }: FollowRequest, stream: EventStream): Promise<void> {
  const bell = createBell();
  const unlisten = await db.listen(
    auditChannel,
    (payload) => {
      if (payload === orgId) bell.ring();
    },
    () => bell.ring(),
  );
  try {
    const head = (): Promise<number> => db.tenant([orgId], (tx) => readHeadSeq(tx, orgId));
    let after = seqOf(stream.lastEventId) ?? (await head());
    stream.open();
    while (!stream.signal.aborted) {
      const slice = { ...filter, orgId, after, through: await head(), limit: batchSize };
      const rows = await db.tenant([orgId], (tx) => listChain(tx, slice));
      for (const row of rows) {
        stream.send('audit', auditEventToView(row), row.seq);
        await stream.drained();
      }
      const isFull = rows.length === batchSize;
      after = isFull ? Number(rows.at(-1)?.seq ?? after) : Math.max(after, slice.through);
      if (!isFull) await bell.rang(stream.signal);
    }
  } finally {
    await unlisten();
  }
}
