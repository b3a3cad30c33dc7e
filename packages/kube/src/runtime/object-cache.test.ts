import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects.ts';
import { createObjectCache } from './object-cache.ts';

function anObject(name: string, namespace: string, labels: Record<string, string> = {}, owner?: string): KubeObject {
  const ownerReferences = owner === undefined ? [] : [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: owner }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels, ownerReferences } };
}

const byApp = { app: (object: KubeObject) => [object.metadata.labels?.['app'] ?? 'none'] };

describe.each([{ packed: false }, { packed: true }])('object cache, %o', ({ packed }) => {
  it('finds objects by key, namespace, owner and own indexes', () => {
    const cache = createObjectCache<KubeObject>({ indexers: byApp, packed });
    const put = (object: KubeObject) => cache.set(cache.seal(object));
    put(anObject('a', 'n1', { app: 'web' }, 'o1'));
    put(anObject('b', 'n1', { app: 'web' }));
    put(anObject('a', 'n2'));
    const names = (index: string, value: string): string[] =>
      cache.byIndex(index, value).map((object) => `${object.metadata.namespace}/${object.metadata.name}`);
    expect(names('namespace', 'n1')).toEqual(['n1/a', 'n1/b']);
    expect(names('owner', 'o1')).toEqual(['n1/a']);
    expect(names('app', 'web')).toEqual(['n1/a', 'n1/b']);
    expect(names('app', 'none')).toEqual(['n2/a']);
    expect(names('unknown', 'x')).toEqual([]);
  });

  it('forgets the old place of an object that changed or went', () => {
    const cache = createObjectCache<KubeObject>({ indexers: byApp, packed });
    const put = (object: KubeObject) => cache.set(cache.seal(object));
    put(anObject('a', 'n', { app: 'old' }));
    expect(put(anObject('a', 'n', { app: 'new' }))?.metadata.labels).toEqual({ app: 'old' });
    expect(cache.byIndex('app', 'old')).toEqual([]);
    expect(cache.delete('n/a')?.metadata.name).toBe('a');
    expect(cache.delete('n/a')).toBeUndefined();
    expect([cache.size(), cache.byIndex('app', 'new').length]).toEqual([0, 0]);
  });
  it('gives back what it was given, all of it or one by one, and knows what that weighs', () => {
    const cache = createObjectCache<KubeObject>({ packed });
    const objects = ['a', 'b'].map((name) => anObject(name, 'n', { text: 'ä"\n' }, 'same owner'));
    for (const object of objects) cache.set(cache.seal(object));
    expect([...cache.each()]).toEqual(objects);
    expect(cache.byIndex('owner', 'same owner')).toEqual(objects);
    expect(cache.bytes()).toBeGreaterThan(0);
    for (const key of cache.keys()) cache.delete(key);
    expect([cache.bytes(), cache.byIndex('owner', 'same owner')]).toEqual([0, []]);
  });
});
