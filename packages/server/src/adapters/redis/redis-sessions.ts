/**
 * Sessions in Redis.
 *
 * Keys, all of which end by themselves:
 *
 *     moorage:session:<hash>        the session as JSON, until its end
 *     moorage:session-next:<hash>   of an id that was offered and not used yet: the hash of the one that the session has
 *     moorage:session-before:<hash> of an id that the session had: until when it works, and the hash that followed it
 *     moorage:sessions-of:<user>    handle → hash, as long as the longest of them
 *
 * What takes more than one key is a script, so that a session is never half there. Scripts name keys that follow from what they
 * read, which a cluster of Redis servers with slots would not allow; one server, with or without replicas, is what this is for.
 */
import type { Db } from '../../platform/db/database.ts';
import type { FoundSession, Offer, Session, SessionStore } from '../../domains/sessions/session.ports.ts';
import type { RedisClient } from './redis-client.ts';

const sessionKey = (hash: string): string => `moorage:session:${hash}`;
const nextKey = (hash: string): string => `moorage:session-next:${hash}`;
const beforeKey = (hash: string): string => `moorage:session-before:${hash}`;
const userKey = (userId: string): string => `moorage:sessions-of:${userId}`;
const hashOf = (idHash: Buffer): string => idHash.toString('base64url');

/** KEYS: session, user. ARGV: text, end in ms, handle, hash. The list of a user lasts as long as the longest of his sessions. */
const insertScript = `
redis.call('set', KEYS[1], ARGV[1], 'pxat', ARGV[2])
redis.call('hset', KEYS[2], ARGV[3], ARGV[4])
if redis.call('pexpiretime', KEYS[2]) < tonumber(ARGV[2]) then redis.call('pexpireat', KEYS[2], ARGV[2]) end
return 1`;

/** KEYS: session, what lives as long as it. ARGV: text that was read, new text, end in ms. Nothing happens when another was faster. */
const replaceScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'pxat', ARGV[3])
for i = 2, #KEYS do
  if redis.call('pexpiretime', KEYS[i]) < tonumber(ARGV[3]) then redis.call('pexpireat', KEYS[i], ARGV[3]) end
end
return 1`;

/** KEYS: session, next, trace. Gives which id it is, the session, and for one of before until when it works, in ms. */
const findScript = `
local text = redis.call('get', KEYS[1])
if text then return { 'current', text, '' } end
local now = redis.call('get', KEYS[2])
text = now and redis.call('get', 'moorage:session:' .. now)
if text then return { 'next', text, '' } end
local trace = redis.call('get', KEYS[3])
if not trace then return {} end
local untilMs, after = string.match(trace, '^(%d+) (.+)$')
text = redis.call('get', 'moorage:session:' .. after)
if text then return { 'previous', text, untilMs } end
return {}`;

/** KEYS: session, next. ARGV: text that was read, new text, end in ms, hash of the session. */
const offerScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'pxat', ARGV[3])
redis.call('set', KEYS[2], ARGV[4], 'pxat', ARGV[3])
return 1`;

/** KEYS: session before, session after, trace, user, next. ARGV: text that was read, text after, end in ms, hash after, trace, handle. */
const rotateScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('del', KEYS[1], KEYS[5])
redis.call('set', KEYS[2], ARGV[2], 'pxat', ARGV[3])
redis.call('set', KEYS[3], ARGV[5], 'pxat', ARGV[3])
redis.call('hset', KEYS[4], ARGV[6], ARGV[4])
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

interface Kept {
  readonly session: Session;
  readonly next?: { readonly hash: string; readonly seed: string } | undefined;
  /** The id that it had, so that the trace of it lives as long as the session. */
  readonly before?: string | undefined;
}

function toText({ session: { idHash, ...session }, next, before }: Kept): string {
  return JSON.stringify({ ...session, idHash: hashOf(idHash), next, before });
}

/** Only what this file wrote is ever read. */
function fromText(text: string): Kept {
  const { next, before, ...session } = JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (key === 'idHash') return Buffer.from(value, 'base64url');
    return dates.some((name) => name === key) ? new Date(value) : value;
  });
  return { session, next, before };
}

export interface RedisSessionsDeps {
  readonly redis: RedisClient;
  readonly db: Pick<Db, 'beforeCommit'>;
}

/** One script and what it is given, by what was read. */
interface Change {
  readonly script: string;
  readonly keys: readonly string[];
  /** After the text that was read, which it compares. */
  readonly values: readonly (string | number)[];
}

