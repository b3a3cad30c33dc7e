/** What every store of documents of secrets must do. */
import { createIds } from '@moorage/core/ids';
import { systemClock } from '@moorage/core/clock';
import { Secret } from '@moorage/core/secret';
import { describe, expect, it } from 'vitest';
import type { DocumentKey, SecretValues } from '../src/domains/secret-stores/secret-store.ports.ts';

const ids = createIds(systemClock);

function wrap(values: Readonly<Record<string, string>>): Record<string, Secret> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, new Secret(value)]));
}

export interface SecretValuesSubject {
  readonly store: SecretValues;
  /** An organization that exists. */
  readonly orgId: string;
}

export function describeSecretValues(name: string, subject: () => SecretValuesSubject): void {
  const aKey = (): DocumentKey => ({ orgId: subject().orgId, path: `orgs/${subject().orgId}/users/${ids.uuid()}/secrets` });
  const read = async (key: DocumentKey) => {
    const found = await subject().store.get(key);
    return Object.fromEntries(Object.entries(found?.values ?? {}).map(([each, value]) => [each, value.reveal()]));
  };
  const put = (key: DocumentKey, values: Readonly<Record<string, string>>, expected: number) =>
    subject().store.put(key, wrap(values), expected);

  describe(`${name} as a store of secrets`, () => {
    it('has no document that nobody put there', async () => {
      expect(await subject().store.get(aKey())).toBeUndefined();
    });

    it('gives back what it took, to the letter', async () => {
      const key = aKey();
      const values = {
        PLAIN: 'x',
        EMPTY_LOOKING: ' ',
        LINES: 'a\nb\r\n',
        QUOTES: `"'\\$(x)`,
        UNICODE: 'ключ 🔑',
        LONG: 'y'.repeat(60_000),
      };
      expect(await put(key, values, 0)).toEqual({ kind: 'stored', version: expect.any(Number) });
      expect(await read(key)).toEqual(values);
    });

    it('replaces the whole document, and only the version that was expected', async () => {
      const key = aKey();
      const first = await put(key, { A: '1', B: '1' }, 0);
      expect(await put(key, { A: '2' }, 0)).toEqual({ kind: 'conflict', version: first.version });
      expect(await read(key)).toEqual({ A: '1', B: '1' });
      const second = await put(key, { A: '2' }, first.version);
      expect(second.kind).toBe('stored');
      expect(second.version).not.toBe(first.version);
      expect(await read(key)).toEqual({ A: '2' });
      expect((await subject().store.get(key))?.version).toBe(second.version);
      expect(await put(key, { A: '3' }, first.version)).toEqual({ kind: 'conflict', version: second.version });
    });

    it('lets one of many win', async () => {
      const key = aKey();
      const results = await Promise.all([1, 2, 3, 4].map((number) => put(key, { A: String(number) }, 0)));
      expect(results.filter((result) => result.kind === 'stored')).toHaveLength(1);
    });

    it('forgets what was removed, and takes it again as new', async () => {
      const key = aKey();
      await put(key, { A: '1' }, 0);
      await subject().store.remove(key);
      await subject().store.remove(key);
      expect(await subject().store.get(key)).toBeUndefined();
      expect((await put(key, { A: '2' }, 0)).kind).toBe('stored');
      expect(await read(key)).toEqual({ A: '2' });
    });

    it('lists the paths of an organization, below others too', async () => {
      const key = aKey();
      const below = { ...key, path: `${key.path}/services/web` };
      await put(key, { A: '1' }, 0);
      await put(below, { A: '1' }, 0);
      const listed = await subject().store.list(key.orgId);
      expect(listed).toEqual(listed.toSorted());
      expect(listed).toEqual(expect.arrayContaining([key.path, below.path]));
      expect(await subject().store.list(ids.uuid())).toEqual([]);
    });
  });
}
