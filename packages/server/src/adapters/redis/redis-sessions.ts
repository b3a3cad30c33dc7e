/**
 * Sessions in Redis.
 *
 * Keys, all of which end by themselves:
 *
 *     moorage:session:<hash>        the session as JSON, until its end
 *     moorage:session-before:<hash> until when, and the hash that followed it, for the half minute of grace after a change of id
 *     moorage:sessions-of:<user>    handle → hash, as long as the longest of them
 *
 * What takes more than one key is a script, so that a session is never half there. Scripts name keys that follow from what they
 * read, which a cluster of Redis servers with slots would not allow; one server, with or without replicas, is what this is for.
 */
import type { Db } from '../../platform/db/database.ts';
import type { FoundSession, Session, SessionStore } from '../../domains/sessions/session.ports.ts';
import type { RedisClient } from './redis-client.ts';

const sessionKey = (hash: string): string => `moorage:session:${hash}`;
const beforeKey = (hash: string): string => `moorage:session-before:${hash}`;
const userKey = (userId: string): string => `moorage:sessions-of:${userId}`;
const hashOf = (idHash: Buffer): string => idHash.toString('base64url');

/** KEYS: session, user. ARGV: text, end in ms, handle, hash. The list of a user lasts as long as the longest of his sessions. */
const insertScript = `
redis.call('set', KEYS[1], ARGV[1], 'pxat', ARGV[2])
redis.call('hset', KEYS[2], ARGV[3], ARGV[4])
if redis.call('pexpiretime', KEYS[2]) < tonumber(ARGV[2]) then redis.call('pexpireat', KEYS[2], ARGV[2]) end
return 1`;