/** Reads and changes unless somebody else wrote meanwhile; then again, a few times. Answers what was read when it changed. */
async function change(
  { redis }: RedisSessionsDeps,
  hash: string,
  decide: (kept: Kept) => Change | undefined,
): Promise<Kept | undefined> {
  return await redis.use(async (calls) => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const text = await calls.get(sessionKey(hash));
      if (text === null) return undefined;
      const kept = fromText(text);
      const decided = decide(kept);
      if (decided === undefined) return undefined;
      const { script, keys, values } = decided;
      if ((await calls.eval(script, keys.length, ...keys, text, ...values)) === 1) return kept;
    }
    return undefined;
  });
}

async function edit(deps: RedisSessionsDeps, hash: string, by: (session: Session) => Session | undefined): Promise<void> {
  await change(deps, hash, (kept) => {
    const session = by(kept.session);
    if (session === undefined) return undefined;
    const others = [
      ...(kept.next ? [nextKey(kept.next.hash)] : []),
      ...(kept.before === undefined ? [] : [beforeKey(kept.before)]),
    ];
    const keys = [sessionKey(hash), userKey(session.userId), ...others];
    return { script: replaceScript, keys, values: [toText({ ...kept, session }), session.expiresAt.getTime()] };
  });
}

async function find({ redis }: RedisSessionsDeps, idHash: Buffer, now: Date): Promise<FoundSession | undefined> {
  const hash = hashOf(idHash);
  const found = await redis.use((calls) => calls.eval(findScript, 3, sessionKey(hash), nextKey(hash), beforeKey(hash)));
  const [kind, text, untilMs] = Array.isArray(found) ? found.map(String) : [];
  if (text === undefined) return undefined;
  const { session, next } = fromText(text);
  if (session.expiresAt.getTime() <= now.getTime()) return undefined;
  if (kind === 'next') return { session, by: { kind } };
  if (kind === 'previous') return { session, by: { kind, until: new Date(Number(untilMs)) } };
  return { session, by: { kind: 'current', seed: next?.seed } };
}

async function list({ redis }: RedisSessionsDeps, userId: string, now: Date): Promise<Session[]> {
  return await redis.use(async (calls) => {
    const hashes = await calls.hvals(userKey(userId));
    if (hashes.length === 0) return [];
    const texts = await calls.mget(hashes.map(sessionKey));
    return texts
      .flatMap((text) => (text === null ? [] : [fromText(text).session]))
      .filter((session) => session.expiresAt.getTime() > now.getTime())
      .toSorted((left, right) => right.lastSeenAt.getTime() - left.lastSeenAt.getTime());
  });
}

/** From one id to another, with what else changes, and a trace of the one before. */
function move(kept: Kept, part: Pick<Session, 'idHash'> & Partial<Session>, graceUntil: Date): Change {
  const session = { ...kept.session, ...part };
  const [before, after] = [hashOf(kept.session.idHash), hashOf(session.idHash)];
  const keys = [
    sessionKey(before),
    sessionKey(after),
    beforeKey(before),
    userKey(session.userId),
    nextKey(kept.next?.hash ?? after),
  ];
  const trace = `${graceUntil.getTime()} ${after}`;
  const values = [toText({ session, before }), session.expiresAt.getTime(), after, trace, session.handle];
  return { script: rotateScript, keys, values };
}

async function offer(deps: RedisSessionsDeps, idHash: Buffer, { idHash: nextHash, seed }: Offer): Promise<string | undefined> {
  const [hash, next] = [hashOf(idHash), { hash: hashOf(nextHash), seed }];
  const before = await change(deps, hash, (kept) => {
    // What was offered first stays; writing it again makes sure that it lives as long as the session.
    const offered = kept.next ?? next;
    const values = [toText({ ...kept, next: offered }), kept.session.expiresAt.getTime(), hash];
    return { script: offerScript, keys: [sessionKey(hash), nextKey(offered.hash)], values };
  });
  return before && (before.next?.seed ?? seed);
}

async function promote(deps: RedisSessionsDeps, idHash: Buffer, graceUntil: Date): Promise<boolean> {
  const hash = hashOf(idHash);
  const current = await deps.redis.use((calls) => calls.get(nextKey(hash)));
  if (current === null) return false;
  const moved = await change(deps, current, (kept) =>
    kept.next?.hash === hash ? move(kept, { idHash }, graceUntil) : undefined,
  );
  return moved !== undefined;
}

export function createRedisSessions(deps: RedisSessionsDeps): SessionStore {
  const { redis, db } = deps;
  return {
    find: (idHash, now) => find(deps, idHash, now),
    list: (userId, now) => list(deps, userId, now),
    rotate: async (idHash, { graceUntil, ...next }) =>
      (await change(deps, hashOf(idHash), (kept) => move(kept, next, graceUntil))) !== undefined,
    offer: (idHash, next) => offer(deps, idHash, next),
    promote: (idHash, graceUntil) => promote(deps, idHash, graceUntil),
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
      const values = [toText({ session }), session.expiresAt.getTime(), session.handle, hash];
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
