import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '@moorage/core/errors';
import type { KubeObject } from '@moorage/kube/objects';
import { at } from '../json.ts';
import { openDurableLog } from './durable.ts';
import { createStore, type Change } from './store.ts';

const thing = (name: string, namespace?: string, spec: unknown = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  spec,
});
const names = (objects: readonly KubeObject[]): string[] =>
  objects.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);

describe('a store in memory', () => {
  it('numbers all writes of all buckets with one counter', () => {
    const store = createStore();
    expect(store.put('/a', thing('x')).metadata.resourceVersion).toBe('1');
    expect(store.put('/b', thing('x')).metadata.resourceVersion).toBe('2');
    expect(store.remove('/a', { name: 'x' })?.metadata.resourceVersion).toBe('3');
    expect(store.revision()).toBe(3);
    expect(store.remove('/a', { name: 'x' })).toBeUndefined();
    expect(store.revision()).toBe(3);
  });

  it('lists in order of namespace and name', () => {
    const store = createStore();
    for (const [namespace, name] of [
      ['b', 'y'],
      ['a', 'z'],
      ['b', 'x'],
      ['a', 'a-1'],
      ['a', 'a'],
    ])
      store.put('/t', thing(name ?? '', namespace));
    expect(names(store.list('/t'))).toEqual(['a/a', 'a/a-1', 'a/z', 'b/x', 'b/y']);
    expect(names(store.list('/t', 'b'))).toEqual(['b/x', 'b/y']);
    expect(store.list('/t', 'none')).toEqual([]);
  });

  it('tells observers of each change with what was there before', () => {
    const store = createStore();
    const seen: Change[] = [];
    const stop = store.observe('/t', (change) => seen.push(change));
    store.put('/t', thing('x', undefined, 1));
    store.put('/t', thing('x', undefined, 2));
    store.put('/other', thing('x'));
    store.remove('/t', { name: 'x' });
    stop();
    store.put('/t', thing('y'));
    expect(seen.map(({ type, object, previous }) => [type, object.spec, previous?.spec])).toEqual([
      ['ADDED', 1, undefined],
      ['MODIFIED', 2, 1],
      ['DELETED', 2, 2],
    ]);
  });

  it('replays changes after a revision and forgets old ones in bounds', () => {
    const store = createStore();
    for (let count = 1; count <= 5_000; count += 1) store.put('/t', thing(`n${count % 7}`));
    expect(store.since('/t', 1)).toBe('expired');
    expect(store.since('/t', 4_999)).toHaveLength(1);
    expect(store.since('/t', 4_488)).toHaveLength(512);
    expect(store.since('/t', 5_000)).toEqual([]);
    expect(store.since('/never-written', 0)).toEqual([]);
  });
});

describe('a store on disk', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'moorage-store-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('comes back with objects and revision', () => {
    const first = createStore(openDurableLog(directory));
    first.put('/t', thing('keep', 'ns', { deep: ['ä', 1, null] }));
    first.put('/t', thing('drop', 'ns'));
    first.remove('/t', { name: 'drop', namespace: 'ns' });
    first.close();
    const second = createStore(openDurableLog(directory));
    expect(second.revision()).toBe(3);
    expect(second.list('/t')).toEqual([
      { ...thing('keep', 'ns', { deep: ['ä', 1, null] }), metadata: { name: 'keep', namespace: 'ns', resourceVersion: '1' } },
    ]);
    expect(second.put('/t', thing('next')).metadata.resourceVersion).toBe('4');
    expect(second.since('/t', 2)).toBe('expired');
    expect(second.since('/t', 3)).toHaveLength(1);
    second.close();
  });

  it('refuses a second process on the same directory, in words for people', () => {
    const store = createStore(openDurableLog(directory));
    store.put('/t', thing('x'));
    expect(() => openDurableLog(directory)).toThrowError(
      expect.toSatisfy((error) => isAppError(error, 'unavailable') && /already running/.test(error.message)),
    );
    store.close();
    openDurableLog(directory).close();
  });

  it('loses no write that was answered when its process is killed', async () => {
    const fixture = fileURLToPath(new URL('./crash.fixture.ts', import.meta.url));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fixture, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.length > 4_000) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    const [count = 0, revision = 0] = (output.split('\n').at(-2) ?? '').split(' ').map(Number);
    const store = createStore(openDurableLog(directory));
    const last = Math.max(...store.list('/things').map((object) => Number(at(object, 'spec', 'count'))));
    expect(count).toBeGreaterThan(50);
    expect(store.revision()).toBeGreaterThanOrEqual(revision);
    expect(last).toBe(store.revision());
    expect(last).toBeGreaterThanOrEqual(count);
    store.close();
  });
});
