import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { systemClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from './process-identity.ts';

describe('whether a process runs', () => {
  it('is true for ourselves', () => {
    expect(isProcessAlive(process.pid)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('is false for one that has ended and that its parent does not ask for', async () => {
    // The inner process waits for a line, so that it ends only when the shell has become a program that never asks for it.
    const script = '(read line <&3) & echo $!; exec 3<&- sleep 60';
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    const [, output, , input] = child.stdio;
    try {
      const zombie = await new Promise<number>((resolve) => output?.once('data', (text: Buffer) => resolve(Number(text))));
      const isSleep = (): boolean => readFileSync(`/proc/${child.pid ?? 0}/comm`, 'utf8') === 'sleep\n';
      for (let attempt = 0; attempt < 500 && !isSleep(); attempt += 1) await systemClock.sleep(10);
      if (input instanceof Writable) input.end('\n');
      const hasEnded = (): boolean => /\) Z /.test(readFileSync(`/proc/${zombie}/stat`, 'utf8'));
      for (let attempt = 0; attempt < 500 && !hasEnded(); attempt += 1) await systemClock.sleep(10);
      expect(hasEnded()).toBe(true);
      expect(isProcessAlive(zombie)).toBe(false);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
