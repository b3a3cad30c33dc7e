import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAtomicDirectory } from './atomic-directory.ts';
import { configNames, planVolumeFiles, type PlannedFile, type VolumeReader } from './volume-files.plan.ts';

const objects = new Map([
  [
    'configmap/app',
    new Map([
      ['a', Buffer.from('1')],
      ['b', Buffer.from('2')],
    ]),
  ],
  ['secret/key', new Map([['token', Buffer.from('t')]])],
]);
const reader: VolumeReader = {
  read: (kind, name) => objects.get(`${kind}/${name}`),
  field: (path) => `field ${path}`,
  resource: (container, resource) => `${container} ${resource}`,
};

function textOf(plan: ReturnType<typeof planVolumeFiles>): Record<string, string> | string {
  if (plan.kind === 'missing') return plan.message;
  return Object.fromEntries([...plan.files].map(([path, file]) => [path, `${file.content.toString()} ${file.mode.toString(8)}`]));
}

describe('planVolumeFiles', () => {
  it('holds every key of a config map', () => {
    expect(textOf(planVolumeFiles({ name: 'v', configMap: { name: 'app' } }, reader))).toEqual({ a: '1 644', b: '2 644' });
  });

  it('holds the chosen keys under other names and modes', () => {
    const items = [{ key: 'token', path: 'sub/file', mode: 0o600 }];
    expect(textOf(planVolumeFiles({ name: 'v', secret: { secretName: 'key', items, defaultMode: 0o400 } }, reader))).toEqual({
      'sub/file': 't 600',
    });
  });

  it('joins projected sources', () => {
    const sources = [
      { configMap: { name: 'app', items: [{ key: 'a', path: 'a' }] } },
      { secret: { name: 'key' } },
      { downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
    ];
    expect(textOf(planVolumeFiles({ name: 'v', projected: { sources } }, reader))).toEqual({
      a: '1 644',
      token: 't 644',
      n: 'field metadata.name 644',
    });
  });

  it.each([
    [{ name: 'v', configMap: { name: 'none' } }, 'configmap "none" not found'],
    [{ name: 'v', configMap: { name: 'app', items: [{ key: 'z', path: 'z' }] } }, 'references non-existent config key: z'],
    [{ name: 'v', configMap: { name: 'app', items: [{ key: 'a', path: '../a' }] } }, 'invalid path "../a" in volume'],
    [{ name: 'v', configMap: { name: 'none', optional: true } }, {}],
  ])('says what is missing', (volume, expected) => expect(textOf(planVolumeFiles(volume, reader))).toEqual(expected));
});

describe('configNames', () => {
  it('finds every object that a pod reads', () => {
    const volumes = [
      { name: 'a', configMap: { name: 'one' } },
      { name: 'b', projected: { sources: [{ secret: { name: 'two' } }] } },
    ];
    const container = {
      name: 'c',
      envFrom: [{ secretRef: { name: 'three' } }],
      env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'four', key: 'k' } } }],
    };
    expect([...configNames(volumes, [container])]).toEqual(['configmap/one', 'secret/two', 'secret/three', 'configmap/four']);
  });
});

describe('writeAtomicDirectory', () => {
  const files = (entries: Record<string, string>): Map<string, PlannedFile> =>
    new Map(Object.entries(entries).map(([path, text]) => [path, { content: Buffer.from(text), mode: 0o640 }]));

  it('replaces all files at once and removes those that are gone', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'moorage-volume-'));
    await chmod(dir, 0o755);
    expect(await writeAtomicDirectory(dir, files({ a: '1', 'sub/b': '2' }))).toBe('written');
    expect(await readFile(join(dir, 'sub/b'), 'utf8')).toBe('2');
    expect((await stat(join(dir, 'a'))).mode & 0o777).toBe(0o640);
    expect(await writeAtomicDirectory(dir, files({ a: '1', 'sub/b': '2' }))).toBe('unchanged');
    expect(await writeAtomicDirectory(dir, files({ a: '3', c: '4' }))).toBe('written');
    expect((await readdir(dir)).filter((name) => !name.startsWith('..'))).toEqual(['a', 'c']);
    expect(await readFile(join(dir, 'a'), 'utf8')).toBe('3');
    expect((await readdir(dir)).filter((name) => name.startsWith('..'))).toHaveLength(2);
    await rm(dir, { recursive: true });
  });
});
