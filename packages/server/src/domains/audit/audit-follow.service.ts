/** A trail as it grows. A reader that comes back with `Last-Event-ID` misses nothing, for the numbers of a chain have no gaps. */
import type { Db } from '../../platform/db/database.ts';
import type { EventStream } from '../../platform/http/event-stream.ts';
import type { AuditTrail, Positions } from './audit-trail.service.ts';
import type { AuditFilter } from './audit.store.ts';

/** Announced by a trigger, with the id of the organization. */
const auditChannel = 'moorage_audit';
const batchSize = 200;

/** Chains that grew; `all` where nobody knows which, as after notifications were lost. */
type Grown = ReadonlySet<string> | 'all';

interface Bell {
  ring(orgId: string | undefined): void;
  /** Resolves when it rang since the last time. */
  rang(signal: AbortSignal): Promise<Grown>;
}

function createBell(): Bell {
  // Whoever begins does not know what came before he listened.
  let grown: Set<string> | 'all' = 'all';
  let wake = (): void => {};
  return {
    ring(orgId) {
      if (orgId === undefined) grown = 'all';
      else if (grown !== 'all') grown.add(orgId);
      wake();
    },
    async rang(signal) {
      if (grown !== 'all' && grown.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      const rung = grown;
      grown = new Set();
      return rung;
    },
  };
}

export interface FollowRequest extends AuditFilter {
  readonly trail: AuditTrail;
}

async function catchUp(request: FollowRequest, orgId: string, positions: Positions, stream: EventStream): Promise<void> {
  const { trail, ...filter } = request;
  for (let isFull = true; isFull && !stream.signal.aborted;) {
    const after = positions.get(orgId) ?? 0;
    const { through, entries } = await trail.next({ ...filter, orgId, after, limit: batchSize });
    for (const { view, mark } of entries) {
      stream.send('audit', view, mark);
      await stream.drained();
    }
    isFull = entries.length === batchSize;
    positions.set(orgId, isFull ? (entries.at(-1)?.seq ?? after) : Math.max(after, through));
  }
}

async function behind(trail: AuditTrail, positions: Positions): Promise<string[]> {
  const heads = await trail.heads();
  return [...heads].filter(([orgId, seq]) => seq > (positions.get(orgId) ?? 0)).map(([orgId]) => orgId);
}

/** Until the reader leaves; the caller has authorized. */
export async function followAudit(db: Db, request: FollowRequest, stream: EventStream): Promise<void> {
  const { trail } = request;
  const bell = createBell();
  const unlisten = await db.listen(
    auditChannel,
    (orgId) => {
      if (trail.holds(orgId)) bell.ring(orgId);
    },
    () => bell.ring(undefined),
  );
  try {
    const positions = await trail.positions(stream.lastEventId);
    stream.open();
    while (!stream.signal.aborted) {
      const grown = await bell.rang(stream.signal);
      for (const orgId of grown === 'all' ? await behind(trail, positions) : grown) {
        await catchUp(request, orgId, positions, stream);
      }
    }
  } finally {
    await unlisten();
  }
}
