/** What every back end of sessions must do; the Redis one is asked where there is a Redis server. */
import { AppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import type { Offer, Session, SessionStore } from '../src/domains/sessions/session.ports.ts';
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

function anOffer(text: string): Offer {
  return { idHash: sha256(text), seed: `seed of ${text}` };
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
      expect(await store.find(session.idHash, now)).toEqual({ session, by: { kind: 'current', seed: undefined } });
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
      expect(before?.by).toEqual({ kind: 'previous', until: graceUntil });
      expect((await store.find(session.idHash, later(now, 3_599)))?.by).toEqual({ kind: 'previous', until: graceUntil });
      expect(await store.find(session.idHash, later(now, 3_600))).toBeUndefined();
      expect(await store.list(session.userId, now)).toContainEqual(before?.session);
    });

    it('keep the id that they have and the first that was offered, however often, until that one is used', async () => {
      const { store, now } = subject();
      const session = await put();
      const offers = Array.from({ length: 8 }, (_, index) => anOffer(`${session.handle} ${index}`));
      const seeds = new Set(await Promise.all(offers.map((offer) => store.offer(session.idHash, offer))));
      expect(seeds.size).toBe(1);
      const [seed] = seeds;
      const first = offers.find((offer) => offer.seed === seed);
      expect(await store.offer(session.idHash, anOffer('much later'))).toBe(seed);
      const close = later(now, 3_599);
      expect(await store.find(session.idHash, close)).toEqual({ session, by: { kind: 'current', seed } });
      for (const offer of offers) {
        const isFirst = offer === first;
        expect(await store.find(offer.idHash, close)).toEqual(isFirst ? { session, by: { kind: 'next' } } : undefined);
      }
      expect(await store.list(session.userId, now)).toContainEqual(session);
      expect(await store.find(session.idHash, later(now, 3_600))).toBeUndefined();
      expect(await store.find(first?.idHash ?? session.idHash, later(now, 3_600))).toBeUndefined();
    });

    it('change to the id that was offered when it is used, once, and know the one before until they end', async () => {
      const { store, now } = subject();
      const session = await put();
      const next = anOffer(`used ${session.handle}`);
      expect(await store.promote(next.idHash, later(now, 30))).toBe(false);
      await store.offer(session.idHash, next);
      const won = await Promise.all([0, 1, 2, 3].map(() => store.promote(next.idHash, later(now, 40))));
      expect(won.filter(Boolean)).toHaveLength(1);
      const moved = { ...session, idHash: next.idHash };
      expect(await store.find(next.idHash, now)).toEqual({ session: moved, by: { kind: 'current', seed: undefined } });
      const before = { session: moved, by: { kind: 'previous', until: later(now, 40) } };
      expect(await store.find(session.idHash, now)).toEqual(before);
      expect(await store.find(session.idHash, later(now, 3_000))).toEqual(before);
      expect(await store.offer(session.idHash, anOffer('by the id before'))).toBeUndefined();
      expect(await store.promote(session.idHash, later(now, 50))).toBe(false);
      expect(await store.list(session.userId, now)).toContainEqual(moved);
    });

    it('renewed time after time have as many ids as after the first time', async () => {
      const { store, now } = subject();
      const session = await put();
      let { idHash } = session;
      const ids = [idHash];
      for (let round = 1; round <= 4; round += 1) {
        const next = anOffer(`round ${round} of ${session.handle}`);
        await store.touch(idHash, { at: later(now, round), expiresAt: later(now, 3_600 + round) });
        await store.offer(idHash, next);
        expect(await store.promote(next.idHash, later(now, 30))).toBe(true);
        idHash = next.idHash;
        ids.push(idHash);
      }
      const kinds = await Promise.all(ids.map(async (id) => (await store.find(id, now))?.by.kind));
      expect(kinds).toEqual([undefined, undefined, undefined, 'previous', 'current']);
      expect((await store.find(ids[3] ?? idHash, later(now, 3_603)))?.session.handle).toBe(session.handle);
    });

    it('used by the id that was offered and by the one before at the same moment are found by both', async () => {
      const { store, now } = subject();
      for (let round = 0; round < 10; round += 1) {
        const session = await put();
        const next = anOffer(`at once ${session.handle}`);
        await store.offer(session.idHash, next);
        const use = async (idHash: Buffer) => {
          const found = await store.find(idHash, now);
          if (found?.by.kind === 'next') await store.promote(idHash, later(now, 30));
          return found?.session.handle;
        };
        const touched = store.touch(session.idHash, { at: later(now, 1), expiresAt: later(now, 4_000) });
        const used = await Promise.all([use(session.idHash), use(next.idHash), use(session.idHash), use(next.idHash)]);
        await touched;
        expect(used).toEqual([0, 1, 2, 3].map(() => session.handle));
        expect((await store.find(next.idHash, now))?.by.kind).toBe('current');
        expect((await store.find(session.idHash, now))?.by.kind).toBe('previous');
      }
    });

    it('that change their id at once take back what was offered', async () => {
      const { store, now } = subject();
      const session = await put();
      const offered = anOffer(`void ${session.handle}`);
      await store.offer(session.idHash, offered);
      const idHash = sha256(`instead ${session.handle}`);
      expect(await store.rotate(session.idHash, { idHash, rights: 'new', graceUntil: later(now, 30) })).toBe(true);
      expect(await store.find(offered.idHash, now)).toBeUndefined();
      expect(await store.promote(offered.idHash, later(now, 30))).toBe(false);
      expect(await store.find(idHash, now)).toMatchObject({
        session: { rights: 'new' },
        by: { kind: 'current', seed: undefined },
      });
    });

    it('that were taken away are not there by any of their ids', async () => {
      const { store, db, now } = subject();
      const session = await put();
      const [second, third] = [anOffer(`second ${session.handle}`), anOffer(`third ${session.handle}`)];
      await store.offer(session.idHash, second);
      await store.promote(second.idHash, later(now, 30));
      await store.offer(second.idHash, third);
      await db.system('test', (tx) => store.remove(tx, session));
      for (const idHash of [session.idHash, second.idHash, third.idHash]) {
        expect(await store.find(idHash, now)).toBeUndefined();
        expect(await store.promote(idHash, later(now, 30))).toBe(false);
        expect(await store.offer(idHash, anOffer('too late'))).toBeUndefined();
      }
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
