import { describe, expect, it } from 'vitest';
import { createFakeClock } from './clock.ts';
import { createTokenBucket } from './token-bucket.ts';

describe('token bucket', () => {
  it('gives a burst at once and then as many as the rate allows', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(clock, { perSecond: 10, burst: 2 });
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 100]);
    await clock.advance(99);
    expect(bucket.take()).toBe(1);
    await clock.advance(1);
    expect([bucket.take(), bucket.take()]).toEqual([0, 100]);
  });

  it('saves no more than a burst', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(clock, { perSecond: 1_000, burst: 2 });
    await clock.advance(60_000);
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 1]);
  });
});