/** KEYS: session, user. ARGV: text that was read, new text, end in ms. Nothing happens when another was faster. */
const replaceScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'pxat', ARGV[3])
if redis.call('pexpiretime', KEYS[2]) < tonumber(ARGV[3]) then redis.call('pexpireat', KEYS[2], ARGV[3]) end
return 1`;

/** KEYS: session before, session after, trace, user. ARGV: text after, end in ms, hash after, end of grace in ms, handle. */
const rotateScript = `
if redis.call('del', KEYS[1]) == 0 then return 0 end
redis.call('set', KEYS[2], ARGV[1], 'pxat', ARGV[2])
redis.call('set', KEYS[3], ARGV[4] .. ' ' .. ARGV[3], 'pxat', ARGV[4])
redis.call('hset', KEYS[4], ARGV[5], ARGV[3])
return 1`;

/** KEYS: user. ARGV: handle. */
const removeScript = `
local hash = redis.call('hget', KEYS[1], ARGV[1])
if not hash then return 0 end
redis.call('hdel', KEYS[1], ARGV[1])
return redis.call('del', 'moorage:session:' .. hash)`;

/** KEYS: user. ARGV: handle to keep. */
const removeAllScript = `
local all = redis.call('hgetall', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= ARGV[1] then
    redis.call('del', 'moorage:session:' .. all[i + 1])
    redis.call('hdel', KEYS[1], all[i])
  end
end
return 1`;

const dates = ['createdAt', 'lastSeenAt', 'expiresAt'] as const;

function toText({ idHash, ...session }: Session): string {
  return JSON.stringify({ ...session, idHash: hashOf(idHash) });
}

/** Only what this file wrote is ever read. */
function fromText(text: string): Session {
  return JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (key === 'idHash') return Buffer.from(value, 'base64url');
    return dates.some((name) => name === key) ? new Date(value) : value;
  });
}

export interface RedisSessionsDeps {
  readonly redis: RedisClient;
  readonly db: Pick<Db, 'beforeCommit'>;
}

type Edit = (session: Session) => Session | undefined;

/** Reads, edits and writes back unless somebody else wrote meanwhile; then again, a few times. */
async function edit({ redis }: RedisSessionsDeps, hash: string, change: Edit): Promise<void> {
  await redis.use(async (calls) => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const text = await calls.get(sessionKey(hash));
      const before = text === null ? undefined : fromText(text);
      const after = before === undefined ? undefined : change(before);
      if (text === null || after === undefined) return;
      const keys = [sessionKey(hash), userKey(after.userId)];
      if ((await calls.eval(replaceScript, 2, ...keys, text, toText(after), after.expiresAt.getTime())) === 1) return;
    }
  });
}

async function find({ redis }: RedisSessionsDeps, idHash: Buffer, now: Date): Promise<FoundSession | undefined> {
  return await redis.use(async (calls) => {
    const hash = hashOf(idHash);
    const isLive = (session: Session): boolean => session.expiresAt.getTime() > now.getTime();
    const text = await calls.get(sessionKey(hash));
    if (text !== null) {
      const session = fromText(text);
      return isLive(session) ? { session, previousUntil: undefined } : undefined;
    }
    const [untilMs = '', after = ''] = (await calls.get(beforeKey(hash)))?.split(' ') ?? [];
    const previousUntil = new Date(Number(untilMs));
    const later = after === '' ? null : await calls.get(sessionKey(after));
    if (later === null || previousUntil.getTime() <= now.getTime()) return undefined;
    const session = fromText(later);
    return isLive(session) ? { session, previousUntil } : undefined;
  });
}

async function list({ redis }: RedisSessionsDeps, userId: string, now: Date): Promise<Session[]> {
  return await redis.use(async (calls) => {
    const hashes = await calls.hvals(userKey(userId));
    if (hashes.length === 0) return [];
    const texts = await calls.mget(hashes.map(sessionKey));
    return texts
      .flatMap((text) => (text === null ? [] : [fromText(text)]))
      .filter((session) => session.expiresAt.getTime() > now.getTime())
      .toSorted((left, right) => right.lastSeenAt.getTime() - left.lastSeenAt.getTime());
  });
}

async function rotate(deps: RedisSessionsDeps, idHash: Buffer, next: Parameters<SessionStore['rotate']>[1]): Promise<boolean> {
  return await deps.redis.use(async (calls) => {
    const [before, after] = [hashOf(idHash), hashOf(next.idHash)];
    const text = await calls.get(sessionKey(before));
    if (text === null) return false;
    const session = { ...fromText(text), idHash: next.idHash, rights: next.rights };
    const keys = [sessionKey(before), sessionKey(after), beforeKey(before), userKey(session.userId)];
    const ends = [session.expiresAt.getTime(), after, next.graceUntil.getTime(), session.handle];
    return (await calls.eval(rotateScript, 4, ...keys, toText(session), ...ends)) === 1;
  });
}

export function createRedisSessions(deps: RedisSessionsDeps): SessionStore {
  const { redis, db } = deps;
  return {
    find: (idHash, now) => find(deps, idHash, now),
    list: (userId, now) => list(deps, userId, now),
    rotate: (idHash, next) => rotate(deps, idHash, next),
    touch: (idHash, { at, expiresAt }) =>
      edit(deps, hashOf(idHash), (session) =>
        session.lastSeenAt.getTime() > at.getTime()
          ? undefined
          : { ...session, lastSeenAt: at, expiresAt: expiresAt ?? session.expiresAt },
      ),
    // Keys end by themselves.
    sweep: async () => 0,
    async insert(tx, session) {
      const hash = hashOf(session.idHash);
      const keys = [sessionKey(hash), userKey(session.userId)];
      const values = [toText(session), session.expiresAt.getTime(), session.handle, hash];
      db.beforeCommit(tx, () => redis.use(async (calls) => void (await calls.eval(insertScript, 2, ...keys, ...values))));
    },
    async remove(tx, { userId, handle }) {
      db.beforeCommit(tx, () => redis.use(async (calls) => void (await calls.eval(removeScript, 1, userKey(userId), handle))));
    },
    async removeAll(tx, userId, exceptHandle) {
      db.beforeCommit(tx, () =>
        redis.use(async (calls) => void (await calls.eval(removeAllScript, 1, userKey(userId), exceptHandle ?? ''))),
      );
    },
    async setTeam(tx, { userId, handle }, teamId) {
      db.beforeCommit(tx, async () => {
        const hash = await redis.use((calls) => calls.hget(userKey(userId), handle));
        if (hash !== null) await edit(deps, hash, (session) => ({ ...session, currentTeamId: teamId }));
      });
    },
  };
}
