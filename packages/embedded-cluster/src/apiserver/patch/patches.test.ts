import { describe, expect, it } from 'vitest';
import { isObject } from '../json.ts';
import { keyed, list, map, object, set, string, integer } from '../schema/schema.ts';
import { loadJsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic.ts';

describe('merge patch', () => {
  it('merges objects, replaces lists and removes by null, as RFC 7386 says', () => {
    const target = { a: { b: 1, c: [1, 2] }, d: 'x' };
    expect(mergePatch(target, { a: { c: [3], e: 2 }, d: null })).toEqual({ a: { b: 1, c: [3], e: 2 } });
    expect(target).toEqual({ a: { b: 1, c: [1, 2] }, d: 'x' });
    expect(mergePatch('text', { a: { b: null } })).toEqual({ a: {} });
  });

  it('does not touch prototypes', () => {
    const patched = mergePatch({}, JSON.parse('{"__proto__":{"polluted":true},"a":1}'));
    expect(patched).toEqual({ a: 1 });
    expect(isObject(patched) && 'polluted' in patched).toBe(false);
  });
});

describe('JSON patch', () => {
  it('applies operations in order', async () => {
    const apply = await loadJsonPatch();
    const patch = [
      { op: 'test', path: '/a', value: 1 },
      { op: 'add', path: '/list/-', value: 'z' },
      { op: 'replace', path: '/a', value: 2 },
      { op: 'remove', path: '/b~1c' },
    ];
    expect(apply({ a: 1, list: ['y'], 'b/c': 1 }, patch)).toEqual({ a: 2, list: ['y', 'z'] });
  });

  it('refuses a failing test, a missing path and an unknown operation', async () => {
    const apply = await loadJsonPatch();
    expect(() => apply({ a: 1 }, [{ op: 'test', path: '/a', value: 2 }])).toThrowError(/rejected/);
    expect(() => apply({}, [{ op: 'remove', path: '/x' }])).toThrowError(/rejected/);
    expect(() => apply({}, [{ op: 'shout', path: '/x' }])).toThrowError(/known `op`/);
    expect(() => apply({}, [{ op: 'add', path: '/__proto__/x', value: 1 }])).toThrowError();
  });
});

describe('strategic merge patch', () => {
  const port = object({ 'port!': integer(), protocol: string() });
  const schema = object({
    env: keyed(['name'], object({ 'name!': string(), value: string(), from: object({ a: string(), b: string() }) })),
    ports: keyed(['port'], port),
    finalizers: set(string()),
    args: list(string()),
    labels: map(string()),
    strategy: object({ type: string(), rolling: object({ max: string() }) }),
  });
  const target = {
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    finalizers: ['x'],
    args: ['a', 'b'],
    labels: { a: '1' },
    strategy: { type: 'RollingUpdate', rolling: { max: '1' } },
  };
  const patched = (patch: Record<string, unknown>) => strategicMergePatch(schema, target, patch);

  it('merges keyed lists by key and appends what is new', () => {
    expect(
      patched({
        env: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      }),
    ).toMatchObject({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    });
  });

  it('deletes an item by directive, and replaces a list or an object as a whole', () => {
    expect(patched({ env: [{ $patch: 'delete', name: 'A' }] })).toMatchObject({ env: [{ name: 'B', value: '2' }] });
    expect(patched({ env: [{ $patch: 'replace' }, { name: 'Z', value: '0' }] })).toMatchObject({
      env: [{ name: 'Z', value: '0' }],
    });
    expect(patched({ strategy: { $patch: 'replace', type: 'Recreate' } })).toMatchObject({ strategy: { type: 'Recreate' } });
    expect(patched({ labels: { $patch: 'delete' } })).toMatchObject({ labels: {} });
  });

  it('keeps only the retained keys of a union', () => {
    expect(patched({ strategy: { $retainKeys: ['type'], type: 'Recreate' } })).toMatchObject({ strategy: { type: 'Recreate' } });
  });

  it('adds to and deletes from lists of scalars that merge, and replaces those that do not', () => {
    expect(patched({ finalizers: ['y', 'x'] })).toMatchObject({ finalizers: ['x', 'y'] });
    expect(patched({ '$deleteFromPrimitiveList/finalizers': ['x'] })).toMatchObject({ finalizers: [] });
    expect(patched({ args: ['c'] })).toMatchObject({ args: ['c'] });
  });

  it('orders a list as directed', () => {
    const patch = { '$setElementOrder/env': [{ name: 'C' }, { name: 'A' }], env: [{ name: 'C', value: '4' }] };
    expect(patched(patch)).toMatchObject({ env: [{ name: 'C' }, { name: 'B' }, { name: 'A' }] });
  });

  it('refuses an item without its key', () => {
    expect(() => patched({ env: [{ value: '1' }] })).toThrowError(/merge key: name/);
  });

  it('leaves no directive and no null in new objects', () => {
    expect(patched({ env: [{ name: 'N', value: null, from: { $patch: 'replace', a: '1', b: null } }] })).toMatchObject({
      env: [{ name: 'A' }, { name: 'B' }, { name: 'N', from: { a: '1' } }],
    });
  });
});
