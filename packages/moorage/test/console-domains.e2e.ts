import { type DnsServer, startDnsServer } from '@moorage/testkit/dns-server';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('domains and guests in a real browser', () => {
  let dir: TempDir;
  let dns: DnsServer;
  let platform: Platform;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = makeTempDir('console-domains');
    dns = await startDnsServer();
    const env = { DNS_SERVERS: dns.address };
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path, env }), startBrowser()]);
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
    await dns?.close();
    dir?.remove();
  });

  const records = () => page.getByRole('table', { name: 'DNS records of shop.example.test' });

  it('is reached from the palette and says what a domain is for', async () => {
    await page.goto('/deployments/hello');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('domains of hello');
    await page.keyboard.press('Enter');
    await page.getByText('No custom domain').waitFor();
  });

  it('refuses what is no host, at once and in words', async () => {
    await page.getByRole('button', { name: 'Add a domain' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Host' }).fill('not a host');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('shows the records to create for a new one', async () => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Host' }).fill('shop.example.test');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await records().getByText('proves that it is yours').waitFor();
    await records().getByText('leads it here').first().waitFor();
    expect(await records().getByRole('button', { name: 'Copy the value of the TXT record' }).count()).toBe(1);
  });

  it('looks at the records when it is told to', async () => {
    await page.getByRole('button', { name: 'Check now: shop.example.test' }).click();
    await page.getByText(/^Leads to the address .* Looked at \d+s ago\.$/).waitFor();
    await records()
      .getByText(/missing|not known/)
      .first()
      .waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(page)).toEqual([]);
  });

  it('is removed after a question', async () => {
    await page.getByRole('button', { name: 'Remove shop.example.test' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No custom domain').waitFor();
  });

  it('is shared with a guest until a day, and taken back', async () => {
    await signInByApi(platform.url, 'guest@example.test');
    await page.goto('/deployments/hello/access');
    await page.getByRole('button', { name: 'Add a guest' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('guest@example.test');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    const guests = page.getByRole('table', { name: 'Guests' });
    await guests.getByText(/^expires in/).waitFor();
    const other = await browser.newContext({ baseURL: platform.url });
    const guest = await other.newPage();
    guest.setDefaultTimeout(60_000);
    await guest.goto('/dev/login?email=guest@example.test&redirect=/deployments');
    await guest.getByRole('table', { name: 'Shared with you' }).getByRole('link').first().click();
    await guest.getByRole('heading', { level: 1 }).waitFor();
    await guest.getByRole('link', { name: 'Terminal', exact: true }).click();
    await guest.getByText('Terminals are for developers').waitFor();
    expect(await guest.getByRole('button', { name: /^(Restart|Delete)$/ }).count()).toBe(0);
    await other.close();
    expect(await violationsOf(page)).toEqual([]);
    await guests.getByRole('button', { name: 'Remove guest@example.test' }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No guests').waitFor();
  });
});
