import { describe, expect, it } from 'vitest';
import { targetPattern } from './platform-action.rules.ts';

describe('the target of an action', () => {
  it.each(['setup', 'setup-1', 'cluster.bootstrap', '_internal', 'A1'])('may be %s', (text) => {
    expect(targetPattern.test(text)).toBe(true);
  });

  it.each(['', '-f', '--eval=x', '.PHONY', '../x', 'a b', 'a;b', 'a\nb', 'a=b', 'a/b', '$(x)', 'ä'])('is never %j', (text) => {
    expect(targetPattern.test(text)).toBe(false);
  });
});
