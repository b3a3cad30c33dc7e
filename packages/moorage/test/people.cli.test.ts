import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { createTestCli, type TestCli } from './support/cli.ts';
import { type Platform, startPlatform } from './support/platform.ts';

let dir: TempDir;
let platform: Platform;

beforeAll(async () => {
  dir = makeTempDir('people');
  platform = await startPlatform({ dataDir: dir.path });
});

afterAll(async () => {
  await platform?.stop();
  dir?.remove();
});

describe('people by the command line', () => {
  let cli: TestCli;
  let ada: TestCli;

  /** Somebody else at a machine of his own. */
  async function cliOf(email: string): Promise<TestCli> {
    const { client } = await signInByApi(platform.url, email);
    const scopes = ['orgs:read', 'orgs:write', 'teams:read', 'teams:write'] as const;
    const made = await client.apiKeys.create({ body: { name: 'laptop', scopes: [...scopes] } });
    const own = createTestCli(platform.url);
    const key = made.kind === 'ok' ? made.data.key : '';
    expect(await own('login', '--api-key', key)).toMatchObject({ code: 0 });
    return own;
  }

  beforeAll(async () => {
    cli = createTestCli(platform.url);
    expect(await cli('login')).toMatchObject({ code: 0 });
    ada = await cliOf('ada@example.com');
  });

  async function json(by: TestCli, ...words: string[]) {
    const { code, stdout, stderr } = await by(...words, '-o', 'json');
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  }

  it('makes an organization and works in it', async () => {
    expect(await json(cli, 'orgs', 'create', 'Acme Ltd', '--slug', 'acme')).toMatchObject({ slug: 'acme' });
    expect(await cli('orgs', 'switch', 'Acme Ltd')).toMatchObject({ code: 0 });
    expect((await json(cli, 'whoami')).orgs).toHaveLength(2);
    expect((await json(cli, 'orgs', 'show')).slug).toBe('acme');
    expect(await json(cli, 'teams', 'create', 'Backend')).toMatchObject({ name: 'Backend' });
    expect(await cli('teams', 'switch', 'backend')).toMatchObject({ code: 0 });
    expect(await json(cli, 'teams', 'rename', 'Backend', 'Platform')).toMatchObject({ name: 'Platform' });
    expect((await json(cli, 'teams', 'show')).name).toBe('Platform');
  });

  it('invites somebody, who comes by the link', async () => {
    const first = await cli('members', 'invite', 'ada@example.com', '--team', 'Platform', '-o', 'name');
    expect(await json(cli, 'members', 'invitations')).toMatchObject([{ email: 'ada@example.com', role: 'developer' }]);
    const again = await cli('members', 'resend', 'ada@example.com', '--team', 'Platform', '-o', 'name');
    expect(await ada('invites', 'accept', first.stdout.trim())).toMatchObject({ code: 66 });
    const accepted = await ada('invites', 'accept', again.stdout.trim());
    expect(accepted.stdout).toBe('You are developer in Platform of Acme Ltd.\n');
    expect((await ada('members', 'list', '--org', 'acme', '-o', 'name')).stdout).toContain('ada@example.com\n');
    expect(await json(cli, 'members', 'invitations')).toEqual([]);
  });

  it('refuses in words what a role does not allow', async () => {
    const refused = await ada('members', 'role', 'dev@localhost', 'org_member', '--org', 'acme');
    expect(refused.code).toBe(77);
    expect(refused.stderr).toContain('Your role does not allow this');
    expect((await ada('orgs', 'delete', 'acme', '--yes', '--confirm', 'acme')).code).toBe(77);
  });

  it('changes roles, hands the organization over, and leaves it', async () => {
    expect(await json(cli, 'members', 'role', 'ada@example.com', 'viewer', '--team', 'Platform')).toMatchObject({
      role: 'viewer',
    });
    expect(await cli('orgs', 'leave', 'acme', '--yes')).toMatchObject({ code: 75 });
    expect(await cli('orgs', 'transfer', 'acme', '--to', 'ada@example.com', '--yes')).toMatchObject({ code: 0 });
    expect(await cli('orgs', 'leave', 'acme', '--yes')).toMatchObject({ code: 0 });
    expect((await cli('orgs', 'list', '-o', 'name')).stdout).not.toContain('acme');
  });

  it('shows what goes before an organization is deleted', async () => {
    expect(await json(ada, 'orgs', 'delete', 'acme', '--plan')).toMatchObject({ slug: 'acme' });
    expect((await ada('orgs', 'delete', 'acme')).code).toBe(64);
    expect(await ada('orgs', 'delete', 'acme', '--yes', '--confirm', 'acme')).toMatchObject({ code: 0 });
    expect((await ada('orgs', 'show', 'acme')).code).toBe(64);
  });

  it('makes a key, uses it, and revokes it', async () => {
    const made = await json(cli, 'keys', 'create', 'ci', '--scope', 'templates:read', '--expires', '30d');
    expect((await cli('templates', 'list', '--api-key', made.key, '-o', 'name')).stdout).toContain('hello\n');
    expect((await cli('deployments', 'list', '--api-key', made.key)).code).toBe(77);
    expect((await cli('keys', 'list')).stdout).toContain('ci');
    expect(await cli('keys', 'revoke', 'ci', '--yes')).toMatchObject({ code: 0 });
    expect((await cli('templates', 'list', '--api-key', made.key)).code).toBe(77);
  });

  it('limits a key and gives it a new secret', async () => {
    const made = await json(cli, 'keys', 'create', 'nightly', '--scope', 'templates:read');
    expect((await cli('keys', 'update', 'nightly')).code).toBe(64);
    expect((await cli('keys', 'update', 'nightly', '--rate', 'fast')).code).toBe(64);
    const limited = await json(
      cli,
      'keys',
      'update',
      'nightly',
      '--name',
      'weekly',
      '--allow-ip',
      '192.0.2.0/24',
      '--rate',
      '20',
    );
    expect(limited).toMatchObject({ name: 'weekly', allowedIps: ['192.0.2.0/24'], ratePerSecond: 20 });
    expect((await cli('templates', 'list', '--api-key', made.key)).code).toBe(77);
    expect(await json(cli, 'keys', 'update', 'weekly', '--any-ip', '--rate', 'none')).toMatchObject({
      allowedIps: [],
      ratePerSecond: null,
    });
    const renewed = await json(cli, 'keys', 'rotate', 'weekly', '--overlap', '0s');
    expect(await cli('templates', 'list', '--api-key', renewed.key)).toMatchObject({ code: 0 });
    expect((await cli('templates', 'list', '--api-key', made.key)).code).toBe(77);
  });

  it('manages the keys of an organization beside its own', async () => {
    const { client } = await signInByApi(platform.url);
    const org = await json(cli, 'orgs', 'create', 'Keys Ltd');
    const body = { kind: 'machine', name: 'deployer', scopes: ['templates:read'], role: 'org_member' } as const;
    expect((await client.orgApiKeys.create({ params: { orgId: org.id }, body })).kind).toBe('ok');
    const inOrg = ['--org', org.slug];
    expect((await cli('keys', 'list', ...inOrg)).stdout).toContain('deployer');
    expect((await cli('keys', 'list')).stdout).not.toContain('deployer');
    expect(await json(cli, 'keys', 'update', 'deployer', '--rate', '5', ...inOrg)).toMatchObject({ ratePerSecond: 5 });
    expect((await json(cli, 'keys', 'rotate', 'deployer', ...inOrg)).key).toBeDefined();
    expect(await cli('keys', 'revoke', 'deployer', '--yes', ...inOrg)).toMatchObject({ code: 0 });
    expect(await json(cli, 'keys', 'list', ...inOrg)).toEqual([]);
    expect(await json(cli, 'members', 'invite', 'eye@example.com', '--role', 'org_auditor', ...inOrg)).toMatchObject({
      role: 'org_auditor',
    });
  });

  it('lists and ends sessions, and leaves none behind', async () => {
    const { client } = await signInByApi(platform.url);
    const before = await json(cli, 'sessions', 'list');
    expect(await json(cli, 'sessions', 'list')).toHaveLength(before.length);
    expect(await cli('sessions', 'revoke', before[0].id)).toMatchObject({ code: 0 });
    expect(await cli('sessions', 'revoke-all', '--yes')).toMatchObject({ code: 0 });
    expect((await client.me.get()).kind).toBe('api-error');
    expect(await cli('whoami')).toMatchObject({ code: 0 });
  });
});

