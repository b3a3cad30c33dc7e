import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isProcessAlive } from '@moorage/embedded-postgres/process-identity';
import { describe, expect, it } from 'vitest';
import { createProcessGroup, endStaleRuns } from './real-processes.ts';
import { waitUntil } from './wait-until.ts';

describe('processes of a testbed', () => {
  it('end with it, and leave no directory', async () => {
    const group = createProcessGroup('test');
    group.start('sleeper', ['sleep', '600']);
    expect(group.ending('sleeper')).toBeUndefined();
    expect(() => group.start('sleeper', ['sleep', '600'])).toThrow('runs already');
    await group.stop();
    expect(existsSync(group.dir)).toBe(false);
  });

  it('say why they ended by themselves', async () => {
    const group = createProcessGroup('test');
    group.start('failing', ['sh', '-c', 'echo no such thing >&2; exit 3']);
    const ending = await waitUntil(() => group.ending('failing'), { describe: 'the end' });
    expect(ending).toContain('failing ended (3)');
    expect(ending).toContain('no such thing');
    await group.stop();
  });

  it('can be ended and started again', async () => {
    const group = createProcessGroup('test');
    group.start('sleeper', ['sleep', '600']);
    await group.end('sleeper', 'SIGKILL');
    expect(group.ending('sleeper')).toBeUndefined();
    group.start('sleeper', ['sleep', '600']);
    await group.stop();
  });

  it('are gone after their owner was killed, at the latest when the next one looks', async () => {
    const program = `
      import { createProcessGroup } from ${JSON.stringify(path.join(import.meta.dirname, 'real-processes.ts'))};
      const group = createProcessGroup('test');
      group.start('sleeper', ['sh', '-c', 'echo $$; exec sleep 600']);
      console.log(group.dir);
      setInterval(() => {}, 1000);
    `;
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
    const owner = spawn(process.execPath, flags, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk]: Buffer[] = await once(owner.stdout, 'data');
    const dir = String(chunk).trim();
    const log = path.join(dir, 'sleeper.log');
    const pid = await waitUntil(() => existsSync(log) && Number(readFileSync(log, 'utf8')), { describe: 'the sleeper' });
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    endStaleRuns();
    expect(existsSync(dir)).toBe(false);
    await waitUntil(() => !isProcessAlive(pid), { describe: 'the sleeper to end' });
  });
});
