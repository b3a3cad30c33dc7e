import { describe, expect, it } from 'vitest';
import { waitUntil } from './wait-until.ts';

describe('waitUntil', () => {
  it('gives what the condition gives as soon as it gives something', async () => {
    const answers = [undefined, false, null, 'here'];
    expect(await waitUntil(() => answers.shift(), { intervalMs: 1, describe: 'an answer' })).toBe('here');
  });

  it('takes zero and the empty string for an answer', async () => {
    expect(await waitUntil(() => 0, { describe: 'a number' })).toBe(0);
    expect(await waitUntil(() => '', { describe: 'a text' })).toBe('');
  });

  it('names in its failure what it waited for and what it saw last', async () => {
    let looks = 0;
    const waiting = waitUntil(() => ((looks += 1), false), {
      timeoutMs: 20,
      intervalMs: 1,
      describe: () => `a pod, looked ${looks} times`,
    });
    await expect(waiting).rejects.toThrow(/waited 20 ms in vain for a pod, looked \d+ times/);
  });

  it('lets the error of a condition through', async () => {
    await expect(waitUntil(() => Promise.reject(new Error('no such file')), { describe: 'a file' })).rejects.toThrow(
      'no such file',
    );
  });
});
