import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

const guest = 'guest@example.test';

describe('credentials, keys, encryption and backups in a real browser', () => {
  const ui = useConsole('console-vault', {
    env: (dataDir) => ({ BACKUP_DIR: join(dataDir, 'backups') }),
  });
  const { dialog, button, act } = ui;

  const gone = () => dialog().waitFor({ state: 'detached' });

  it('keeps a credential by the form of its kind, and says field by field what is wrong', async () => {
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('credentials of cloud');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL('**/organization/credentials*');
    await ui.page.getByText('No credentials yet').waitFor();
    await ui.page.getByRole('button', { name: 'Add a credential' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('Backups');
    await dialog().getByRole('textbox', { name: 'Access key ID' }).fill('short');
    await dialog().getByLabel('Secret access key').fill('not-to-be-shown');
    await dialog().getByRole('combobox', { name: 'For' }).selectOption('service');
    await dialog().getByRole('combobox', { name: 'Service' }).selectOption('s3');
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Save').click();
    await dialog()
      .getByText(/^must be 20 letters and digits/)
      .waitFor();
    const refused = dialog().getByRole('textbox', { name: 'Access key ID' });
    expect(await refused.evaluate((field) => field.ownerDocument.activeElement === field)).toBe(true);
    expect([await refused.inputValue(), await dialog().getByRole('textbox', { name: 'Name' }).inputValue()]).toEqual([
      'short',
      'Backups',
    ]);
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog().getByRole('combobox', { name: 'Provider' }).selectOption('generic');
    await dialog().getByRole('textbox', { name: 'User name' }).fill('pusher');
    await dialog().getByLabel('Password').fill('of-the-registry');
    await button('Save').click();
    await gone();
    await ui.page
      .getByRole('row', { name: /^Backups/ })
      .getByText('User name and password')
      .waitFor();
    expect(await ui.page.content()).not.toContain('of-the-registry');
  });

  it('tests it, and shows what came out', async () => {
    await ui.page.getByRole('button', { name: 'Test Backups' }).click();
    await ui.page.getByText('There is nobody to ask about credentials of this kind.').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
  });

  it('replaces the secret without reading it, and shows it only after a question', async () => {
    await act('Backups', 'Replace the secret…');
    await dialog().getByRole('textbox', { name: 'User name' }).fill('puller');
    await dialog().getByLabel('Password').fill('a-newer-one');
    await button('Replace').click();
    await gone();
    await act('Backups', 'Show the secret…');
    expect(await dialog().getByText('a-newer-one').count()).toBe(0);
    await button('Show it').click();
    await dialog().getByLabel('Password', { exact: true }).getByText('a-newer-one').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Done').click();
    await gone();
    expect(await ui.page.content()).not.toContain('a-newer-one');
  });

  it('offers a new sign-in where the last one is too long ago, and comes back', async () => {
    await ui.page.route('**/reveal', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/json',
        body: JSON.stringify({ code: 'reauthentication_required', message: 'You signed in too long ago to do this.' }),
      }),
    );
    await act('Backups', 'Show the secret…');
    await button('Show it').click();
    await button('Sign in again').click();
    await ui.page.waitForURL('**/sign-in?redirect=*');
    await ui.page.unroute('**/reveal');
    await ui.page.getByRole('button', { name: 'Sign in without a password' }).click();
    await ui.page.waitForURL('**/organization/credentials*');
    await ui.page.getByRole('row', { name: /^Backups/ }).waitFor();
  });

  it('changes what a credential is for, and deletes it', async () => {
    await act('Backups', 'Name and scope…');
    await dialog().getByRole('combobox', { name: 'For' }).selectOption('resource');
    await dialog().getByRole('textbox', { name: 'Address' }).fill('https://images.example.test');
    await button('Save').click();
    await gone();
    await ui.page
      .getByRole('row', { name: /^Backups/ })
      .getByText('https://images.example.test')
      .waitFor();
    await act('Backups', 'Delete…');
    await button('Delete').click();
    await ui.page.getByText('No credentials yet').waitFor();
  });

  let privateHalf = '';
  const fillKey = () => dialog().getByRole('textbox', { name: 'Private key' }).fill(privateHalf);

  it('generates an SSH key and downloads its halves', async () => {
    await ui.open('/organization/ssh-keys');
    await ui.page.getByRole('button', { name: 'Generate a key' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('nodes');
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Generate').click();
    await gone();
    const row = ui.page.getByRole('row', { name: /^nodes/ });
    await row.getByText('Ed25519').waitFor();
    await row
      .getByText(/^SHA256:/)
      .first()
      .waitFor({ state: 'attached' });
    await act('nodes', 'Download…');
    await dialog().getByRole('combobox', { name: 'What' }).selectOption('private');
    await dialog().getByText('The private half leaves the vault.').waitFor();
    const [download] = await Promise.all([ui.page.waitForEvent('download'), button('Download').click()]);
    privateHalf = readFileSync(await download.path(), 'utf8');
    expect(privateHalf).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/);
    await gone();
    await act('nodes', 'Download…');
    await dialog().getByRole('combobox', { name: 'What' }).selectOption('both');
    const [zip] = await Promise.all([ui.page.waitForEvent('download'), button('Download').click()]);
    expect(
      readFileSync(await zip.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  it('refuses a key that is there, shows the private half after a question, and takes one in again', async () => {
    await ui.page.getByRole('button', { name: 'Import…' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('again');
    await fillKey();
    await button('Import').click();
    await dialog().getByRole('alert').waitFor();
    await button('Cancel').click();
    await gone();
    await act('nodes', 'Show the private half…');
    await button('Show it').click();
    await dialog().getByLabel('Private key', { exact: true }).getByText('BEGIN OPENSSH PRIVATE KEY').waitFor();
    await button('Done').click();
    await gone();
    await act('nodes', 'Delete…');
    await button('Delete').click();
    await ui.page.getByText('No SSH keys yet').waitFor();
    await ui.page.getByRole('button', { name: 'Import…' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('again');
    await fillKey();
    await button('Import').click();
    await gone();
    await ui.page.getByRole('row', { name: /^again/ }).waitFor();
    await ui.page.getByRole('checkbox', { name: 'Only keys that no server uses' }).check();
    await ui.page.waitForURL('**/ssh-keys?unattached=true*');
    await ui.page.getByRole('row', { name: /^again/ }).waitFor();
  });

  it('shows how values are sealed, and rotates a key', async () => {
    await ui.open('/admin/encryption');
    await ui.page.getByRole('table', { name: 'Root keys' }).getByText('active', { exact: true }).waitFor();
    await ui.page.getByRole('table', { name: 'Columns with sealed values' }).getByText('ssh_keys.').first().waitFor();
    await ui.page.getByRole('button', { name: 'Rotate a key…' }).click();
    await dialog().getByRole('combobox', { name: 'Whose key' }).selectOption({ label: 'Dev (dev)' });
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Rotate').click();
    await gone();
    await ui.page.getByText('The rotation was asked for').waitFor();
    await ui.page.getByText(/version 2: 1 active/).waitFor({ timeout: 60_000 });
    await ui.page.getByText('not yet; a job does every night').waitFor();
    await ui.page.getByRole('button', { name: 'Verify now' }).click();
    await ui.page.getByText('not yet; a job does every night').waitFor({ state: 'detached', timeout: 60_000 });
  });

  it('backs the platform up and proves the backup', async () => {
    await ui.open('/admin/backups');
    await ui.page.getByText('No backups yet').waitFor();
    await ui.page.getByRole('button', { name: 'Back up now' }).click();
    const backups = ui.page.getByRole('table', { name: 'Backups' });
    await backups.getByText('good', { exact: true }).waitFor({ timeout: 90_000 });
    await backups.getByRole('button', { name: /^Verify / }).click();
    await backups.getByText('passed', { exact: true }).waitFor({ timeout: 90_000 });
    expect(await ui.page.getByText('none yet').count()).toBe(0);
  });

  it('warns those who run the platform of a missing backup on each of its pages', async () => {
    await ui.page.route('**/api/admin/backups', async (route) => {
      const response = await route.fetch();
      const problem = { reason: 'The last good backup is 4 days old.', nextStep: 'Back up now.' };
      await route.fulfill({ response, json: { ...(await response.json()), state: 'overdue', problem } });
    });
    await ui.page.goto('/admin/users');
    for (const path of ['/admin/users', '/']) {
      await ui.open(path);
      await ui.page.getByRole('alert').getByText('The last good backup is 4 days old.').waitFor();
      expect(await violationsOf(ui.page)).toEqual([]);
    }
    await ui.page.unroute('**/api/admin/backups');
  });

  const paths = ['/organization/credentials', '/organization/ssh-keys', '/admin/encryption', '/admin/backups'];

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const hasCome = () => ui.page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
  });

  it('shows others of it only what they may', async () => {
    const other = await ui.stranger();
    const otherPage = await other.newPage();
    otherPage.setDefaultTimeout(60_000);
    await otherPage.goto(`/dev/login?email=${encodeURIComponent(guest)}&redirect=/admin/backups`);
    await otherPage.getByText('This is for administrators of the platform').waitFor();
    await other.close();
  });
});
