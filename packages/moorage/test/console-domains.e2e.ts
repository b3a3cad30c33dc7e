import { type DnsServer, startDnsServer } from '@moorage/testkit/dns-server';
import { afterAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

describe('domains and guests in a real browser', () => {
  let dns: DnsServer;

  const ui = useConsole('console-domains', {
    env: async () => ({ DNS_SERVERS: (dns = await startDnsServer()).address }),
    before: async ({ url }) => {
      const api = await signInByApi(url);
      expect((await api.create({ template: 'hello', name: 'hello' })).kind).toBe('ok');
      await api.waitFor('hello', 'Ready');
    },
  });

  afterAll(async () => {
    await dns?.close();
  });

  const records = () => ui.page.getByRole('table', { name: 'DNS records of shop.example.test' });

  it('is reached from the palette and says what a domain is for', async () => {
    await ui.open('/deployments/hello');
    await ui.page.getByRole('heading', { level: 1 }).waitFor();
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('domains of hello');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('No custom domain').waitFor();
  });

  it('refuses what is no host, at once and in words', async () => {
    await ui.page.getByRole('button', { name: 'Add a domain' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Host' }).fill('not a host');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
  });

  it('shows the records to create for a new one', async () => {
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Host' }).fill('shop.example.test');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await records().getByText('proves that it is yours').waitFor();
    await records().getByText('leads it here').first().waitFor();
    expect(await records().getByRole('button', { name: 'Copy the value of the TXT record' }).count()).toBe(1);
  });

  it('looks at the records when it is told to', async () => {
    await ui.page.getByRole('button', { name: 'Check now: shop.example.test' }).click();
    await ui.page.getByText(/^Leads to the address .* Looked at \d+s ago\.$/).waitFor();
    await records()
      .getByText(/missing|not known/)
      .first()
      .waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(ui.page)).toEqual([]);
  });

  it('is removed after a question', async () => {
    await ui.page.getByRole('button', { name: 'Remove shop.example.test' }).click();
    await ui.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await ui.page.getByText('No custom domain').waitFor();
  });

  it('is shared with a guest until a day, and taken back', async () => {
    await signInByApi(ui.platform.url, 'guest@example.test');
    await ui.open('/deployments/hello/access');
    await ui.page.getByRole('button', { name: 'Add a guest' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('guest@example.test');
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    const guests = ui.page.getByRole('table', { name: 'Guests' });
    await guests.getByText(/^expires in/).waitFor();
    const other = await ui.stranger();
    const guest = await other.newPage();
    guest.setDefaultTimeout(60_000);
    await guest.goto('/dev/login?email=guest@example.test&redirect=/deployments');
    await guest.getByRole('table', { name: 'Shared with you' }).getByRole('link').first().click();
    await guest.getByRole('heading', { level: 1 }).waitFor();
    await guest.getByRole('link', { name: 'Terminal', exact: true }).click();
    await guest.getByText('Terminals are for developers').waitFor();
    expect(await guest.getByRole('button', { name: /^(Restart|Delete)$/ }).count()).toBe(0);
    await other.close();
    expect(await violationsOf(ui.page)).toEqual([]);
    await guests.getByRole('button', { name: 'Remove guest@example.test' }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await ui.page.getByText('No guests').waitFor();
  });
});
