import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('a canary in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = makeTempDir('console-canary');
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path }), startBrowser()]);
    page = await browser.newPage({ baseURL: platform.url, viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    const api = await signInByApi(platform.url);
    expect((await api.create({ template: 'hello', name: 'hello' })).kind).toBe('ok');
    await api.waitFor('hello', 'Ready');
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    dir?.remove();
  });

  const panel = () => page.getByRole('region', { name: 'Canary' });

  it('is started with other parameters, not with what runs already, and shows its share as soon as it is ready', async () => {
    await page.goto('/deployments/hello');
    await page.getByRole('button', { name: 'Start a canary' }).click();
    const start = page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true });
    await start.waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.getByText('Parameters of the canary').click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Greeting' }).fill('Canary');
    expect(await violationsOf(page)).toEqual([]);
    await start.click();
    await panel().getByText('10 of 100 requests').waitFor();
  });

  it('gets another share by the keyboard alone', async () => {
    const slider = panel().getByRole('slider', { name: 'Share of the requests' });
    await slider.focus();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowRight');
    await panel().getByRole('button', { name: 'Set the share' }).press('Enter');
    await panel().getByText('15 of 100 requests').waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(page)).toEqual([]);
  });

  it('becomes the service when it is promoted', async () => {
    await panel().getByRole('button', { name: 'Promote', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote', exact: true }).click();
    await panel().waitFor({ state: 'detached' });
    await page.getByRole('status', { name: 'Status' }).getByText('Ready').waitFor();
  });
});
