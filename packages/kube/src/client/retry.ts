/** Repeats reads that failed for a passing reason. */
import { backoffMs } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import { AppError, errorCatalogue } from '@moorage/core/errors';
import { isAborted } from './errors.ts';

export interface RetryDeps {
  readonly clock: Clock;
  /** Scatters the delays of several processes. */
  readonly seed: string;
}

const maxAttempts = 4;
const maxRetryAfterMs = 10_000;

function delayFor(error: unknown, attempt: number, seed: string): number | undefined {
  if (!(error instanceof AppError) || !errorCatalogue[error.code].retryable || isAborted(error)) return undefined;
  const asked = error.retryAfterSeconds === undefined ? 0 : error.retryAfterSeconds * 1_000;
  return asked > maxRetryAfterMs ? undefined : Math.max(asked, backoffMs(attempt, seed, { firstMs: 100, maxMs: 2_000 }));
}

/** Calls a read up to four times; obeys `Retry-After` up to ten seconds; the last error is thrown. */
export async function retryRead<T>(deps: RetryDeps, signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const delay = attempt < maxAttempts ? delayFor(error, attempt, deps.seed) : undefined;
      if (delay === undefined) throw error;
      await deps.clock.sleep(delay, signal);
      if (signal?.aborted === true) throw error;
    }
  }
}
