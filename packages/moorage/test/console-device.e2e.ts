import { createClient, unwrap } from '@moorage/sdk/client';
import type { DeviceCodeRequest } from '@moorage/sdk/types';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { createTestCli } from './support/cli.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('confirming a program in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = makeTempDir('console-device');
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path }), startBrowser()]);
    page = await browser.newPage({ baseURL: platform.url, viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
  });

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    dir?.remove();
  });

  const program = () => createClient({ baseUrl: platform.url }).device;
  const ask = async (wish: Partial<DeviceCodeRequest> = {}) =>
    unwrap(await program().code({ body: { client: 'moorage on build-1', ...wish } }));
  const poll = (deviceCode: string) => program().token({ body: { deviceCode } });
  /** The program was told to take any port, which its own addresses cannot know. */
  const open = (uri: string) => page.goto(uri.slice(new URL(uri).origin.length));
  const codeField = () => page.getByRole('textbox', { name: 'Code' });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  it('signs in first and comes back to the very request', async () => {
    const { verificationUriComplete, userCode } = await ask();
    await open(verificationUriComplete);
    await page.getByText('moorage on build-1', { exact: true }).waitFor();
    await page.getByText('dev@localhost').waitFor();
    expect(new URL(page.url()).searchParams.get('code')).toBe(userCode);
    expect(await page.getByRole('definition').allTextContents()).toEqual(
      expect.arrayContaining(['moorage on build-1', userCode, '127.0.0.1', 'an API key “moorage on build-1” for 90 days']),
    );
    await page.getByText('Approve only what you have just started yourself.').waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(page)).toEqual([]);
  });

  it('takes a typed code and grants what was left of the scopes, by keyboard alone', async () => {
    const { deviceCode, userCode } = await ask({ scopes: ['orgs:read', 'teams:write'], keyName: 'build-1' });
    await page.goto('/device');
    await codeField().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.type(userCode.replace('-', '').toLowerCase());
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: /teams:write/ }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('You can close this page and go back to your terminal.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const { apiKey } = unwrap(await poll(deviceCode));
    expect(apiKey).toMatchObject({ name: 'build-1', scopes: ['orgs:read'] });
    const own = createClient({ baseUrl: platform.url, headers: { authorization: `Bearer ${apiKey?.key ?? ''}` } });
    expect(await own.me.get()).toMatchObject({ data: { email: 'dev@localhost' } });
    await page.reload();
    await page.getByText('This code was used already.').waitFor();
  });

  it('leaves the program nothing when no scope is left, and when it is denied', async () => {
    const { deviceCode, verificationUriComplete } = await ask({ scopes: ['orgs:read'] });
    await open(verificationUriComplete);
    await page.getByRole('checkbox', { name: /orgs:read/ }).uncheck();
    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    await press('Deny');
    await page.getByText('You refused the program.').waitFor();
    expect(await poll(deviceCode)).toMatchObject({ kind: 'api-error', error: { error: 'access_denied' } });
  });

  it('says of a wrong code what to do, and takes another', async () => {
    await page.goto('/device');
    await codeField().fill('BCDF-GHJ');
    await press('Continue');
    await page.getByText('A code has eight letters, such as BCDF-GHJK.').waitFor();
    await codeField().fill('bbbb bbbb');
    await press('Continue');
    await page.getByText('There is no such code, or its ten minutes are over.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Type another code' }).click();
    await codeField().waitFor();
    expect(await codeField().inputValue()).toBe('');
  });

  it('says that a code was answered elsewhere meanwhile', async () => {
    const { verificationUriComplete, userCode } = await ask();
    await open(verificationUriComplete);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    const elsewhere = await signInByApi(platform.url);
    unwrap(await elsewhere.client.device.deny({ params: { userCode } }));
    await press('Approve');
    await page.getByText('This code was answered already, perhaps in another tab.').waitFor();
  });

  it('takes the answer back to the command line that waits on this machine', async () => {
    const cli = createTestCli(platform.url);
    const login = cli.start('login', '--browser');
    await open(await waitUntil(() => cli.opened[0], { describe: 'a browser to be opened' }));
    await press('Approve');
    await page.waitForURL((url) => url.origin !== platform.url);
    expect(await login.done).toBe(0);
    expect((await cli('whoami', '-o', 'name')).stdout).toBe('dev@localhost\n');
  });

  it('stops who guesses, and says for how long', async () => {
    for (const letter of 'BCDFGHJKLM') {
      await page.goto(`/device?code=ZZZZ-ZZZ${letter}`);
      await page.getByRole('alert').waitFor();
    }
    await page.goto('/device?code=ZZZZ-ZZZZ');
    await page.getByText('Too many wrong codes.').waitFor();
    await page.getByText(/^Wait ten minutes/).waitFor();
  });
});
