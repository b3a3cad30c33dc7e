import { type DnsServer, startDnsServer } from '@moorage/testkit/dns-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

let dns: DnsServer;

/** One app, for parts of its page that leave each other alone. */
const ui = useConsole('console-deployment', {
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

describe('usage graphs in a real browser', () => {
  const usage = () => ui.page.getByRole('table', { name: 'Usage of web' });

  it('shows what each pod uses against its limit', async () => {
    await ui.open('/deployments/hello/metrics');
    const memory = usage().getByRole('row', { name: /^Memory/ });
    await memory
      .getByText(/[1-9].* MiB/)
      .first()
      .waitFor();
    await ui.page.getByText('Every measurement as a table').click();
    const measured = ui.page.getByRole('table', { name: 'Measurements of web' });
    await waitUntil(async () => (await measured.getByRole('row').count()) > 3, {
      timeoutMs: 60_000,
      describe: 'three measurements',
    });
  });

  it('draws them, with the exact values under the pointer', async () => {
    const graph = ui.page.locator('.u-over').first();
    const time = ui.page
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
    await ui.page.getByRole('button', { name: 'All pods together' }).click();
    await usage().getByRole('cell', { name: 'web', exact: true }).first().waitFor();
    await ui.page.getByRole('button', { name: '5 min', exact: true }).click();
    await usage().waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(ui.page)).toEqual([]);
  });
});

describe('domains and guests in a real browser', () => {
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

describe('a canary in a real browser', () => {
  const panel = () => ui.page.getByRole('region', { name: 'Canary' });

  it('is started with other parameters, not with what runs already, and shows its share as soon as it is ready', async () => {
    await ui.open('/deployments/hello');
    await ui.page.getByRole('button', { name: 'Start a canary' }).click();
    const start = ui.page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true });
    await start.waitFor();
    expect(await start.isDisabled()).toBe(true);
    await ui.page.getByText('Parameters of the canary').click();
    await ui.page.getByRole('dialog').getByRole('textbox', { name: 'Greeting' }).fill('Canary');
    expect(await violationsOf(ui.page)).toEqual([]);
    await start.click();
    await panel().getByText('10 of 100 requests').waitFor();
  });

  it('gets another share by the keyboard alone', async () => {
    const slider = panel().getByRole('slider', { name: 'Share of the requests' });
    await slider.focus();
    for (let step = 0; step < 5; step += 1) await ui.page.keyboard.press('ArrowRight');
    await panel().getByRole('button', { name: 'Set the share' }).press('Enter');
    await panel().getByText('15 of 100 requests').waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(ui.page)).toEqual([]);
  });

  it('becomes the service when it is promoted', async () => {
    await panel().getByRole('button', { name: 'Promote', exact: true }).click();
    await ui.page.getByRole('dialog').getByRole('button', { name: 'Promote', exact: true }).click();
    await panel().waitFor({ state: 'detached' });
    await ui.page.getByRole('status', { name: 'Status' }).getByText('Ready').waitFor();
  });
});
