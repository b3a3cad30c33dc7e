/** What keeps sessions. Back ends: PostgreSQL, Redis, memory; one conformance suite for all of them. */
import type { Tx } from '../../platform/db/database.ts';

export interface Session {
  /** SHA-256 of the id, which only the cookie holds. */
  readonly idHash: Buffer;
  /** What the user sees in the list of his sessions and revokes by. */
  readonly handle: string;
  readonly userId: string;
  readonly email: string;
  readonly tier: string;
  readonly currentTeamId: string | null;
  readonly ipAddress: string;
  readonly userAgent: string;
  /** The host it was made for. */
  readonly realm: string;
  /** Digest of the user's roles when the id was made. */
  readonly rights: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export interface FoundSession {
  readonly session: Session;
  readonly by: FoundBy;
}

/** Which of a session's ids was shown. A session has one, at most one that was offered, and remembers the last that it had. */
export type FoundBy =
  | { readonly kind: 'current'; /** Of the id that was offered and not shown yet. */ readonly seed: string | undefined }
  /** The one that was offered, until it is promoted. */
  | { readonly kind: 'next' }
  /** The one before the last change, also after it has stopped working. */
  | { readonly kind: 'previous'; readonly until: Date };

export interface SessionKey {
  readonly userId: string;
  readonly handle: string;
}

export interface NextId {
  readonly idHash: Buffer;
  readonly rights: string;
  /** Until when the id before works. */
  readonly graceUntil: Date;
}

export interface Offer {
  readonly idHash: Buffer;
  /** What makes the id from the one before. */
  readonly seed: string;
}

/**
 * Changes that leave an audit event take its transaction. PostgreSQL takes part in it; the others act as the last thing before
 * the commit, so that what was not written down did not happen.
 */
export interface SessionStore {
  find(idHash: Buffer, now: Date): Promise<FoundSession | undefined>;
  /** Those that have not ended, last seen first. */
  list(userId: string, now: Date): Promise<Session[]>;
  /** Never brings a session back and never moves its end to the front. */
  touch(idHash: Buffer, seen: { readonly at: Date; readonly expiresAt?: Date }): Promise<void>;
  /** Gives the session another id at once; false when somebody else did or it is gone. What was offered is void. */
  rotate(idHash: Buffer, next: NextId): Promise<boolean>;
  /** Keeps the first of all offers until it is used and answers its seed; `undefined` where this is not the session's id. */
  offer(idHash: Buffer, next: Offer): Promise<string | undefined>;
  /** Makes the id that was offered the session's own; false when it is that already or never was offered. */
  promote(idHash: Buffer, graceUntil: Date): Promise<boolean>;
  /** Removes what has ended; answers how many. */
  sweep(now: Date): Promise<number>;
  insert(tx: Tx, session: Session): Promise<void>;
  /** One that is gone already is no error. */
  remove(tx: Tx, key: SessionKey): Promise<void>;
  /** All of a user but one. */
  removeAll(tx: Tx, userId: string, exceptHandle: string | undefined): Promise<void>;
  setTeam(tx: Tx, key: SessionKey, teamId: string): Promise<void>;
}
