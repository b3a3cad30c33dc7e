import { describe, expect, it } from 'vitest';
import type { LabelSelector } from './model.ts';
import { resolveCount } from './int-or-percent.ts';
import { matchesLabelMap, matchesSelector } from './selectors.ts';

describe('a label selector', () => {
  const labels = { app: 'web', tier: 'front' };
  const expression = (key: string, operator: string, values?: string[]): LabelSelector => ({
    matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
  });

  it.each<[string, LabelSelector | undefined, boolean]>([
    ['that is absent matches nothing', undefined, false],
    ['that is empty matches everything', {}, true],
    ['with an equal label matches', { matchLabels: { app: 'web' } }, true],
    ['with another value does not', { matchLabels: { app: 'api' } }, false],
    ['In', expression('app', 'In', ['api', 'web']), true],
    ['In without the label', expression('zone', 'In', ['a']), false],
    ['NotIn', expression('app', 'NotIn', ['api']), true],
    ['NotIn without the label', expression('zone', 'NotIn', ['a']), true],
    ['Exists', expression('tier', 'Exists'), true],
    ['DoesNotExist', expression('tier', 'DoesNotExist'), false],
    ['with an unknown operator matches nothing', expression('tier', 'Near'), false],
    ['with all of several rules', { matchLabels: { app: 'web' }, ...expression('tier', 'In', ['back']) }, false],
  ])('%s', (_what, selector, expected) => {
    expect(matchesSelector(selector, labels)).toBe(expected);
  });

  it('of a Service matches nothing when it is empty', () => {
    expect(matchesLabelMap({}, labels)).toBe(false);
    expect(matchesLabelMap({ app: 'web' }, labels)).toBe(true);
  });
});

describe('a number or percentage', () => {
  it.each([
    [2, 10, 'up', 2],
    ['25%', 10, 'up', 3],
    ['25%', 10, 'down', 2],
    ['0%', 10, 'up', 0],
    ['7', 10, 'up', 7],
  ] as const)('%s of %d rounded %s is %d', (value, total, rounding, expected) => {
    expect(resolveCount(value, total, rounding)).toBe(expected);
  });
});
