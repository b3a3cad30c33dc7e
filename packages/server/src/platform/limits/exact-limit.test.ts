import { createFakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { createExactLimit } from './exact-limit.ts';
import { createLimiter } from './limiter.ts';

describe('an exact limit', () => {
  it('lets a burst through, then what comes back, and what is refused costs nothing', async () => {
    const clock = createFakeClock();
    const take = createExactLimit(createLimiter({ clock, log: silentLog }), 'reveal', { perMinute: 60, burst: 3 });
    for (let count = 0; count < 3; count += 1) await take('ada');
    for (let count = 0; count < 10; count += 1)
      await expect(take('ada')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 1 });
    await take('bob');
    await clock.advance(1_000);
    await take('ada');
    await expect(take('ada')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('refuses of many who ask at once only those for whom nothing is left', async () => {
    const clock = createFakeClock();
    const take = createExactLimit(createLimiter({ clock, log: silentLog }), 'reveal', { perMinute: 60, burst: 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => take('ada')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });
});
