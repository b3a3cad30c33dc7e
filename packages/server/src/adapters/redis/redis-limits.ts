/**
 * Limits in Redis: a key a bucket, whose value is the time at which the bucket is full again, in milliseconds by the clock of
 * Redis. A bucket that is full ends by itself. One script a batch: all of it or nothing, in one round trip.
 */
import type { LimitStore } from '../../platform/limits/limits.ports.ts';
import type { RedisClient } from './redis-client.ts';

/** KEYS: buckets. ARGV: cost and most of each, in ms. Gives how far each is from full, as text, for Lua's numbers become whole. */
const spendScript = `
local time = redis.call('time')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local debts = {}
for i, key in ipairs(KEYS) do
  local cost, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local full = math.max(tonumber(redis.call('get', key) or '0'), now)
  full = math.min(full + cost, now + most)
  if full <= now then
    redis.call('del', key)
    debts[i] = '0'
  else
    if cost ~= 0 then redis.call('set', key, string.format('%.3f', full), 'px', math.ceil(full - now)) end
    debts[i] = string.format('%.3f', full - now)
  end
end
return debts`;

/** ARGV: cost, and how far from full the bucket may be afterwards. Gives 1 or 0, and how far it is. */
const reserveScript = `
local time = redis.call('time')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local cost, covered = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('get', KEYS[1]) or '0'), now)
if full + cost > now + covered then return { 0, string.format('%.3f', full - now) } end
full = full + cost
redis.call('set', KEYS[1], string.format('%.3f', full), 'px', math.ceil(full - now))
return { 1, string.format('%.3f', full - now) }`;

const nameOf = (key: string): string => `moorage:limit:${key}`;

export function createRedisLimits(redis: RedisClient): LimitStore {
  return {
    async spend(spends) {
      if (spends.length === 0) return [];
      const keys = spends.map(({ key }) => nameOf(key));
      const amounts = spends.flatMap(({ costMs, mostMs }) => [String(costMs), String(mostMs)]);
      const debts = await redis.use((calls) => calls.eval(spendScript, keys.length, ...keys, ...amounts));
      return Array.isArray(debts) ? debts.map(Number) : [];
    },
    async reserve({ key, costMs, coveredMs }) {
      const amounts = [String(costMs), String(coveredMs)];
      const outcome = await redis.use((calls) => calls.eval(reserveScript, 1, nameOf(key), ...amounts));
      const [granted, debtMs] = Array.isArray(outcome) ? outcome.map(Number) : [];
      return { isGranted: granted === 1, debtMs: debtMs ?? coveredMs };
    },
  };
}
