import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { createTestCli } from './support/cli.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('login by the command line', () => {
  let dir: TempDir;
  let platform: Platform;
  let ada: Awaited<ReturnType<typeof signInByApi>>;

  beforeAll(async () => {
    dir = makeTempDir('login');
    platform = await startPlatform({ dataDir: dir.path });
    await signInByApi(platform.url);
    ada = await signInByApi(platform.url, 'ada@example.com');
  });

  afterAll(async () => {
    await platform?.stop();
    dir?.remove();
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
