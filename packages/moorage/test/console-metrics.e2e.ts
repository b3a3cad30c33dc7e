import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('usage graphs in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = makeTempDir('console-metrics');
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

  const usage = () => page.getByRole('table', { name: 'Usage of web' });

  it('shows what each pod uses against its limit', async () => {
    await page.goto('/deployments/hello/metrics');
    const memory = usage().getByRole('row', { name: /^Memory/ });
    await memory
      .getByText(/[1-9].* MiB/)
      .first()
      .waitFor();
    await page.getByText('Every measurement as a table').click();
    const measured = page.getByRole('table', { name: 'Measurements of web' });
    await waitUntil(async () => (await measured.getByRole('row').count()) > 3, {
      timeoutMs: 60_000,
      describe: 'three measurements',
    });
  });

  it('draws them, with the exact values under the pointer', async () => {
    const graph = page.locator('.u-over').first();
    const time = page
      .locator('.u-legend')
      .first()
      .getByText(/^\d\d:\d\d:\d\d$/);
    // Again where it was drawn anew under the pointer.
    const tells = async (): Promise<boolean> => {
      const { width } = (await graph.boundingBox()) ?? { width: 0 };
      if (width <= 200) return false;
      await graph.hover({ position: { x: width - 2, y: 20 } });
      return (await time.count()) > 0;
    };
    await waitUntil(tells, { describe: 'the time under the pointer' });
  });

  it('adds the pods of a service up', async () => {
    await page.getByRole('button', { name: 'All pods together' }).click();
    await usage().getByRole('cell', { name: 'web', exact: true }).first().waitFor();
    await page.getByRole('button', { name: '5 min', exact: true }).click();
    await usage().waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(page)).toEqual([]);
  });
});
