import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

const guest = 'guest@example.test';

describe('administration in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    dir = makeTempDir('console-admin');
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path }), startBrowser()]);
    page = await browser.newPage({ baseURL: platform.url, viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    const api = await signInByApi(platform.url);
    await signInByApi(platform.url, guest);
    // Its release has to be ready by a deadline: a job that waits. The release is settled, so that the job finds nothing to do.
    expect((await api.create({ template: 'hello', name: 'hello' })).kind).toBe('ok');
    await api.waitFor('hello', 'Ready');
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
    page.on('console', (message) => (message.type() === 'error' ? errors.push(message.text()) : undefined));
    page.on('pageerror', (error) => errors.push(error.message));
  });

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    dir?.remove();
  });

  const dialog = () => page.getByRole('dialog');
  const button = (name: string) => dialog().getByRole('button', { name, exact: true });
  const row = () => page.getByRole('row', { name: new RegExp(guest) });
  const act = async (action: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions for ${guest}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  it('finds a user by the keyboard alone, and keeps the search in the address', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('users of the platform');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/users*');
    await page.getByRole('searchbox', { name: 'Name or address' }).fill('guest@');
    await page.waitForURL(/search=guest/);
    await row().waitFor();
    await page.getByRole('row', { name: /dev@localhost/ }).waitFor({ state: 'detached' });
  });

  it('makes somebody an administrator and takes it back', async () => {
    await act('Make administrator…');
    await button('Make administrator').click();
    await row().getByText('administrator').waitFor();
    await act('Take administration back…');
    await button('Take it back').click();
    await row().getByText('administrator').waitFor({ state: 'detached' });
  });

  it('signs somebody out, disables and enables him', async () => {
    const guestApi = await signInByApi(platform.url, guest);
    expect((await guestApi.client.me.get()).kind).toBe('ok');
    await act('Sign out everywhere…');
    await button('Sign out').click();
    await dialog().waitFor({ state: 'detached' });
    expect((await guestApi.client.me.get()).kind).toBe('api-error');
    await act('Disable…');
    expect(await violationsOf(page)).toEqual([]);
    await button('Disable').click();
    await row().getByText('disabled', { exact: true }).waitFor();
    await act('Enable…');
    await button('Enable').click();
    await row().getByText('active', { exact: true }).waitFor();
  });

  it('makes a client, says how its host is set up, and shows a refusal where it was typed', async () => {
    await page.goto('/admin/clients');
    await page.getByRole('button', { name: 'New client' }).click();
    const fill = (label: string, text: string) => dialog().getByRole('textbox', { name: label, exact: true }).fill(text);
    await fill('Name', 'Acme');
    await fill('Slug', 'acme');
    await fill('Host', 'cloud.acme.example');
    await fill('Colour', '#ffff00');
    await dialog().getByRole('combobox', { name: 'Who may register' }).selectOption('domains');
    await fill('Domains', 'acme.example');
    await button('Create').click();
    await dialog().getByText('branding.primaryColor', { exact: true }).waitFor();
    await fill('Colour', '#1d4ed8');
    expect(await violationsOf(page)).toEqual([]);
    await button('Create').click();
    await page.getByRole('heading', { level: 3, name: 'Acme' }).waitFor();
    await page.getByText('Set its host up').click();
    await page.getByText('cloud.acme.example. CNAME 127.0.0.1.').waitFor();
    // The browser tells of every refused request, and this one was meant.
    expect(errors.splice(0).filter((text) => !text.includes('400'))).toEqual([]);
  });

  it('gives an organization to the client, which cannot be deleted as long as it has one', async () => {
    await page.goto('/admin/organizations?search=guest');
    const change = page.getByRole('button', { name: 'Change plan and client of Guest' });
    const place = async (client: string): Promise<void> => {
      await change.click();
      await dialog().getByRole('combobox', { name: 'Client' }).selectOption({ label: client });
      await button('Save').click();
      await page.getByRole('row', { name: /Guest/ }).getByText(client, { exact: false }).waitFor();
    };
    await place('Acme');
    await page.goto('/admin/clients');
    await page.getByRole('button', { name: 'Delete Acme' }).click();
    await dialog().getByText('It has 1 organization').waitFor();
    await button('Cancel').click();
    await page.goto('/admin/organizations?search=guest');
    await change.click();
    await dialog().getByRole('combobox', { name: 'Client' }).selectOption('');
    await button('Save').click();
    await page.getByRole('row', { name: /Guest/ }).getByText('the platform').waitFor();
  });

  it('turns the client off and deletes it once its slug is typed', async () => {
    await page.goto('/admin/clients');
    await page.getByRole('button', { name: 'Edit Acme' }).click();
    await dialog().getByRole('checkbox', { name: /^On/ }).uncheck();
    await button('Save').click();
    await page.getByText('off', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete Acme' }).click();
    expect(await button('Delete').isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill('acme');
    await button('Delete').click();
    await page.getByText('No clients').waitFor();
  });

  it('says what runs by the clock, and cancels and retries a job that waits', async () => {
    await page.goto('/admin/schedules');
    const schedules = page.getByRole('table', { name: 'Schedules' });
    await schedules.getByRole('link').first().waitFor();
    await page.goto('/admin/jobs?state=scheduled&kind=release.deadline');
    const jobs = page.getByRole('table', { name: 'Jobs' });
    await jobs.getByRole('button').first().click();
    await page.waitForURL(/job=/);
    await button('Close').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^Cancel / })
      .click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await dialog().getByText('canceled', { exact: true }).waitFor();
    await dialog()
      .getByText(/^0 of /)
      .waitFor();
    const answered = page.waitForResponse((response) => response.url().endsWith('/retry'));
    await dialog()
      .getByRole('button', { name: /^Retry / })
      .click();
    expect(await (await answered).text()).toContain('"state":"queued"');
    await dialog()
      .getByText(/^1 of /)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('searches the audit of all organizations, and shows one entry', async () => {
    await page.goto('/admin/organizations?search=guest');
    await page.getByRole('link', { name: 'Audit of Guest' }).click();
    await page.waitForURL(/audit\?.*org=/);
    const list = page.getByRole('table', { name: 'Audit' });
    await list.getByRole('button', { name: 'Only Guest' }).first().waitFor();
    await page.getByRole('combobox', { name: 'Where' }).selectOption({ label: 'The platform itself' });
    await page.getByRole('textbox', { name: 'Event' }).fill('user.');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL(/event=user\./);
    await list.getByRole('button', { name: 'Only the platform' }).first().waitFor();
    await list.getByRole('button', { name: /^User/ }).first().click();
    await page.waitForURL(/entry=/);
    await dialog().getByText('Where', { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto('/admin/audit?event=nothing.of.this.name');
    await page.getByText('No entry matches').waitFor();
  });

  const paths = ['', '/users', '/organizations', '/clients', '/jobs', '/schedules', '/audit'].map((tab) => `/admin${tab}`);

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const hasCome = () => page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await faultsByPath(page, paths, hasCome)).toEqual({});
    expect(errors).toEqual([]);
  });

  it('says whom it is for, to others', async () => {
    const other = await browser.newContext({ baseURL: platform.url });
    const otherPage = await other.newPage();
    otherPage.setDefaultTimeout(60_000);
    await otherPage.goto(`/dev/login?email=${encodeURIComponent(guest)}&redirect=/admin`);
    await otherPage.getByText('This is for administrators of the platform').waitFor();
    expect(await otherPage.getByRole('link', { name: 'Platform' }).count()).toBe(0);
    await other.close();
  });
});
