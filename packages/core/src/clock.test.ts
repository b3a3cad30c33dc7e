import { describe, expect, it } from 'vitest';
import { createFakeClock, systemClock } from './clock.ts';

describe('fake clock', () => {
  it('runs timers in the order in which they fall due, at their own time', async () => {
    const clock = createFakeClock(new Date('2026-01-01T00:00:00Z'));
    const seen: string[] = [];
    clock.after(20, () => seen.push(`late ${clock.now().getMilliseconds()}`));
    clock.after(10, () => seen.push(`early ${clock.now().getMilliseconds()}`));
    await clock.advance(15);
    expect(seen).toEqual(['early 10']);
    await clock.advance(15);
    expect(seen).toEqual(['early 10', 'late 20']);
    expect(clock.monotonicMs()).toBe(30);
  });

  it('runs a timer that another timer set, when it falls due within the same advance', async () => {
    const clock = createFakeClock();
    let ran = false;
    clock.after(5, () => void clock.after(5, () => (ran = true)));
    await clock.advance(10);
    expect(ran).toBe(true);
  });

  it('forgets a cancelled timer', async () => {
    const clock = createFakeClock();
    const cancel = clock.after(5, () => expect.unreachable());
    cancel();
    cancel();
    await clock.advance(10);
    expect(clock.pending()).toBe(0);
  });
});

describe('sleep', () => {
  it('ends at once when the signal aborts, leaving no timer', async () => {
    const clock = createFakeClock();
    const aborter = new AbortController();
    const sleeping = clock.sleep(1_000, aborter.signal);
    aborter.abort();
    await sleeping;
    await clock.sleep(1_000, aborter.signal);
    expect(clock.pending()).toBe(0);
  });

  it('resolves on the system clock and never goes backwards', async () => {
    const before = systemClock.monotonicMs();
    await systemClock.sleep(1);
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });
});
