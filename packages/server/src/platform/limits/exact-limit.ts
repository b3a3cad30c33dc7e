/** A limit for what is rare and must be exact on all replicas together, such as showing secrets. */
import { AppError } from '@moorage/core/errors';
import type { Limiter } from './limiter.ts';

export interface ExactAllowance {
  readonly perMinute: number;
  readonly burst: number;
}

/** Takes one for the holder of the key; throws `rate_limited` where nothing is left. */
export type ExactLimit = (key: string) => Promise<void>;

/** What is refused costs nothing, so that whoever keeps asking is let in as soon as something is there again. */
export function createExactLimit(
  limiter: Pick<Limiter, 'reserve'>,
  name: string,
  { perMinute, burst }: ExactAllowance,
): ExactLimit {
  const costMs = 60_000 / perMinute;
  const wholeMs = burst * costMs;
  // A thousandth of a token forgives what rounding loses.
  const bucket = { costMs, mostMs: wholeMs + costMs, coveredMs: wholeMs + costMs / 1_000 };
  return async (key) => {
    const { isGranted, debtMs } = await limiter.reserve({ ...bucket, key: `${name}:${key}` });
    if (isGranted) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((debtMs + costMs - wholeMs) / 1_000));
    throw new AppError('rate_limited', 'Too many requests of this kind.', { retryAfterSeconds });
  };
}
