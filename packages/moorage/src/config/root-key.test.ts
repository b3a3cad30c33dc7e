import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { watchRootKey, withRootKey } from './root-key.ts';

it('puts the root key beside the embedded database, and tells once that it was made', () => {
  using dir = mkdtempDisposableSync(path.join(tmpdir(), 'moorage-'));
  const file = path.join(dir.path, 'root.key');
  const env = withRootKey({}, dir.path);
  expect(env).toEqual({ ROOT_KEY_PATH: file, ROOT_KEY_CREATE: 'true' });
  const made = watchRootKey(env);
  expect(made()).toBeUndefined();
  writeFileSync(file, 'a key');
  expect(made()).toBe(file);
  expect(watchRootKey(env)()).toBeUndefined();
});

it('leaves a configured root key and a database of one’s own alone', () => {
  for (const name of ['ROOT_KEY', 'ROOT_KEY_FILE', 'ROOT_KEY_PATH', 'ROOT_KEY_KMS_KEY_ID', 'ROOT_KEY_TRANSIT_KEY']) {
    expect(withRootKey({ [name]: 'x' }, '/nowhere')).toEqual({ [name]: 'x' });
  }
  expect(withRootKey({}, undefined)).toEqual({});
  expect(watchRootKey({})()).toBeUndefined();
});

it('stays beside the embedded database while another one is to follow', () => {
  const env = { ROOT_KEY_NEXT_TRANSIT_KEY: 'moorage', ROOT_KEY_TRANSIT_URL: 'https://vault.example.org' };
  expect(withRootKey(env, '/data')).toEqual({ ...env, ROOT_KEY_PATH: '/data/root.key', ROOT_KEY_CREATE: 'true' });
});
