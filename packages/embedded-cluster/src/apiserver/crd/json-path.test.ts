import { describe, expect, it } from 'vitest';
import { evaluateJsonPath, parseJsonPath } from './json-path.ts';

describe('paths of printer columns', () => {
  const root = {
    spec: {
      list: [
        { n: 'a', v: 1 },
        { n: 'b', v: 2 },
      ],
      'dotted.name': 'x',
    },
    status: { on: true },
  };
  it.each([
    ['.spec.list[0].n', ['a']],
    ['.spec.list[-1].v', [2]],
    ['.spec.list[*].n', ['a', 'b']],
    ['.spec.list[?(@.n=="b")].v', [2]],
    ['.spec.list[?(@.n!="b")].v', [1]],
    ['{.status.on}', [true]],
    ["$.spec['dotted.name']", ['x']],
    ['.spec.dotted\\.name', ['x']],
    ['.none.at.all', []],
  ])('%s finds its values', (path, expected) => {
    const steps = parseJsonPath(path);
    expect(steps === undefined ? undefined : evaluateJsonPath(steps, root)).toEqual(expected);
  });

  it('outside the subset are refused', () => {
    for (const path of ['', 'spec', '.a..b', '.a[?(@.b<3)]', '.a[']) expect(parseJsonPath(path)).toBeUndefined();
  });
});
