import { beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

const guest = 'guest@example.test';

describe('administration in a real browser', () => {
  const errors: string[] = [];

  const ui = useConsole('console-admin', {
    before: async ({ url }) => {
      const api = await signInByApi(url);
      await signInByApi(url, guest);
      // Its release has to be ready by a deadline: a job that waits. The release is settled, so that the job finds nothing to do.
      expect((await api.create({ template: 'hello', name: 'hello' })).kind).toBe('ok');
      await api.waitFor('hello', 'Ready');
    },
  });
  const { dialog, button } = ui;

  const row = () => ui.page.getByRole('row', { name: new RegExp(guest) });
  const act = (action: string): Promise<void> => ui.act(guest, action);

  beforeAll(() => {
    ui.page.on('console', (message) => (message.type() === 'error' ? errors.push(message.text()) : undefined));
    ui.page.on('pageerror', (error) => errors.push(error.message));
  });

  it('finds a user by the keyboard alone, and keeps the search in the address', async () => {
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('users of the platform');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/admin/users*');
    await ui.page.getByRole('searchbox', { name: 'Name or address' }).fill('guest@');
    await ui.page.waitForURL(/search=guest/);
    await row().waitFor();
    await ui.page.getByRole('row', { name: /dev@localhost/ }).waitFor({ state: 'detached' });
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
    const guestApi = await signInByApi(ui.platform.url, guest);
    expect((await guestApi.client.me.get()).kind).toBe('ok');
    await act('Sign out everywhere…');
    await button('Sign out').click();
    await dialog().waitFor({ state: 'detached' });
    expect((await guestApi.client.me.get()).kind).toBe('api-error');
    await act('Disable…');
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Disable').click();
    await row().getByText('disabled', { exact: true }).waitFor();
    await act('Enable…');
    await button('Enable').click();
    await row().getByText('active', { exact: true }).waitFor();
  });

  it('makes a client, says how its host is set up, and shows a refusal where it was typed', async () => {
    await ui.open('/admin/clients');
    await ui.page.getByRole('button', { name: 'New client' }).click();
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
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Create').click();
    await ui.page.getByRole('heading', { level: 3, name: 'Acme' }).waitFor();
    await ui.page.getByText('Set its host up').click();
    await ui.page.getByText('cloud.acme.example. CNAME 127.0.0.1.').waitFor();
    // The browser tells of every refused request, and this one was meant.
    expect(errors.splice(0).filter((text) => !text.includes('400'))).toEqual([]);
  });

  it('gives an organization to the client, which cannot be deleted as long as it has one', async () => {
    await ui.open('/admin/organizations?search=guest');
    const change = ui.page.getByRole('button', { name: 'Change plan and client of Guest' });
    const place = async (client: string): Promise<void> => {
      await change.click();
      await dialog().getByRole('combobox', { name: 'Client' }).selectOption({ label: client });
      await button('Save').click();
      await ui.page.getByRole('row', { name: /Guest/ }).getByText(client, { exact: false }).waitFor();
    };
    await place('Acme');
    await ui.open('/admin/clients');
    await ui.page.getByRole('button', { name: 'Delete Acme' }).click();
    await dialog().getByText('It has 1 organization').waitFor();
    await button('Cancel').click();
    await ui.open('/admin/organizations?search=guest');
    await change.click();
    await dialog().getByRole('combobox', { name: 'Client' }).selectOption('');
    await button('Save').click();
    await ui.page.getByRole('row', { name: /Guest/ }).getByText('the platform').waitFor();
  });

  it('turns the client off and deletes it once its slug is typed', async () => {
    await ui.open('/admin/clients');
    await ui.page.getByRole('button', { name: 'Edit Acme' }).click();
    await dialog().getByRole('checkbox', { name: /^On/ }).uncheck();
    await button('Save').click();
    await ui.page.getByText('off', { exact: true }).waitFor();
    await ui.page.getByRole('button', { name: 'Delete Acme' }).click();
    expect(await button('Delete').isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill('acme');
    await button('Delete').click();
    await ui.page.getByText('No clients').waitFor();
  });

  it('says what runs by the clock, and cancels and retries a job that waits', async () => {
    await ui.open('/admin/schedules');
    const schedules = ui.page.getByRole('table', { name: 'Schedules' });
    await schedules.getByRole('link').first().waitFor();
    await ui.open('/admin/jobs?state=scheduled&kind=release.deadline');
    const jobs = ui.page.getByRole('table', { name: 'Jobs' });
    await jobs.getByRole('button').first().click();
    await ui.page.waitForURL(/job=/);
    await button('Close').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^Cancel / })
      .click();
    await ui.page.getByRole('button', { name: 'Cancel the job' }).click();
    await ui.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await dialog().getByText('canceled', { exact: true }).waitFor();
    await dialog()
      .getByText(/^0 of /)
      .waitFor();
    const answered = ui.page.waitForResponse((response) => response.url().endsWith('/retry'));
    await dialog()
      .getByRole('button', { name: /^Retry / })
      .click();
    expect(await (await answered).text()).toContain('"state":"queued"');
    await dialog()
      .getByText(/^1 of /)
      .waitFor();
    await ui.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('searches the audit of all organizations, and shows one entry', async () => {
    await ui.open('/admin/organizations?search=guest');
    await ui.page.getByRole('link', { name: 'Audit of Guest' }).click();
    await ui.page.waitForURL(/audit\?.*org=/);
    const list = ui.page.getByRole('table', { name: 'Audit' });
    await list.getByRole('button', { name: 'Only Guest' }).first().waitFor();
    await ui.page.getByRole('combobox', { name: 'Where' }).selectOption({ label: 'The platform itself' });
    await ui.page.getByRole('textbox', { name: 'Event' }).fill('user.');
    await ui.page.getByRole('button', { name: 'Search', exact: true }).click();
    await ui.page.waitForURL(/event=user\./);
    await list.getByRole('button', { name: 'Only the platform' }).first().waitFor();
    await list.getByRole('button', { name: /^User/ }).first().click();
    await ui.page.waitForURL(/entry=/);
    await dialog().getByText('Where', { exact: true }).waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.keyboard.press('Escape');
    await ui.open('/admin/audit?event=nothing.of.this.name');
    await ui.page.getByText('No entry matches').waitFor();
  });

  const paths = ['', '/users', '/organizations', '/clients', '/jobs', '/schedules', '/audit'].map((tab) => `/admin${tab}`);

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const hasCome = () => ui.page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
    expect(errors).toEqual([]);
  });

  it('says whom it is for, to others', async () => {
    const other = await ui.stranger();
    const otherPage = await other.newPage();
    otherPage.setDefaultTimeout(60_000);
    await otherPage.goto(`/dev/login?email=${encodeURIComponent(guest)}&redirect=/admin`);
    await otherPage.getByText('This is for administrators of the platform').waitFor();
    expect(await otherPage.getByRole('link', { name: 'Platform' }).count()).toBe(0);
    await other.close();
  });
});
