/**
 * A connection to Redis.
 *
 * A call waits two seconds at most and is not repeated: whoever asks answers a request. While the connection is away calls fail
 * at once with `unavailable`, and ioredis goes on trying to get it back.
 */
import { AppError, messageOf } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import { Redis } from 'ioredis';

export interface RedisClient extends Service {
  /** Runs calls on the connection; what they throw becomes `unavailable`. */
  use<T>(calls: (redis: Redis) => Promise<T>): Promise<T>;
}

const patienceMs = 2_000;

export interface RedisClientOptions {
  /** Where it is not, the program starts without it too, and calls fail until it is there. */
  readonly isNeeded: boolean;
}

export function createRedisClient(url: Secret, log: Log, { isNeeded }: RedisClientOptions = { isNeeded: true }): RedisClient {
  const redis = new Redis(url.reveal(), {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2_000),
  });
  redis.on('error', (error: unknown) => log.warn('the connection to Redis failed', { error: messageOf(error) }));
  let status: ServiceStatus = { state: 'stopped' };
  return {
    name: 'redis',
    status: () => ({ ...status, connection: redis.status }),
    async use(calls) {
      try {
        return await calls(redis);
      } catch (error) {
        if (error instanceof AppError) throw error;
        const internal = `Redis: ${messageOf(error)}`;
        throw new AppError('unavailable', 'What is kept in Redis cannot be read or written now.', { internal, cause: error });
      }
    },
    async start() {
      status = { state: 'starting' };
      try {
        await redis.connect();
      } catch (error) {
        if (!isNeeded) {
          status = { state: 'running', message: messageOf(error) };
          return;
        }
        status = { state: 'failed', message: messageOf(error) };
        throw new AppError('unavailable', `Redis does not answer: ${messageOf(error)}`, {
          details: { nextStep: 'Check REDIS_URL, or set SESSION_BACKEND=postgres.' },
          cause: error,
        });
      }
      status = { state: 'running' };
    },
    async stop() {
      status = { state: 'stopped' };
      redis.disconnect();
    },
  };
}
