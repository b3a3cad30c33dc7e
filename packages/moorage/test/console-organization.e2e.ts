import { readFileSync } from 'node:fs';
import { unwrap } from '@moorage/sdk/client';
import { type DnsServer, startDnsServer } from '@moorage/testkit/dns-server';
import { afterAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { isSigned, startReceiver } from './support/receiver.ts';
import { useConsole } from './support/console.ts';

const guest = 'guest@example.test';

describe('organizations in a real browser', () => {
  let dns: DnsServer;
  let link = '';

  const ui = useConsole('console-organization', {
    env: async () => ({ DNS_SERVERS: (dns = await startDnsServer()).address }),
    before: async ({ url }) => {
      await signInByApi(url);
    },
  });
  const { dialog, button, act } = ui;

  afterAll(async () => {
    await dns?.close();
  });

  it('invites by e-mail, from the palette, and shows the link once', async () => {
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('invite somebody');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL(/invitations\?.*invite=true/);
    await dialog().getByRole('textbox', { name: 'E-mail' }).fill(guest);
    await dialog().getByRole('radio', { name: 'Viewer' }).check();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Invite').click();
    await ui.page.getByText('This installation sends no mail').waitFor();
    const shown = await ui.page.getByLabel('the link', { exact: true }).innerText();
    const { pathname, search } = new URL(shown);
    link = `${pathname}${search}`;
    expect(link).toMatch(/^\/invite\?token=.{40,}$/);
    await ui.page.getByRole('button', { name: 'Done' }).click();
    await ui.page.getByText(shown).waitFor({ state: 'detached' });
    await ui.page.getByRole('table', { name: 'Open invitations' }).getByText('by link only').waitFor();
  });

  it('makes a new link and takes invitations back', async () => {
    await ui.page.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog().getByRole('textbox', { name: 'E-mail' }).fill('mistake@example.test');
    await button('Invite').click();
    const first = await ui.page.getByLabel('the link', { exact: true }).innerText();
    await ui.page.getByRole('button', { name: 'New link for mistake@example.test' }).click();
    await ui.page.getByText(first).waitFor({ state: 'detached' });
    await ui.page.getByText('mistake@example.test is invited.').waitFor();
    await ui.page.getByRole('button', { name: 'Revoke mistake@example.test' }).click();
    await button('Revoke').click();
    await ui.page.getByRole('table', { name: 'Open invitations' }).getByText('mistake').waitFor({ state: 'detached' });
  });

  it('tells whoever opens the link as another what is wrong, and keeps the token out of the address', async () => {
    await ui.page.goto(link);
    await ui.page.waitForURL('**/invite');
    await ui.page.getByRole('heading', { level: 1, name: /^Join / }).waitFor();
    await ui.page.getByText('You are signed in as dev@localhost.').waitFor();
    expect(await ui.page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
    expect(await violationsOf(ui.page)).toEqual([]);
  });

  it('lets the invited sign in first and lands him in the team', async () => {
    const other = await ui.stranger();
    const guestPage = await other.newPage();
    guestPage.setDefaultTimeout(60_000);
    await guestPage.goto(link);
    await guestPage.getByText(`Sign in as ${guest} to accept it.`).waitFor();
    expect(await violationsOf(guestPage)).toEqual([]);
    await guestPage.getByRole('button', { name: 'Sign in without a password' }).click();
    await guestPage.getByRole('button', { name: 'Accept' }).click();
    await guestPage.waitForURL('**/?team=*');
    await guestPage.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
    await guestPage.goto('/invite');
    await guestPage.getByText('Open the link of your invitation again').waitFor();
    await guestPage.goto(link);
    await guestPage.getByText('This invitation was accepted already.').waitFor();
    await other.close();
  });

  it('changes a role and passes ownership on only to whom was typed', async () => {
    await ui.open('/organization');
    await act(guest, 'Change role…');
    await dialog().getByRole('radio', { name: 'Admin' }).check();
    await button('Change the role').click();
    await ui.page
      .getByRole('row', { name: new RegExp(guest) })
      .getByText('Admin')
      .waitFor();
    await act(guest, 'Make owner…');
    expect(await button('Pass ownership on').isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill(guest);
    expect(await button('Pass ownership on').isDisabled()).toBe(false);
    await button('Cancel').click();
  });

  it('tells what a role can do, and what a member may do and why', async () => {
    await ui.page.getByRole('button', { name: 'What can Admin do?' }).click();
    await dialog().getByText('Create teams').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.keyboard.press('Escape');
    await act(guest, 'What may he do…');
    const access = dialog().getByRole('table', { name: `Access of ${guest}` });
    await access.getByText('org_admin of the organization').first().waitFor();
    await ui.page.keyboard.press('Escape');
  });

  it('makes a role of its own, gives it, and deletes it when nobody has it', async () => {
    await ui.open('/organization/roles');
    await ui.page.getByRole('button', { name: 'New role' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('restarter');
    await dialog().getByRole('checkbox', { name: 'Restart deployments' }).check();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Create').click();
    await ui.page.getByText('restarter', { exact: true }).waitFor();
    await ui.open('/organization');
    await act(guest, 'Change role…');
    await dialog().getByRole('radio', { name: 'restarter' }).check();
    await button('Change the role').click();
    await ui.page
      .getByRole('row', { name: new RegExp(guest) })
      .getByText('restarter')
      .waitFor();
    await act(guest, 'Change role…');
    await dialog().getByRole('radio', { name: 'Member', exact: true }).check();
    await button('Change the role').click();
    await ui.page
      .getByRole('row', { name: new RegExp(guest) })
      .getByText('Member', { exact: true })
      .waitFor();
    await ui.open('/organization/roles');
    await ui.page.getByText('restarter', { exact: true }).click();
    await ui.page.getByRole('button', { name: 'Delete restarter' }).click();
    await button('Delete').click();
    await ui.page.getByText('restarter', { exact: true }).waitFor({ state: 'detached' });
    await ui.open('/organization');
  });

  it('removes a member after a question', async () => {
    await act(guest, 'Remove…');
    await button('Remove').click();
    await ui.page.getByRole('row', { name: new RegExp(guest) }).waitFor({ state: 'detached' });
  });

  it('makes, renames and deletes teams', async () => {
    await ui.page.getByRole('link', { name: 'Teams', exact: true }).click();
    await ui.page.getByRole('button', { name: 'New team' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('Harbour');
    await button('Create').click();
    await ui.page.getByText('Harbour').first().click();
    await ui.page.getByRole('button', { name: 'Rename Harbour' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('Docks');
    await button('Rename').click();
    await ui.page.getByRole('button', { name: 'Delete Docks' }).click();
    await dialog().getByRole('textbox').fill('Docks');
    await button('Delete').click();
    await ui.page.getByText('Docks').first().waitFor({ state: 'detached' });
  });

  it('saves name and context, and the name is new everywhere', async () => {
    await ui.page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Settings' }).click();
    await ui.page.getByRole('textbox', { name: 'Name' }).fill('Harbour Works');
    await ui.page.getByRole('textbox', { name: /Context/ }).fill('Images come from our own registry.');
    await ui.page.getByRole('button', { name: 'Save' }).click();
    await ui.page.getByRole('heading', { level: 1, name: 'Harbour Works' }).waitFor();
    await ui.page.getByText('Saved.').waitFor();
  });

  it('says what goes before an organization is deleted, and wants its slug', async () => {
    await ui.page.getByRole('button', { name: 'Delete…' }).click();
    await dialog().getByText('1 member', { exact: true }).waitFor();
    expect(await button('Delete').isDisabled()).toBe(true);
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Cancel').click();
  });

  it('finds entries of the audit log, shows what changed, and verifies the seal of the log', async () => {
    await ui.open('/organization/audit');
    await ui.page.getByRole('textbox', { name: 'Event' }).fill('org.updated');
    await ui.page.getByRole('button', { name: 'Search', exact: true }).click();
    await ui.page.waitForURL(/event=org.updated/);
    await ui.page.getByRole('button', { name: 'Organization updated' }).first().click();
    await ui.page.waitForURL(/entry=\d+/);
    await dialog().getByText('org.updated', { exact: true }).waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.keyboard.press('Escape');
    await ui.page.getByRole('button', { name: 'Verify' }).click();
    await ui.page.getByText(/entries are as written\.$/).waitFor();
  });

  it('follows the log as it grows, until it is paused', async () => {
    await ui.open('/organization/audit?event=team.&follow=true');
    await ui.page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
    const { client } = await signInByApi(ui.platform.url);
    const teamId = unwrap(await client.me.get()).currentTeamId ?? '';
    unwrap(await client.teams.update({ params: { teamId }, body: { name: 'Lookout' } }));
    await ui.page
      .getByRole('table', { name: 'Audit log' })
      .getByText(/Lookout/)
      .first()
      .waitFor();
    await ui.page.getByRole('button', { name: 'Pause' }).press('Enter');
    await ui.page.getByText('Connected', { exact: true }).waitFor({ state: 'detached' });
    expect(ui.page.url()).not.toContain('follow');
  });

  it.each([
    ['JSON lines, with the seals', 'team.created'],
    ['CSV, for a spreadsheet', 'team.updated'],
  ])('exports what is shown: %s', async (format, content) => {
    await ui.page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      ui.page.waitForEvent('download'),
      ui.page.getByRole('menuitem', { name: format }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain(content);
    expect(text).not.toContain('org.updated');
  });

  it('adds a webhook, shows its secret once, says why it fails, and goes on where it was when it is turned on again', async () => {
    const receiver = await startReceiver();
    try {
      const sinks = ui.page.getByRole('table', { name: 'Webhooks' });
      receiver.answer(500);
      await ui.page.getByRole('button', { name: 'Add a webhook' }).click();
      await dialog().getByRole('textbox', { name: 'Address' }).fill(receiver.url);
      await button('Add').click();
      const secret = await ui.page.getByLabel('the secret', { exact: true }).innerText();
      await ui.page.getByRole('button', { name: 'I have copied it' }).click();
      await ui.page.getByText(secret).waitFor({ state: 'detached' });
      await ui.page.getByRole('button', { name: `Test ${receiver.url}` }).click();
      await sinks.getByText('failing', { exact: true }).waitFor();
      await sinks.getByText(/^Last error: .*500/).waitFor();
      expect(await violationsOf(ui.page)).toEqual([]);
      await ui.page.getByRole('button', { name: `Turn off ${receiver.url}` }).click();
      await sinks.getByText('disabled', { exact: true }).waitFor();
      receiver.answer(204);
      await ui.page.getByRole('button', { name: `Turn on ${receiver.url}` }).click();
      await sinks.getByText('delivering', { exact: true }).waitFor({ timeout: 60_000 });
      await ui.page.getByRole('button', { name: `Test ${receiver.url}` }).click();
      await sinks.getByText('The receiver took it.').waitFor();
      const taken = receiver.taken();
      expect(taken.some(({ body }) => body.includes('audit_sink.created'))).toBe(true);
      expect(taken.every((request) => isSigned(request, secret))).toBe(true);
      await ui.page.getByRole('button', { name: `Remove ${receiver.url}` }).click();
      await button('Remove').click();
      await ui.page.getByText('No webhooks').waitFor();
    } finally {
      await receiver.close();
    }
  });

  it('says how an e-mail domain is proved, and why it is not yet', async () => {
    await ui.open('/organization/settings');
    await ui.page.getByRole('button', { name: 'Add a domain' }).click();
    await dialog().getByRole('textbox', { name: 'Domain' }).fill('harbour.invalid');
    await button('Add').click();
    await ui.page.getByText('_moorage-email.harbour.invalid').waitFor();
    await ui.page.getByRole('button', { name: 'Check now: harbour.invalid' }).click();
    await ui.page.getByRole('alert').getByText('harbour.invalid is not proved yet.').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.getByRole('button', { name: 'Remove harbour.invalid' }).click();
    await button('Remove').click();
    await ui.page.getByText('No e-mail domain').waitFor();
  });

  const paths = ['', '/invitations', '/teams', '/roles', '/audit', '/settings'].map((tab) => `/organization${tab}`);

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const hasCome = () => ui.page.getByRole('heading', { level: 1, name: 'Harbour Works' }).waitFor();
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
  });
});
