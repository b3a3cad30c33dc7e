import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeSecretValues } from '../../../test/secret-values.conformance.ts';
import { startVaultKvServer, type VaultKvServer } from '../../../test/vault-kv-server.ts';
import type { SecretValues } from '../../domains/secret-stores/secret-store.ports.ts';
import { createVaultHttp, type VaultHttp } from '../../platform/vault-http/vault-http.ts';
import type { VaultLogin } from '../../platform/vault-http/vault-login.ts';
import { createVaultValues } from './vault-values.ts';

/** Real time, except that nobody waits for a pause. */
const hasty: Clock = { ...systemClock, sleep: () => Promise.resolve() };
const orgId = randomUUID();
const key = { orgId, path: `orgs/${orgId}/secrets` };
const value = { A: new Secret('hunter2') };
const opened: VaultHttp[] = [];
let server: VaultKvServer;

beforeAll(async () => {
  server = await startVaultKvServer('secret');
});
afterEach(() => {
  server.misbehave(undefined);
});
afterAll(async () => {
  for (const one of opened) one.close();
  await server.stop();
});

function connect(url: string, login: VaultLogin, timeoutMs = 60_000): VaultHttp {
  const http = createVaultHttp({ clock: hasty, log: silentLog }, { url, namespace: undefined, ca: undefined, timeoutMs, login });
  opened.push(http);
  return http;
}

const root: VaultLogin = { kind: 'token', token: new Secret('root') };

function storeOf(login: VaultLogin = root, timeoutMs?: number): SecretValues {
  return createVaultValues(connect(server.url, login, timeoutMs), { url: server.url, mount: 'secret', prefix: 'moorage/one' });
}

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const all =
    error instanceof Error ? [error, error.cause, error.stack].map((one) => `${String(one)} ${JSON.stringify(one)}`) : [];
  expect(all.join()).not.toContain('hunter2');
  return error;
}

describeSecretValues('a server that speaks as Vault', () => ({ store: storeOf(), orgId }));

describe('secrets in Vault', () => {
  it('are below the prefix, one field for each key', async () => {
    const store = storeOf();
    await store.remove(key);
    await store.put(key, value, 0);
    expect(server.entries.get(`moorage/one/${key.path}`)).toEqual({ version: 1, data: { A: 'hunter2' } });
  });

  it.each([
    ['is sealed', { status: 503, body: { sealed: true, errors: [] } }, 'unavailable'],
    [
      'has no leader',
      { status: 500, body: { errors: ['local node not active but active cluster node not found'] } },
      'unavailable',
    ],
    ['is asked too often', { status: 429, body: { errors: [] } }, 'unavailable'],
    ['hangs up', 'hang up', 'unavailable'],
    ['does not allow it', { status: 403, body: { errors: ['1 error: permission denied for hunter2'] } }, 'upstream_failed'],
    ['finds it too large', { status: 413, body: { errors: ['hunter2 is too large'] } }, 'limit_exceeded'],
    ['has another engine there', { status: 404, body: { errors: ['no handler for route'] } }, 'upstream_failed'],
    ['answers something else', { status: 200, body: { pages: 'for people' } }, 'upstream_failed'],
  ] as const)('say what to do where the server %s, and no value', async (_what, said, code) => {
    const store = storeOf();
    server.misbehave(({ path }) => (path.includes('/secret/') ? said : undefined));
    expect(await failureOf(store.put(key, value, 0))).toMatchObject({ code, details: { nextStep: expect.any(String) } });
    if (code === 'limit_exceeded' || (said !== 'hang up' && said.status === 404)) return;
    expect(await failureOf(store.get(key))).toMatchObject({ code });
  });

  it('wait no longer for an answer than they are told', async () => {
    server.misbehave(() => 'hang');
    expect(await failureOf(storeOf(root, 50).put(key, value, 0))).toMatchObject({ code: 'unavailable' });
  });

  it('go on with a new token where the one in use ended in between', async () => {
    const store = storeOf({ kind: 'approle', mount: 'approle', roleId: 'a-role-id', secretId: new Secret('a-secret-id') });
    await store.remove(key);
    await store.put(key, value, 0);
    for (const token of server.tokens) if (token !== 'root') server.tokens.delete(token);
    expect(await store.put(key, value, 1)).toEqual({ kind: 'stored', version: 2 });
  });

  it('take a write whose answer got lost for somebody else’s, and lose nothing', async () => {
    const store = storeOf();
    await store.remove(key);
    let isLost = false;
    server.misbehave(({ method, body }) => {
      if (method !== 'POST' || isLost) return undefined;
      isLost = true;
      server.entries.set(`moorage/one/${key.path}`, { version: 1, data: body['data'] });
      return 'hang up';
    });
    expect(await store.put(key, value, 0)).toEqual({ kind: 'conflict', version: 1 });
    expect((await store.get(key))?.values['A']?.reveal()).toBe('hunter2');
  });

  it('read what somebody else has put there, whatever its kind', async () => {
    server.entries.set(`moorage/one/${key.path}`, { version: 7, data: { PORT: 3000, LIST: [1] } });
    const found = await storeOf().get(key);
    expect([found?.version, found?.values['PORT']?.reveal(), found?.values['LIST']?.reveal()]).toEqual([7, '3000', '[1]']);
  });
});

