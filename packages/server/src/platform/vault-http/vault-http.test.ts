import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Clock, createFakeClock, systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { readTestConfig } from '@moorage/testkit/test-config';
import { startVaultServer, vaultLogins, type VaultServer } from '@moorage/testkit/vault-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createVaultHttp, type VaultConnection, type VaultHttp } from './vault-http.ts';
import type { VaultLogin } from './vault-login.ts';

/** Real time, except that nobody waits for a pause. */
const hasty: Clock = { ...systemClock, sleep: () => Promise.resolve() };
const dir = makeTempDir('vault-http');
const jwtFile = path.join(dir.path, 'jwt');
let server: VaultServer;
const opened: VaultHttp[] = [];

beforeAll(async () => {
  writeFileSync(jwtFile, `${vaultLogins.jwt}\n`);
  server = await startVaultServer();
  server.transitKey('k');
});
afterEach(() => {
  server.misbehave(undefined);
  for (const one of opened.splice(0)) one.close();
});
afterAll(async () => {
  await server.stop();
  dir.remove();
});

const approle: VaultLogin = {
  kind: 'approle',
  mount: 'approle',
  roleId: vaultLogins.roleId,
  secretId: new Secret(vaultLogins.secretId),
};

function client(login: VaultLogin, parts: Partial<VaultConnection> = {}, clock = hasty): VaultHttp {
  const connection = { url: server.url, namespace: undefined, ca: undefined, timeoutMs: 60_000, login, ...parts };
  const made = createVaultHttp({ clock, log: silentLog }, connection);
  opened.push(made);
  return made;
}

const readKey = { method: 'GET', path: 'transit/keys/k' } as const;
const asked = (since: number): string[] => server.requests.slice(since).map((one) => `${one.method} ${one.path}`);

describe('a client of Vault', () => {
  it('logs in as it was told, once for all who ask at the same time', async () => {
    const kubernetes: VaultLogin = {
      kind: 'kubernetes',
      mount: 'kubernetes',
      role: vaultLogins.kubernetesRole,
      tokenPath: jwtFile,
    };
    for (const login of [approle, kubernetes, { kind: 'token', token: new Secret(server.rootToken) }] as const) {
      const since = server.requests.length;
      const vault = client(login, { namespace: 'team' });
      const answers = await Promise.all([vault.request(readKey), vault.request(readKey), vault.request(readKey)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(asked(since)).toHaveLength(4);
      expect(server.requests.slice(since).map(({ namespace }) => namespace)).toEqual(['team', 'team', 'team', 'team']);
    }
  });

  it('says what to do when a login is refused', async () => {
    const refused = (login: VaultLogin) => client(login).request(readKey);
    await expect(refused({ ...approle, secretId: new Secret('wrong-one') })).rejects.toMatchObject({
      kind: 'refused',
      message: 'Vault refuses the login at auth/approle/login (400: invalid role or secret ID).',
      nextStep: expect.stringContaining('secret id'),
    });
    await expect(refused({ kind: 'token', token: new Secret('wrong-one') })).rejects.toMatchObject({
      message: 'Vault does not accept the token (403: permission denied).',
    });
    const lost = { kind: 'kubernetes', mount: 'kubernetes', role: 'x', tokenPath: path.join(dir.path, 'none') } as const;
    await expect(refused(lost)).rejects.toMatchObject({ nextStep: expect.stringContaining('service account') });
    expect(JSON.stringify(server.requests.map(({ path: asking }) => asking))).not.toContain('wrong-one');
  });

  it('renews its token before that ends, and logs in anew when the server does not know it', async () => {
    const clock = createFakeClock();
    const vault = client(approle, {}, clock);
    await vault.request(readKey);
    let since = server.requests.length;
    await clock.advance(2_500_000);
    await vault.request(readKey);
    expect(asked(since)).toEqual(['POST auth/token/renew-self', 'GET transit/keys/k']);
    since = server.requests.length;
    server.revokeTokens();
    expect((await vault.request(readKey)).status).toBe(200);
    expect(asked(since)).toEqual([
      'GET transit/keys/k',
      'GET auth/token/lookup-self',
      'POST auth/approle/login',
      'GET transit/keys/k',
    ]);
    since = server.requests.length;
    await clock.advance(3_600_001);
    await vault.request(readKey);
    expect(asked(since)).toEqual(['POST auth/approle/login', 'GET transit/keys/k']);
  });

  it('renews a token that it was given while nobody asks for anything', async () => {
    const clock = createFakeClock();
    const vault = client({ kind: 'token', token: new Secret(server.createToken(3_600)) }, {}, clock);
    await vault.request(readKey);
    const since = server.requests.length;
    await clock.advance(2_400_001);
    await waitUntil(() => asked(since).includes('POST auth/token/renew-self'), { describe: 'the renewal' });
  });

  it('leaves a refusal to its caller, and keeps its token', async () => {
    server.misbehave(({ path: asking }) =>
      asking.startsWith('transit/') ? { status: 403, body: { errors: ['no'] } } : undefined,
    );
    const vault = client(approle);
    const since = server.requests.length;
    expect(await vault.request(readKey)).toMatchObject({ status: 403, errors: ['no'] });
    expect(asked(since)).toEqual(['POST auth/approle/login', 'GET transit/keys/k', 'GET auth/token/lookup-self']);
  });
});

describe('a Vault that is out of order', () => {
  const root = (): VaultLogin => ({ kind: 'token', token: new Secret(server.rootToken) });

  /** The first so many requests for the key go wrong. */
  function failing(times: number, how: { status: number } | 'hang up'): void {
    let left = times;
    server.misbehave(({ path: asking }) => (asking === readKey.path && left-- > 0 ? how : undefined));
  }

  it('is asked again, and not for ever', async () => {
    for (const how of [{ status: 500 }, { status: 503 }, { status: 429 }, 'hang up'] as const) {
      failing(3, how);
      expect((await client(root()).request(readKey)).status).toBe(200);
      failing(4, how);
      await expect(client(root()).request(readKey)).rejects.toMatchObject({ kind: 'unreachable' });
    }
  });

  it('is not asked twice for what must not happen twice', async () => {
    failing(1, { status: 500 });
    const vault = client(root());
    await expect(vault.request({ ...readKey, once: true })).rejects.toMatchObject({ kind: 'unreachable' });
    failing(1, { status: 503 });
    expect((await vault.request({ ...readKey, once: true })).status).toBe(200);
  });

  it('is not waited for longer than the deadline, nor followed elsewhere', async () => {
    server.misbehave(() => 'hang');
    await expect(client(root(), { timeoutMs: 20 }).request(readKey)).rejects.toMatchObject({
      message: expect.stringContaining('it did not answer in time'),
    });
    server.misbehave(() => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } }));
    await expect(client(root()).request(readKey)).rejects.toMatchObject({ kind: 'refused' });
    await expect(client(root(), { url: 'http://127.0.0.1:1' }).request(readKey)).rejects.toMatchObject({
      kind: 'unreachable',
      nextStep: expect.stringContaining('certificate'),
    });
  });
});

