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
  limiter: Pick<Limiter, 'spend'>,
  name: string,
  { perMinute, burst }: ExactAllowance,
): ExactLimit {
  const costMs = 60_000 / perMinute;
  const wholeMs = burst * costMs;

  function check(debtMs: number): void {
    // A thousandth of a token forgives what rounding loses.
    const overMs = debtMs - wholeMs;
    if (overMs <= costMs / 1_000) return;
    throw new AppError('rate_limited', 'Too many requests of this kind.', { retryAfterSeconds: Math.ceil(overMs / 1_000) });
  }

  return async (key) => {
    const bucket = { key: `${name}:${key}`, mostMs: wholeMs + costMs };
    const [before = 0] = await limiter.spend([{ ...bucket, costMs: 0 }]);
    check(before + costMs);
    // Others may have asked in between: what was taken beyond the whole is refused all the same.
    const [after = 0] = await limiter.spend([{ ...bucket, costMs }]);
    check(after);
  };
}
