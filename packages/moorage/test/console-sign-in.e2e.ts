import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useIdentityProvider } from '../../server/test/identity-provider.ts';
import { violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

/** A name, so that the provider can know where it sends people back before the platform has a port. */
const host = 'console.localhost';
const origin = `http://${host}`;
const provider = useIdentityProvider({ redirectUris: [`${origin}/oauth2/callback`] });

describe('signing in by a provider in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = makeTempDir('console-sign-in');
    provider.put('ada', { email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' });
    provider.put('eve', { email: 'eve@example.com', email_verified: false, name: 'Eve' });
    platform = await startPlatform({
      dataDir: dir.path,
      env: { ...provider.environment, DEV_MODE: 'false', BASE_URL: origin },
    });
    browser = await startBrowser({ hosts: { [host]: new URL(platform.url).host } });
    page = await browser.newPage({ baseURL: origin });
    page.setDefaultTimeout(60_000);
  });

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    dir?.remove();
  });

  const continueAt = async (account: string): Promise<void> => {
    await page.getByRole('link', { name: /^Continue with / }).press('Enter');
    await page.getByRole('textbox', { name: 'Account' }).fill(account);
    await page.getByRole('button', { name: 'Continue' }).click();
  };

  it('goes to the provider and comes back to the page that was asked for, by the keyboard alone', async () => {
    await page.goto('/organization/teams');
    await page.getByRole('link', { name: /^Continue with / }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await continueAt('ada');
    await page.waitForURL('**/organization/teams*');
    await page.getByRole('button', { name: 'Account of ada@example.com' }).waitFor();
  });

  it('knows the sign-in among those that are linked', async () => {
    await page.goto('/settings/sign-ins');
    await page.getByRole('table', { name: 'Sign-ins' }).getByText('ada@example.com').waitFor();
  });

  it('refuses an address that the provider has not verified', async () => {
    const other = await browser.newContext({ baseURL: origin });
    page = await other.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto('/');
    await continueAt('eve');
    await page.getByText(/verified/).waitFor();
    expect(await page.getByRole('button', { name: /^Account of / }).count()).toBe(0);
    await other.close();
  });
});