const real = readTestConfig().vault;

describe.runIf(real !== undefined)('secrets in a Vault server', () => {
  const { url = 'http://127.0.0.1:1', token = '' } = real ?? {};
  const mount = `kv-${randomUUID()}`;
  const admin = connect(url, { kind: 'token', token: new Secret(token) });
  const store = createVaultValues(admin, { url, mount, prefix: 'moorage' });

  beforeAll(async () => {
    await admin.request({ method: 'POST', path: `sys/mounts/${mount}`, body: { type: 'kv', options: { version: '2' } } });
    // A new engine brings itself up to date for a moment.
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await admin.request({ method: 'GET', path: `${mount}/config` })).status === 200) break;
      await systemClock.sleep(100);
    }
  });

  describeSecretValues('Vault', () => ({ store, orgId }));

  it('counts on where a version was deleted by somebody else and can be brought back', async () => {
    await store.put(key, value, 0);
    await admin.request({ method: 'DELETE', path: `${mount}/data/moorage/${key.path}` });
    expect(await store.get(key)).toBeUndefined();
    expect(await store.put(key, value, 0)).toEqual({ kind: 'conflict', version: 1 });
    expect(await store.put(key, value, 1)).toEqual({ kind: 'stored', version: 2 });
  });

  it('is content with the policy that the documentation gives', async () => {
    const policy = [
      `path "${mount}/data/moorage/*" { capabilities = ["create", "read", "update"] }`,
      `path "${mount}/metadata/moorage/*" { capabilities = ["read", "list", "delete"] }`,
    ].join('\n');
    const name = `secrets-${randomUUID()}`;
    await admin.request({ method: 'POST', path: `sys/policies/acl/${name}`, body: { policy } });
    await admin.request({ method: 'POST', path: `sys/auth/${name}`, body: { type: 'approle' } });
    await admin.request({ method: 'POST', path: `auth/${name}/role/app`, body: { token_policies: [name] } });
    const idOf = async (method: 'GET' | 'POST', path: string, field: string) => {
      const { body } = await admin.request({
        method,
        path: `auth/${name}/role/app/${path}`,
        ...(method === 'POST' ? { body: {} } : {}),
      });
      const found: unknown = JSON.parse(JSON.stringify(body)).data[field];
      return String(found);
    };
    const [roleId, secretId] = [await idOf('GET', 'role-id', 'role_id'), await idOf('POST', 'secret-id', 'secret_id')];
    const http = connect(url, { kind: 'approle', mount: name, roleId, secretId: new Secret(secretId) });
    const limited = createVaultValues(http, { url, mount, prefix: 'moorage' });
    const other = { orgId: randomUUID(), path: `orgs/${randomUUID()}/secrets` };
    expect((await limited.put(other, value, 0)).kind).toBe('stored');
    expect((await limited.get(other))?.values['A']?.reveal()).toBe('hunter2');
    await limited.remove(other);
    const elsewhere = createVaultValues(http, { url, mount, prefix: 'another' });
    expect(await failureOf(elsewhere.put(other, value, 0))).toMatchObject({ code: 'upstream_failed' });
  });
});
