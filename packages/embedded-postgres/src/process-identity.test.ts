import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from './process-identity.ts';

describe('whether a process runs', () => {
  it('is true for ourselves', () => {
    expect(isProcessAlive(process.pid)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('is false for one that has ended and that its parent does not ask for', async () => {
    const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const zombie = await new Promise<number>((resolve) => child.stdout.once('data', (text: Buffer) => resolve(Number(text))));
      const hasEnded = (): boolean => /\) Z /.test(readFileSync(`/proc/${zombie}/stat`, 'utf8'));
      for (let attempt = 0; attempt < 500 && !hasEnded(); attempt += 1) await systemClock.sleep(10);
      expect(hasEnded()).toBe(true);
      expect(isProcessAlive(zombie)).toBe(false);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
