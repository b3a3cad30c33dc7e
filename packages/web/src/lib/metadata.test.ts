import { describe, expect, it } from 'vitest';
import { type MetadataKind, parseMetadata, writtenMetadata } from './metadata.ts';

const itemsOf = (kind: MetadataKind, text: string) => parseMetadata(kind, text).map(({ item }) => item);
const problemsOf = (kind: MetadataKind, text: string) =>
  parseMetadata(kind, text).map(({ line, problems }) => [line, ...problems]);

describe('labels, one a line', () => {
  it('are keys and values, with a prefix or without, and may be empty', () => {
    expect(itemsOf('labels', '# of nodes\nzone=b\r\n\nexample.org/tier = "gold"\nempty=')).toEqual([
      { key: 'zone', value: 'b' },
      { key: 'example.org/tier', value: 'gold' },
      { key: 'empty', value: '' },
    ]);
  });

  it('are told what is wrong, by the number of the line', () => {
    expect(problemsOf('labels', 'zone\n=b\nExample.org/x=b\na/b/c=d\nzone=not ok\nzone=b\nzone=b')).toEqual([
      [1, 'has no "=" between key and value'],
      [2, '"" is no key of Kubernetes'],
      [3, '"Example.org/x" is no key of Kubernetes'],
      [4, '"a/b/c" is no key of Kubernetes'],
      [5, '"not ok" is no value of Kubernetes'],
      [6],
      [7, 'is the same as line 6'],
    ]);
    expect(problemsOf('labels', `${'k'.repeat(64)}=b`)).toEqual([[1, `"${'k'.repeat(64)}" is no key of Kubernetes`]]);
  });
});

it('takes any text for the value of an annotation', () => {
  expect(itemsOf('annotations', 'example.org/note=two words = one : two')).toEqual([
    { key: 'example.org/note', value: 'two words = one : two' },
  ]);
});

describe('taints, one a line', () => {
  it('end with their effect, and need no value', () => {
    expect(itemsOf('taints', 'dedicated=gpu:NoSchedule\nspot:PreferNoSchedule')).toEqual([
      { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' },
      { key: 'spot', value: '', effect: 'PreferNoSchedule' },
    ]);
  });

  it('are told when they do not', () => {
    const ending = 'does not end with an effect: :NoSchedule, :PreferNoSchedule, :NoExecute';
    expect(problemsOf('taints', 'dedicated=gpu\ndedicated=gpu:Never')).toEqual([
      [1, ending],
      [2, ending, '"gpu:Never" is no value of Kubernetes'],
    ]);
  });
});

it.each([
  [{ key: 'zone', value: 'b' }, 'zone=b'],
  [{ key: 'zone', value: '' }, 'zone='],
  [{ key: 'spot', value: '', effect: 'NoExecute' }, 'spot:NoExecute'],
  [{ key: 'spot', value: 'x', effect: 'NoExecute' }, 'spot=x:NoExecute'],
] as const)('%j is written %s', (item, written) => {
  expect(writtenMetadata(item)).toBe(written);
});
