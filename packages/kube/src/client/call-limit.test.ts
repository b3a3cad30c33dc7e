import { createFakeClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { createCallLimit } from './call-limit.ts';
import type { CallPriority } from './types.ts';

function start(rate = { perSecond: 10, burst: 1 }) {
  const clock = createFakeClock();
  const limit = createCallLimit(clock, rate);
  const order: string[] = [];
  const call = async (name: string, priority: CallPriority = 'normal', signal?: AbortSignal): Promise<void> => {
    await limit.acquire(priority, signal);
    order.push(name);
  };
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { limit, order, call, pass };
}

describe('limit of calls', () => {
  it('lets a burst through and then as many as the rate allows, what people wait for first', async () => {
    const { order, call, pass, limit } = start();
    const all = [call('first'), call('normal'), call('user', 'user'), call('last')];
    await pass(0);
    expect(order).toEqual(['first']);
    expect(limit.waiting()).toBe(3);
    await pass(100);
    expect(order).toEqual(['first', 'user']);
    await pass(200);
    expect(order).toEqual(['first', 'user', 'normal', 'last']);
    await Promise.all(all);
  });

  it('never holds a lease back', async () => {
    const { order, call, limit } = start();
    limit.pause(10_000);
    void call('normal');
    await call('lease', 'lease');
    expect(order).toEqual(['lease']);
  });

  it('pauses as the server asks, and no longer than a minute', async () => {
    const { order, call, pass, limit } = start();
    limit.pause(2_000);
    void call('waits');
    await pass(1_999);
    expect(order).toEqual([]);
    await pass(1);
    expect(order).toEqual(['waits']);
    limit.pause(3_600_000);
    void call('minute');
    await pass(60_000);
    expect(order).toEqual(['waits', 'minute']);
  });

  it('forgets a caller that went away', async () => {
    const { order, call, pass, limit } = start();
    await call('first');
    const aborter = new AbortController();
    const given = call('gone', 'normal', aborter.signal);
    const next = call('next');
    aborter.abort();
    await expect(given).rejects.toMatchObject({ details: { aborted: true } });
    await pass(100);
    await next;
    expect(order).toEqual(['first', 'next']);
    expect(limit.waiting()).toBe(0);
  });
});