function describeRealVault(real: { readonly url: string; readonly token: string }): void {
  describe('a real Vault', () => {
    const admin = (): VaultHttp => client({ kind: 'token', token: new Secret(real.token) }, { url: real.url });

    it('takes an AppRole, renews its token, and takes it again when the token was revoked', async () => {
      const role = `role-${randomUUID()}`;
      const vault = admin();
      await vault.request({ method: 'POST', path: `auth/approle/role/${role}`, body: { token_ttl: '1h', token_max_ttl: '4h' } });
      const id = await vault.request({ method: 'GET', path: `auth/approle/role/${role}/role-id` });
      const secret = await vault.request({ method: 'POST', path: `auth/approle/role/${role}/secret-id`, body: {} });
      expect(id.body).toMatchObject({ data: { role_id: expect.any(String) } });
      const fieldOf = (body: unknown, name: string): string =>
        new RegExp(`"${name}":"([^"]+)"`).exec(JSON.stringify(body))?.[1] ?? '';
      const login: VaultLogin = {
        kind: 'approle',
        mount: 'approle',
        roleId: fieldOf(id.body, 'role_id'),
        secretId: new Secret(fieldOf(secret.body, 'secret_id')),
      };
      const clock = createFakeClock();
      const mine = client(login, { url: real.url }, clock);
      const self = { method: 'GET', path: 'auth/token/lookup-self' } as const;
      const first = fieldOf((await mine.request(self)).body, 'id');
      await clock.advance(2_500_000);
      expect(fieldOf((await mine.request(self)).body, 'id')).toBe(first);
      expect((await vault.request({ method: 'POST', path: 'auth/token/revoke', body: { token: first } })).status).toBe(204);
      const second = fieldOf((await mine.request(self)).body, 'id');
      expect(second).not.toBe('');
      expect(second).not.toBe(first);
    });
  });
}

/** `npm run test:real` starts one. */
const real = readTestConfig().vault;
if (real !== undefined) describeRealVault(real);
