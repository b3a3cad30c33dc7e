import { describe, expect, it } from 'vitest';
import { deploymentStatuses, isSettling, reasonInWords, statusTone } from './status.ts';

describe('a status', () => {
  it('has a tone for each word of the API, and none for unknown words', () => {
    expect(deploymentStatuses.map(statusTone)).toEqual(['neutral', 'busy', 'ok', 'bad', 'warn']);
    expect(statusTone('SomethingNew')).toBe('neutral');
  });

  it('settles by itself while something is going on', () => {
    expect(deploymentStatuses.filter(isSettling)).toEqual(['Pending', 'Provisioning', 'Deleting']);
  });
});

describe('a reason', () => {
  it.each([
    ['CrashLoopBackOff', 'Crash loop back off'],
    ['ImagePullBackOff', 'Image pull back off'],
    ['Ready', 'Ready'],
    ['ServicesReady', 'Services ready'],
  ])('%s reads %j', (reason, words) => {
    expect(reasonInWords(reason)).toBe(words);
  });
});
