import { unwrap } from '@moorage/sdk/client';
import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

const guest = 'guest@example.test';
const program = "require('node:http').createServer((_q, r) => r.end('ok')).listen(Number(process.env.PORT), process.env.POD_IP)";
const spec = JSON.stringify({
  services: [
    {
      name: 'web',
      image: 'node:24-alpine',
      command: ['node', '-e', program],
      ports: [{ name: 'http', containerPort: 8080 }],
      env: [{ name: 'PORT', value: '8080' }],
      readinessProbe: { path: '/' },
    },
  ],
  ingresses: [{ id: 'web', name: 'web', service: 'web', port: 8080 }],
});
const template = {
  ...{ name: 'bank', displayName: 'Bank', image: 'node:24-alpine', spec, visibility: 'private' as const },
  envVars: [{ name: 'BANK_KEY', type: 'string' as const, required: true, secret: true }],
};

describe('secrets in a real browser', () => {
  const ui = useConsole('console-secrets', {
    before: async ({ url }) => {
      const api = await signInByApi(url);
      unwrap(await api.client.templates.create({ body: template }));
      unwrap(await api.create({ template: 'bank', name: 'shop', envVars: { BANK_KEY: 'of the start' } }));
      await api.waitFor('shop', 'Ready', 90_000);
    },
  });
  const { dialog, button, act } = ui;

  const table = (name: string) => ui.page.getByRole('table', { name, exact: true });
  const row = (name: string, key: string) => table(name).getByRole('row', { name: new RegExp(`^${key}\\b`) });

  const add = async (key: string, value: string): Promise<void> => {
    await ui.page.getByRole('button', { name: 'Add a secret' }).click();
    await dialog().getByRole('textbox', { name: 'Key' }).fill(key);
    await dialog().getByLabel('Value', { exact: false }).first().fill(value);
    await button('Save').click();
    await dialog().waitFor({ state: 'detached' });
  };

  it('keeps one for the organization, from the palette, and never shows it again', async () => {
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('secrets of the organization');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/organization/secrets*');
    await ui.page.getByText('No secrets here').waitFor();
    await ui.page.getByRole('button', { name: 'Add a secret' }).click();
    await dialog().getByRole('textbox', { name: 'Key' }).fill('2fast');
    await dialog().getByText('not beginning with a digit').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Cancel').click();
    await add('API_KEY', 'a-value-of-mine');
    await row('Secrets of the organization', 'API_KEY').waitFor();
    expect(await ui.page.content()).not.toContain('a-value-of-mine');
  });

  it('takes in an .env file, after saying what would happen', async () => {
    await ui.page.getByRole('button', { name: 'Paste .env…' }).click();
    const text = dialog().getByRole('textbox', { name: 'Text' });
    await text.fill('GOOD=1\nnot a line\n');
    await button('Preview').click();
    await dialog().getByText('line 2', { exact: true }).waitFor();
    await dialog().getByText('invalid: is not KEY=value').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await text.fill('API_KEY="a second value"\nMAIL_PASSWORD=of-the-mail\n');
    await button('Preview').click();
    await dialog()
      .getByRole('row', { name: /API_KEY.*gets a new version/ })
      .waitFor();
    await dialog()
      .getByRole('row', { name: /MAIL_PASSWORD.*new/ })
      .waitFor();
    await button('Save 2 secrets').click();
    await row('Secrets of the organization', 'MAIL_PASSWORD').waitFor();
    await row('Secrets of the organization', 'API_KEY').getByRole('cell', { name: '2', exact: true }).waitFor();
  });

  it('brings an older value back as a new version', async () => {
    await act('API_KEY', 'History…');
    await button('Restore version 1').click();
    await dialog().getByText('value of version 1').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.keyboard.press('Escape');
    await row('Secrets of the organization', 'API_KEY').getByRole('cell', { name: '3', exact: true }).waitFor();
  });

  it('shows a deployment what it receives, and from where', async () => {
    await ui.open('/deployments/shop/secrets');
    const received = row('Secrets of web', 'API_KEY');
    await received.getByRole('link', { name: 'organization' }).waitFor();
    await add('API_KEY', 'of-this-deployment');
    await received.getByText('deployment', { exact: true }).waitFor();
    await received.getByText('organization', { exact: true }).waitFor();
    await ui.page.getByText('on its way to the services').waitFor({ state: 'detached', timeout: 60_000 });
  });

  it('says who uses a secret, and who has another one instead', async () => {
    await ui.open('/organization/secrets');
    await act('API_KEY', 'Who uses this…');
    await dialog().getByText('that of a narrower scope: deployment').waitFor();
    await dialog().getByRole('link', { name: 'shop' }).click();
    await ui.page.waitForURL('**/deployments/shop/secrets*');
  });

  it('says what is missing, that it needs a roll-out, and rolls by itself once it is set', async () => {
    await act('BANK_KEY', 'Delete…');
    await button('Delete').click();
    await ui.page.getByText('needs roll-out').waitFor();
    await ui.page.getByRole('button', { name: 'Roll out now' }).waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.getByRole('button', { name: 'Set BANK_KEY' }).click();
    await dialog().getByLabel('Value', { exact: false }).first().fill('of the bank');
    await button('Save').click();
    await ui.page.getByText('needs roll-out').waitFor({ state: 'detached' });
    await row('Secrets of web', 'BANK_KEY').getByText('deployment', { exact: true }).waitFor();
  });

  it('keeps secrets of one’s own, for everything and for one template', async () => {
    await ui.open('/settings/secrets');
    await add('OWN_KEY', 'mine');
    await ui.open('/templates/bank');
    await add('TEMPLATE_KEY', 'mine, too');
    await row('Your secrets for this template', 'TEMPLATE_KEY').waitFor();
    await ui.open('/deployments/shop/secrets');
    await row('Secrets of web', 'OWN_KEY').getByText('owner of the deployment').waitFor();
    await row('Secrets of web', 'TEMPLATE_KEY').getByText('template', { exact: true }).waitFor();
  });

  it('shows a viewer keys, and nothing to change them by', async () => {
    const api = await signInByApi(ui.platform.url);
    const viewer = await signInByApi(ui.platform.url, guest);
    const teamId = unwrap(await api.client.me.get()).currentTeamId ?? '';
    const { link } = unwrap(await api.client.teams.invite({ params: { teamId }, body: { email: guest, role: 'viewer' } }));
    const token = new URL(link, ui.platform.url).searchParams.get('token') ?? '';
    unwrap(await viewer.client.invites.accept({ body: { token } }));
    const other = await ui.stranger();
    const otherPage = await other.newPage();
    otherPage.setDefaultTimeout(60_000);
    await otherPage.goto(`/dev/login?email=${encodeURIComponent(guest)}&redirect=/deployments/shop/secrets`);
    await otherPage.getByRole('table', { name: 'Secrets of web' }).getByText('API_KEY').waitFor();
    expect(await otherPage.getByRole('button', { name: 'Add a secret' }).count()).toBe(0);
    await otherPage.getByRole('button', { name: 'Actions for API_KEY' }).click();
    await otherPage.getByRole('menuitem', { name: 'History…' }).waitFor();
    expect(await otherPage.getByRole('menuitem', { name: 'Delete…' }).count()).toBe(0);
    await otherPage.goto(`/organization/secrets?team=${teamId}`);
    await otherPage.getByText('Admins of the organization keep these').waitFor();
    await other.close();
  });

  const paths = ['/deployments/shop/secrets', '/organization/secrets', '/settings/secrets', '/templates/bank'];

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const hasCome = () =>
      ui.page
        .getByRole('button', { name: /^Actions for / })
        .first()
        .waitFor();
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
  });
});
