import { describe, expect, it } from 'vitest';
import { createFakeClock } from './clock.ts';
import { AppError } from './errors.ts';
import { createLifecycle, type Service } from './lifecycle.ts';
import { silentLog } from './log.ts';

const deps = { log: silentLog, clock: createFakeClock() };

function recorder(): { events: string[]; service: (name: string, overrides?: Partial<Service>) => Service } {
  const events: string[] = [];
  const service = (name: string, overrides: Partial<Service> = {}): Service => ({
    name,
    start: async () => void events.push(`start ${name}`),
    stop: async () => void events.push(`stop ${name}`),
    status: () => ({ state: 'running' }),
    ...overrides,
  });
  return { events, service };
}

describe('lifecycle', () => {
  it('starts in order and stops in reverse, once', async () => {
    const { events, service } = recorder();
    const lifecycle = createLifecycle([service('a'), service('b')], deps);
    await lifecycle.start();
    await lifecycle.stop();
    await lifecycle.stop();
    expect(events).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    expect(lifecycle.status()).toEqual({ a: { state: 'running' }, b: { state: 'running' } });
  });

  it('stops what was started, the failed one included, and names the service that failed', async () => {
    const { events, service } = recorder();
    const bad = service('bad', { start: () => Promise.reject(new Error('port taken')) });
    const lifecycle = createLifecycle([service('a'), bad, service('c')], deps);
    await expect(lifecycle.start()).rejects.toThrow('bad did not start: port taken');
    expect(events).toEqual(['start a', 'stop bad', 'stop a']);
  });

  it('passes on an error that was made for the caller', async () => {
    const error = new AppError('conflict', 'Another Moorage uses this directory.');
    const { service } = recorder();
    await expect(createLifecycle([service('a', { start: () => Promise.reject(error) })], deps).start()).rejects.toBe(error);
  });

  it('leaves behind and names a service that does not stop in time, and stops the others', async () => {
    const clock = createFakeClock();
    const { events, service } = recorder();
    const lifecycle = createLifecycle([service('a'), service('stuck', { stop: () => new Promise(() => {}) })], {
      log: silentLog,
      clock,
    });
    await lifecycle.start();
    const stopping = lifecycle.stop(1_000);
    await clock.advance(1_000);
    expect(await stopping).toEqual({ overran: ['stuck'] });
    expect(events).toContain('stop a');
  });

  it('goes on stopping when one service fails to', async () => {
    const { events, service } = recorder();
    const lifecycle = createLifecycle([service('a'), service('b', { stop: () => Promise.reject(new Error('no')) })], deps);
    await lifecycle.start();
    expect(await lifecycle.stop()).toEqual({ overran: [] });
    expect(events).toContain('stop a');
  });
});
