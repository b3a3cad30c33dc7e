import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { overflowOf, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

const guest = 'guest@example.test';

describe('organizations in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;
  let link = '';

  beforeAll(async () => {
    dir = makeTempDir('console-organization');
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path }), startBrowser()]);
    page = await browser.newPage({ baseURL: platform.url, viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    await signInByApi(platform.url);
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

  it('invites by e-mail, from the palette, and shows the link once', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('invite somebody');
    await page.keyboard.press('Enter');
    await page.waitForURL(/invitations\?.*invite=true/);
    await dialog().getByRole('textbox', { name: 'E-mail' }).fill(guest);
    await dialog().getByRole('radio', { name: 'Viewer' }).check();
    expect(await violationsOf(page)).toEqual([]);
    await button('Invite').click();
    await page.getByText('This installation sends no mail').waitFor();
    link = await page.getByLabel('the link', { exact: true }).innerText();
    expect(link).toContain('/invite?token=');
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText(link).count()).toBe(0);
    await page.getByRole('table', { name: 'Open invitations' }).getByText('by link only').waitFor();
  });

  it('makes a new link and takes invitations back', async () => {
    await page.getByRole('button', { name: `New link for ${guest}` }).click();
    await page.getByText(`${guest} is invited.`).waitFor();
    const second = await page.getByLabel('the link', { exact: true }).innerText();
    expect(second).not.toBe(link);
    await page.getByRole('button', { name: `Revoke ${guest}` }).click();
    await button('Revoke').click();
    await page.getByText('No open invitations').waitFor();
  });

  it('makes, renames and deletes teams', async () => {
    await page.getByRole('link', { name: 'Teams', exact: true }).click();
    await page.getByRole('button', { name: 'New team' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('Harbour');
    await button('Create').click();
    await page.getByText('Harbour').first().click();
    await page.getByRole('button', { name: 'Rename Harbour' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('Docks');
    await button('Rename').click();
    await page.getByRole('button', { name: 'Delete Docks' }).click();
    await dialog().getByRole('textbox').fill('Docks');
    await button('Delete').click();
    await page.getByText('Docks').first().waitFor({ state: 'detached' });
  });

  it('saves name and context, and the name is new everywhere', async () => {
    await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Harbour Works');
    await page.getByRole('textbox', { name: /Context/ }).fill('Images come from our own registry.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbour Works' }).waitFor();
    await page.getByText('Saved.').waitFor();
  });

  it('says what goes before an organization is deleted, and wants its slug', async () => {
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog().getByText('1 member', { exact: true }).waitFor();
    expect(await button('Delete').isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await button('Cancel').click();
  });

  const paths = ['', '/invitations', '/teams', '/audit', '/settings'].map((tab) => `/organization${tab}`);

  it.each(['light', 'dark'] as const)('has no page with a WCAG 2.2 AA fault, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const faults: Record<string, string[]> = {};
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const violations = await violationsOf(page);
      if (violations.length > 0) faults[path] = violations;
    }
    expect(faults).toEqual({});
  });

  it('needs no sideways scrolling on a narrow screen', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const overflowing: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if ((await overflowOf(page)) > 0) overflowing.push(path);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(overflowing).toEqual([]);
  });
});
