import { describe, expect, it } from 'vitest';
import { isAppError } from '@moorage/core/errors';
import { labelSelectorOf, labelSelectorText, parseFieldSelector, parseLabelSelector } from './selectors.ts';

describe('label selectors', () => {
  const labels = { app: 'web', tier: 'front', generation: '7' };
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app!=web', false],
    ['missing!=x', true],
    ['app in (web, api)', true],
    ['app notin (web,api)', false],
    ['missing notin (a)', true],
    ['tier', true],
    ['!tier', false],
    ['!missing', true],
    ['generation>5,generation<9', true],
    ['moorage.dev/org', false],
  ])('%s gives %s', (text, expected) => {
    expect(parseLabelSelector(text)(labels)).toBe(expected);
  });

  it('refuses what it cannot read', () => {
    for (const text of ['a=b=c', 'a in b', 'in (a)(b)', '==x', 'a b']) {
      expect(() => parseLabelSelector(text)).toThrowError(expect.toSatisfy((error) => isAppError(error, 'invalid_request')));
    }
  });

  it('reads the object form, where an absent one matches nothing and an empty one everything', () => {
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'old', operator: 'DoesNotExist' },
        { key: 'tier', operator: 'Exists' },
      ],
    };
    expect(labelSelectorText(selector)).toBe('app=web,tier in (back,front),!old,tier');
    expect(labelSelectorOf(selector)(labels)).toBe(true);
    expect(labelSelectorOf({})(labels)).toBe(true);
    expect(labelSelectorOf(undefined)(labels)).toBe(false);
  });
});

describe('field selectors', () => {
  it('reads terms with both operators and escapes', () => {
    expect(parseFieldSelector('metadata.name=a\\xb')).toEqual([{ path: 'metadata.name', value: 'axb', negated: false }]);
    expect(parseFieldSelector('status.phase!=Running,spec.nodeName=')).toEqual([
      { path: 'status.phase', value: 'Running', negated: true },
      { path: 'spec.nodeName', value: '', negated: false },
    ]);
  });

  it('refuses a term without operator', () => {
    expect(() => parseFieldSelector('metadata.name')).toThrowError(/invalid field selector/);
  });
});
