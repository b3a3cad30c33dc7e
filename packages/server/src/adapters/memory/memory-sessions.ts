/** Sessions of one process that end with it: for development and for tests of what uses sessions. */
import type { Db } from '../../platform/db/database.ts';
import type { FoundSession, Session, SessionStore } from '../../domains/sessions/session.ports.ts';

interface Kept {
  session: Session;
  previous: { readonly key: string; readonly until: Date } | undefined;
}

const keyOf = (idHash: Buffer): string => idHash.toString('base64');

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
    const exact = current(idHash);
    if (exact !== undefined) return isLive(exact.session, now) ? { session: exact.session, previousUntil: undefined } : undefined;
    const earlier = all().find(({ previous }) => previous?.key === keyOf(idHash) && previous.until.getTime() > now.getTime());
    if (earlier === undefined || !isLive(earlier.session, now)) return undefined;
    return { session: earlier.session, previousUntil: earlier.previous?.until };
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
      kept.previous = { key: keyOf(idHash), until: next.graceUntil };
      return true;
    },
    async sweep(now) {
      const ended = all().filter(({ session }) => !isLive(session, now));
      for (const { session } of ended) byHandle.delete(session.handle);
      return ended.length;
    },
    async insert(tx, session) {
      db.beforeCommit(tx, async () => void byHandle.set(session.handle, { session, previous: undefined }));
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
