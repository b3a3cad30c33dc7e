/** Sessions of one process that end with it: for development and for tests of what uses sessions. */
import type { Db } from '../../platform/db/database.ts';
import type { FoundBy, FoundSession, Offer, Session, SessionStore } from '../../domains/sessions/session.ports.ts';

interface Kept {
  session: Session;
  next?: Offer | undefined;
  previous?: { readonly idHash: Buffer; readonly until: Date };
}

function foundBy({ session, next, previous }: Kept, idHash: Buffer): FoundBy | undefined {
  if (session.idHash.equals(idHash)) return { kind: 'current', seed: next?.seed };
  if (next?.idHash.equals(idHash) === true) return { kind: 'next' };
  return previous?.idHash.equals(idHash) === true ? { kind: 'previous', until: previous.until } : undefined;
}

export function createMemorySessions(db: Pick<Db, 'beforeCommit'>): SessionStore {
  const byHandle = new Map<string, Kept>();
  const all = (): Kept[] => [...byHandle.values()];
  const current = (idHash: Buffer): Kept | undefined => all().find(({ session }) => session.idHash.equals(idHash));
  const isLive = (session: Session, now: Date): boolean => session.expiresAt.getTime() > now.getTime();
  const own = (userId: string, handle: string): Kept | undefined => {
    const kept = byHandle.get(handle);
    return kept?.session.userId === userId ? kept : undefined;
  };

  function find(idHash: Buffer, now: Date): FoundSession | undefined {
    for (const kept of all()) {
      const by = foundBy(kept, idHash);
      if (by !== undefined) return isLive(kept.session, now) ? { session: kept.session, by } : undefined;
    }
    return undefined;
  }

  return {
    find: async (idHash, now) => find(idHash, now),
    list: async (userId, now) =>
      all()
        .map(({ session }) => session)
        .filter((session) => session.userId === userId && isLive(session, now))
        .toSorted((left, right) => right.lastSeenAt.getTime() - left.lastSeenAt.getTime()),
    async touch(idHash, { at, expiresAt }) {
      const kept = current(idHash);
      if (kept === undefined || kept.session.lastSeenAt.getTime() > at.getTime()) return;
      kept.session = { ...kept.session, lastSeenAt: at, expiresAt: expiresAt ?? kept.session.expiresAt };
    },
    async rotate(idHash, next) {
      const kept = current(idHash);
      if (kept === undefined) return false;
      kept.session = { ...kept.session, idHash: next.idHash, rights: next.rights };
      kept.previous = { idHash, until: next.graceUntil };
      kept.next = undefined;
      return true;
    },
    async offer(idHash, next) {
      const kept = current(idHash);
      if (kept === undefined) return undefined;
      kept.next ??= next;
      return kept.next.seed;
    },
    async promote(idHash, graceUntil) {
      const kept = all().find(({ next }) => next?.idHash.equals(idHash) === true);
      if (kept === undefined) return false;
      kept.previous = { idHash: kept.session.idHash, until: graceUntil };
      kept.session = { ...kept.session, idHash };
      kept.next = undefined;
      return true;
    },
    async sweep(now) {
      const ended = all().filter(({ session }) => !isLive(session, now));
      for (const { session } of ended) byHandle.delete(session.handle);
      return ended.length;
    },
    async insert(tx, session) {
      db.beforeCommit(tx, async () => void byHandle.set(session.handle, { session }));
    },
    async remove(tx, { userId, handle }) {
      db.beforeCommit(tx, async () => {
        if (own(userId, handle) !== undefined) byHandle.delete(handle);
      });
    },
    async removeAll(tx, userId, exceptHandle) {
      db.beforeCommit(tx, async () => {
        for (const { session } of all()) {
          if (session.userId === userId && session.handle !== exceptHandle) byHandle.delete(session.handle);
        }
      });
    },
    async setTeam(tx, { userId, handle }, teamId) {
      db.beforeCommit(tx, async () => {
        const kept = own(userId, handle);
        if (kept !== undefined) kept.session = { ...kept.session, currentTeamId: teamId };
      });
    },
  };
}
