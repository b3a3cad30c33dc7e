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

export function createRedisLimits(redis: RedisClient): LimitStore {
  return {
    async spend(spends) {
      if (spends.length === 0) return [];
      const keys = spends.map(({ key }) => `moorage:limit:${key}`);
      const amounts = spends.flatMap(({ costMs, mostMs }) => [String(costMs), String(mostMs)]);
      const debts = await redis.use((calls) => calls.eval(spendScript, keys.length, ...keys, ...amounts));
      return Array.isArray(debts) ? debts.map(Number) : [];
    },
  };
}
