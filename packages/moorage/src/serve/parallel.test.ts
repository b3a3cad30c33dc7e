import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import { describe, expect, it } from 'vitest';
import { parallel } from './parallel.ts';

function aService(name: string, log: string[], start: () => Promise<void> = async () => {}): Service {
  let state: ServiceStatus['state'] = 'stopped';
  return {
    name,
    async start() {
      await start();
      state = 'running';
      log.push(`${name} started`);
    },
    async stop() {
      state = 'stopped';
      log.push(`${name} stopped`);
    },
    status: () => ({ state }),
  };
}

describe('parallel', () => {
  it('is running when all are', async () => {
    const log: string[] = [];
    const both = parallel('both', [aService('a', log), aService('b', log)]);
    expect(both.status().state).toBe('stopped');
    await both.start();
    expect(both.status().state).toBe('running');
  });

  it('stops what did start when another fails, and says why', async () => {
    const log: string[] = [];
    const failing = aService('b', log, () => Promise.reject(new Error('no port')));
    await expect(parallel('both', [aService('a', log), failing]).start()).rejects.toThrow('no port');
    expect(log).toEqual(['a started', 'a stopped', 'b stopped']);
  });
});