describe('login by the command line', () => {
  let ada: Awaited<ReturnType<typeof signInByApi>>;

  beforeAll(async () => {
    await signInByApi(platform.url);
    ada = await signInByApi(platform.url, 'ada@example.com');
  });

  const codeIn = (text: string): string | undefined => /code ([A-Z]{4}-[A-Z]{4})/.exec(text)?.[1];
  const keyOf = (file: string): string => /apiKey: (\S+)/.exec(file)?.[1] ?? '';

  it('gets a key by a code that somebody types elsewhere, and gives it back', async () => {
    const cli = createTestCli(platform.url);
    const login = cli.start('login', '--device', '--key-name', 'build-1', '--expires', '7d');
    const userCode = await waitUntil(() => codeIn(login.stderr()), { describe: () => `a code in ${login.stderr()}` });
    const shown = await ada.client.device.get({ params: { userCode } });
    expect(shown).toMatchObject({ data: { client: 'build-1', keyName: 'build-1', expiresInDays: 7 } });
    expect(await ada.client.device.approve({ params: { userCode }, body: {} })).toMatchObject({ kind: 'ok' });
    expect(await login.done).toBe(0);
    expect((await cli('whoami', '-o', 'name')).stdout).toBe('ada@example.com\n');
    const key = keyOf(cli.file());
    expect((await cli('logout')).stdout).toContain('its key is revoked');
    expect((await cli('whoami', '--api-key', key)).code).toBe(77);
  });

  it('gets a key by the browser of this machine', async () => {
    const cli = createTestCli(platform.url);
    const login = cli.start('login', '--browser');
    const address = await waitUntil(() => cli.opened[0], { describe: 'a browser to be opened' });
    const userCode = new URL(address).searchParams.get('code') ?? '';
    const answer = await ada.client.device.approve({ params: { userCode }, body: { scopes: ['orgs:read'] } });
    const target = answer.kind === 'ok' ? answer.data.redirectTo : null;
    expect((await fetch(target ?? '')).status).toBe(200);
    expect(await login.done).toBe(0);
    expect((await cli('whoami', '-o', 'name')).stdout).toBe('ada@example.com\n');
    expect((await cli('deployments', 'list')).code).toBe(77);
  });

  it('ends when the person refuses', async () => {
    const cli = createTestCli(platform.url);
    const login = cli.start('login', '--device');
    const userCode = await waitUntil(() => codeIn(login.stderr()), { describe: () => `a code in ${login.stderr()}` });
    await ada.client.device.deny({ params: { userCode } });
    expect(await login.done).toBe(77);
    expect(login.stderr()).toContain('You refused the command line in the browser.');
    expect(cli.file()).toBe('');
  });
});
