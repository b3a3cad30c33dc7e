/** What every back end of sessions must do; the Redis one is asked where there is a Redis server. */
import { AppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import type { Session, SessionStore } from '../src/domains/sessions/session.ports.ts';
import { sha256 } from '../src/platform/crypto/digest.ts';
import type { Db } from '../src/platform/db/database.ts';

export interface Subject {
  readonly store: SessionStore;
  readonly db: Db;
  /** Of a user who exists. */
  readonly userId: string;
  readonly otherUserId: string;
  /** That exists. */
  readonly teamId: string;
  readonly now: Date;
}

let count = 0;

function aSession({ now, userId }: Subject, part: Partial<Session> = {}): Session {
  count += 1;
  const tail = String(count).padStart(12, '0');
  return {
    idHash: sha256(`id ${count}`),
    handle: `0197a000-0000-7000-8000-${tail}`,
    userId,
    email: 'ada@example.com',
    tier: 'free',
    currentTeamId: null,
    ipAddress: '192.0.2.7',
    userAgent: 'a browser',
    realm: 'console.test',
    rights: 'of now',
    createdAt: now,
    lastSeenAt: now,
    expiresAt: later(now, 3_600),
    ...part,
  };
}

function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

export function describeSessionStore(name: string, subject: () => Subject): void {
  const put = async (part: Partial<Session> = {}): Promise<Session> => {
    const session = aSession(subject(), part);
    await subject().db.system('test', (tx) => subject().store.insert(tx, session));
    return session;
  };

  describe(`sessions in ${name}`, () => {
    it('are found by the hash of their id, with everything that they hold', async () => {
      const { store, now } = subject();
      const session = await put();
      expect(await store.find(session.idHash, now)).toEqual({ session, previousUntil: undefined });
      expect(await store.find(sha256('another'), now)).toBeUndefined();
    });

    it('are not there when the transaction that made them failed', async () => {
      const { store, db, now } = subject();
      const session = aSession(subject());
      const failing = db.system('test', async (tx) => {
        await store.insert(tx, session);
        throw new AppError('conflict', 'not now');
      });
      await expect(failing).rejects.toThrow('not now');
      expect(await store.find(session.idHash, now)).toBeUndefined();
    });

    it('end at their time', async () => {
      const { store, now } = subject();
      const session = await put();
      expect(await store.find(session.idHash, later(now, 3_600))).toBeUndefined();
      expect(await store.list(session.userId, later(now, 3_600))).toEqual([]);
    });

    it('slide to the back and never to the front, and do not come back', async () => {
      const { store, db, now } = subject();
      const session = await put();
      await store.touch(session.idHash, { at: later(now, 20), expiresAt: later(now, 9_000) });
      await store.touch(session.idHash, { at: later(now, 10), expiresAt: later(now, 8_000) });
      const found = await store.find(session.idHash, now);
      expect(found?.session).toMatchObject({ lastSeenAt: later(now, 20), expiresAt: later(now, 9_000) });
      await db.system('test', (tx) => store.remove(tx, session));
      await store.touch(session.idHash, { at: later(now, 30), expiresAt: later(now, 9_999) });
      expect(await store.find(session.idHash, now)).toBeUndefined();
    });

    it('get another id once, however many want to give them one, and keep the old one for a while', async () => {
      const { store, now } = subject();
      const session = await put();
      const candidates = Array.from({ length: 8 }, (_, index) => sha256(`next ${count} ${index}`));
      const graceUntil = later(now, 30);
      const won = await Promise.all(
        candidates.map((idHash) => store.rotate(session.idHash, { idHash, rights: 'new', graceUntil })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const next = candidates[won.indexOf(true)] ?? session.idHash;
      expect((await store.find(next, now))?.session).toMatchObject({ handle: session.handle, rights: 'new' });
      const before = await store.find(session.idHash, now);
      expect(before?.session.idHash).toEqual(next);
      expect(before?.previousUntil).toEqual(graceUntil);
      expect(await store.find(session.idHash, graceUntil)).toBeUndefined();
      expect(await store.list(session.userId, now)).toContainEqual(before?.session);
    });

    it('are taken away one by one by their owner only, and twice is no error', async () => {
      const { store, db, now, otherUserId } = subject();
      const session = await put();
      await db.system('test', (tx) => store.remove(tx, { userId: otherUserId, handle: session.handle }));
      expect(await store.find(session.idHash, now)).toBeDefined();
      await db.system('test', (tx) => store.remove(tx, session));
      await db.system('test', (tx) => store.remove(tx, session));
      expect(await store.find(session.idHash, now)).toBeUndefined();
    });

    it('are taken away all but one, with the ids of before, and nobody else’s', async () => {
      const { store, db, now, userId, otherUserId } = subject();
      const [kept, gone, other] = [await put(), await put(), await put({ userId: otherUserId })];
      const next = sha256(`next of ${gone.handle}`);
      await store.rotate(gone.idHash, { idHash: next, rights: '', graceUntil: later(now, 30) });
      await db.system('test', (tx) => store.removeAll(tx, userId, kept.handle));
      expect((await store.list(userId, now)).map((session) => session.handle)).toEqual([kept.handle]);
      for (const idHash of [gone.idHash, next]) expect(await store.find(idHash, now)).toBeUndefined();
      expect(await store.find(other.idHash, now)).toBeDefined();
      await db.system('test', (tx) => store.removeAll(tx, userId, undefined));
      expect(await store.list(userId, now)).toEqual([]);
    });

    it('are listed as last seen, and remember the team', async () => {
      const { store, db, now, userId, teamId } = subject();
      await db.system('test', (tx) => store.removeAll(tx, userId, undefined));
      const [first, second] = [await put(), await put()];
      await store.touch(first.idHash, { at: later(now, 5) });
      await db.system('test', (tx) => store.setTeam(tx, second, teamId));
      const listed = await store.list(userId, now);
      expect(listed.map(({ handle, currentTeamId }) => [handle, currentTeamId])).toEqual([
        [first.handle, null],
        [second.handle, teamId],
      ]);
    });
  });
}
