/** What of an event is sealed, and what a walk along a chain finds. */

/** An event as it is stored. */
export interface AuditRow {
  readonly org_id: string;
  readonly seq: string;
  readonly id: string;
  readonly event: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly actor_via: string;
  readonly target_type: string;
  readonly target_id: string;
  readonly target_name: string | null;
  readonly data: unknown;
  readonly request_id: string;
  readonly ip_address: string | null;
  readonly at: Date;
}

/** With its links; both null in events that are older than the chain. */
export interface SealedAuditRow extends AuditRow {
  readonly prev_hash: Uint8Array | null;
  readonly hash: Uint8Array | null;
}

const actorKinds = ['user', 'machine', 'system', 'anonymous'] as const;
export type ActorKind = (typeof actorKinds)[number];

function kindOf(kind: string): ActorKind {
  return actorKinds.find((known) => known === kind) ?? 'anonymous';
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/**
 * The record whose canonical JSON goes into the hash. It is the event as the API shows it, so that an export can be verified
 * without us. What the API shows later in addition must stay out of here: old hashes would not hold any more.
 */
export function sealedRecord(row: AuditRow) {
  return {
    id: row.id,
    orgId: row.org_id,
    seq: Number(row.seq),
    event: row.event,
    actor: { kind: kindOf(row.actor_kind), id: row.actor_id, email: row.actor_email, via: row.actor_via },
    target: { type: row.target_type, id: row.target_id, name: row.target_name },
    data: asRecord(row.data),
    requestId: row.request_id,
    ipAddress: row.ip_address,
    at: row.at.toISOString(),
  };
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair; what is hashed must be what comes back. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** The same for a JSON value. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [storable(key), storableJson(field)]));
}

export type ChainProblemKind = 'changed' | 'relinked' | 'missing' | 'unsealed' | 'unexpected' | 'head-differs' | 'head-missing';

export interface ChainProblem {
  readonly seq: number;
  readonly kind: ChainProblemKind;
  readonly message: string;
}

/** What is recorded of a chain beside its events. */
export interface ChainState {
  /** Undefined where nothing was ever recorded, or its record is gone. */
  readonly head: { readonly seq: number; readonly hash: Uint8Array } | undefined;
  /** Highest number that is there. */
  readonly lastSeq: number;
  /** Events after this one are sealed, the first of them linked to `hash`. */
  readonly sealedAfter: { readonly seq: number; readonly hash: Uint8Array };
  /** Events up to this one were removed for their age. */
  readonly removedThrough: number;
}

export interface ChainReport {
  readonly orgId: string;
  readonly ok: boolean;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  /** Events looked at, and those among them that are older than the chain. */
  readonly checked: number;
  readonly unsealed: number;
  readonly removedThrough: number;
  /** The first hundred. */
  readonly problems: readonly ChainProblem[];
  readonly problemCount: number;
}

const mostProblems = 100;

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface ChainWalk {
  /** Takes the events in order. */
  take(row: SealedAuditRow): void;
  end(): ChainReport;
}

/** Checks a chain event by event, and keeps nothing of an event but its hash. */
export function walkChain(
  orgId: string,
  state: ChainState,
  seal: (previous: Uint8Array, record: object) => Uint8Array,
): ChainWalk {
  const problems: ChainProblem[] = [];
  const { head, sealedAfter, removedThrough } = state;
  let problemCount = 0;
  let checked = 0;
  let unsealed = 0;
  let last = removedThrough;
  /** Unknown behind a gap: then the event's own word is taken. */
  let previous: Uint8Array | undefined = sealedAfter.hash;

  function report(seq: number, kind: ChainProblemKind, message: string): void {
    problemCount += 1;
    if (problems.length < mostProblems) problems.push({ seq, kind, message });
  }
  function reportGap(from: number, through: number): void {
    const what = from === through ? `Event ${from} is` : `Events ${from} to ${through} are`;
    report(from, 'missing', `${what} missing.`);
  }
  function checkSeal(row: SealedAuditRow, seq: number): void {
    const { prev_hash: linked, hash } = row;
    if (linked === null || hash === null) {
      previous = undefined;
      return report(seq, 'unsealed', `Event ${seq} has no hash.`);
    }
    if (previous !== undefined && !sameBytes(previous, linked))
      report(seq - 1, 'relinked', `Event ${seq - 1} is not the one that event ${seq} was written after.`);
    if (!sameBytes(seal(linked, sealedRecord(row)), hash)) report(seq, 'changed', `Event ${seq} was changed.`);
    previous = hash;
  }
  function checkEnd(): void {
    if (head === undefined) {
      if (state.lastSeq > 0) report(state.lastSeq, 'head-missing', 'The record of the last event is missing.');
      return;
    }
    if (last < head.seq) return reportGap(last + 1, head.seq);
    if (state.lastSeq > head.seq)
      report(head.seq + 1, 'unexpected', `Events from ${head.seq + 1} on are not in the record of the last event.`);
    const isSealed = head.seq > sealedAfter.seq;
    const expected = isSealed ? previous : sealedAfter.hash;
    if (expected !== undefined && !sameBytes(expected, head.hash))
      report(head.seq, 'head-differs', `Event ${head.seq} is not the one that was recorded as the last.`);
  }

  return {
    take(row) {
      const seq = Number(row.seq);
      checked += 1;
      if (seq > last + 1) {
        reportGap(last + 1, seq - 1);
        if (seq > sealedAfter.seq + 1) previous = undefined;
      }
      if (seq <= removedThrough) report(seq, 'unexpected', `Event ${seq} is there although it was removed.`);
      else if (seq <= sealedAfter.seq) unsealed += 1;
      else checkSeal(row, seq);
      last = Math.max(last, seq);
    },
    end() {
      checkEnd();
      const shown = head === undefined ? null : { seq: head.seq, hash: hexOf(head.hash) };
      return { orgId, ok: problemCount === 0, head: shown, checked, unsealed, removedThrough, problems, problemCount };
    },
  };
}
