import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('keys, sessions and sign-ins in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = makeTempDir('console-account');
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path }), startBrowser()]);
    page = await browser.newPage({ baseURL: platform.url, viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    dir?.remove();
  });

  const dialog = () => page.getByRole('dialog');
  const button = (name: string) => dialog().getByRole('button', { name, exact: true });
  const act = async (key: string, action: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions for ${key}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  const statusOf = async (headers: Record<string, string>, path = '/api/orgs'): Promise<number> =>
    (await fetch(platform.url + path, { headers })).status;
  const bearer = (key: string) => statusOf({ authorization: `Bearer ${key}` });
  const shownKey = () => page.getByLabel('the API key', { exact: true }).innerText();
  let first = '';

  it('makes a key, shows it once, and tells who used it from where', async () => {
    await page.goto('/settings/api-keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await dialog().getByRole('textbox', { name: /^Name/ }).fill('ci');
    await dialog().getByRole('textbox', { name: 'Allowed addresses' }).fill('127.0.0.1');
    expect(await violationsOf(page)).toEqual([]);
    await button('Create').click();
    first = await shownKey();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText(first).waitFor({ state: 'detached' });
    expect(await bearer(first)).toBe(200);
    await page.reload();
    await page.getByRole('table', { name: 'API keys' }).getByText('from 127.0.0.1', { exact: true }).waitFor();
  });

  it('rotates it, and both secrets work for the overlap', async () => {
    await act('ci', 'Rotate…');
    await button('Rotate').click();
    const second = await shownKey();
    await page.getByText(/old secret until/).waitFor();
    expect([await bearer(first), await bearer(second)]).toEqual([200, 200]);
    await act('ci', 'Rotate…');
    await dialog()
      .getByRole('combobox', { name: /old secret works on/ })
      .selectOption({ label: 'not at all' });
    await button('Rotate').click();
    await page.getByText(second).first().waitFor({ state: 'detached' });
    expect([await bearer(second), await bearer(await shownKey())]).toEqual([401, 200]);
  });

  it('says what is wrong with an address, and keeps what was typed', async () => {
    await act('ci', 'Name and limits…');
    await dialog().getByRole('textbox', { name: 'Allowed addresses' }).fill('not-an-address');
    await button('Save').click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByRole('textbox', { name: 'Allowed addresses' }).fill('192.0.2.0/24');
    await button('Save').click();
    await page.getByText('only from 192.0.2.0/24').waitFor();
  });

  it('revokes it after a question', async () => {
    await act('ci', 'Revoke…');
    await button('Revoke').click();
    await page.getByText('No keys yet').waitFor();
  });

  it('makes keys and pairs that belong to the organization', async () => {
    await page.goto('/organization/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await dialog().getByRole('textbox', { name: /^Name/ }).fill('build server');
    await button('Create').click();
    expect(await bearer(await shownKey())).toBe(200);
    await page.getByRole('table', { name: 'Machine keys' }).getByText('as Developer').waitFor();
    await page.getByRole('button', { name: 'Create a key' }).click();
    await dialog().getByRole('button', { name: 'Key and secret' }).click();
    await dialog().getByRole('textbox', { name: /^Name/ }).fill('terraform');
    await button('Create').click();
    const id = await page.getByLabel('the key of the pair', { exact: true }).innerText();
    const secret = await page.getByLabel('the secret of the pair', { exact: true }).innerText();
    expect(await statusOf({ 'x-org-key': id, 'x-org-secret': secret })).toBe(200);
    expect(await statusOf({ 'x-org-key': id, 'x-org-secret': `${secret}x` })).toBe(401);
  });

  it('signs out everywhere else and stays signed in here', async () => {
    const other = await signInByApi(platform.url);
    await page.goto('/settings/sessions');
    await page.getByText('this one').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    await button('Sign out').click();
    await dialog().waitFor({ state: 'detached' });
    expect((await other.client.me.get()).kind).toBe('api-error');
    await page.reload();
    await page.getByText('this one').waitFor();
  });

  const paths = ['/settings/api-keys', '/settings/sessions', '/settings/sign-ins', '/organization/keys'];

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    expect(await faultsByPath(page, paths)).toEqual({});
  });

  it('signs out here too when told so, and does not sign in again by itself', async () => {
    await page.goto('/settings/sessions');
    await page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    await dialog().getByRole('checkbox', { name: 'Stay signed in here' }).uncheck();
    await button('Sign out').click();
    await page.waitForURL('**/sign-in');
    await page.getByRole('button', { name: 'Sign in without a password' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'E-mail' }).fill('other@example.test');
    await page.getByRole('button', { name: 'Sign in without a password' }).click();
    await page.getByRole('button', { name: 'Account of other@example.test' }).waitFor();
  });
});
