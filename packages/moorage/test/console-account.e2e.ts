import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

describe('keys, sessions and sign-ins in a real browser', () => {
  const ui = useConsole('console-account');
  const { dialog, button, act } = ui;

  const statusOf = async (headers: Record<string, string>, path = '/api/orgs'): Promise<number> =>
    (await fetch(ui.platform.url + path, { headers })).status;
  const bearer = (key: string) => statusOf({ authorization: `Bearer ${key}` });
  const shownKey = () => ui.page.getByLabel('the API key', { exact: true }).innerText();
  let first = '';

  it('makes a key, shows it once, and tells who used it from where', async () => {
    await ui.open('/settings/api-keys');
    await ui.page.getByRole('button', { name: 'Create a key' }).click();
    await dialog().getByRole('textbox', { name: /^Name/ }).fill('ci');
    await dialog().getByRole('textbox', { name: 'Allowed addresses' }).fill('127.0.0.1');
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Create').click();
    first = await shownKey();
    await ui.page.getByRole('button', { name: 'I have copied it' }).click();
    await ui.page.getByText(first).waitFor({ state: 'detached' });
    expect(await bearer(first)).toBe(200);
    await ui.page.reload();
    await ui.page.getByRole('table', { name: 'API keys' }).getByText('from 127.0.0.1', { exact: true }).waitFor();
  });

  it('rotates it, and both secrets work for the overlap', async () => {
    await act('ci', 'Rotate…');
    await button('Rotate').click();
    const second = await shownKey();
    await ui.page.getByText(/old secret until/).waitFor();
    expect([await bearer(first), await bearer(second)]).toEqual([200, 200]);
    await act('ci', 'Rotate…');
    await dialog()
      .getByRole('combobox', { name: /old secret works on/ })
      .selectOption({ label: 'not at all' });
    await button('Rotate').click();
    await ui.page.getByText(second).first().waitFor({ state: 'detached' });
    expect([await bearer(second), await bearer(await shownKey())]).toEqual([401, 200]);
  });

  it('says what is wrong with an address, and keeps what was typed', async () => {
    await act('ci', 'Name and limits…');
    await dialog().getByRole('textbox', { name: 'Allowed addresses' }).fill('not-an-address');
    await button('Save').click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByRole('textbox', { name: 'Allowed addresses' }).fill('192.0.2.0/24');
    await button('Save').click();
    await ui.page.getByText('only from 192.0.2.0/24').waitFor();
  });

  it('revokes it after a question', async () => {
    await act('ci', 'Revoke…');
    await button('Revoke').click();
    await ui.page.getByText('No keys yet').waitFor();
  });

  it('makes keys and pairs that belong to the organization', async () => {
    await ui.open('/organization/keys');
    await ui.page.getByRole('button', { name: 'Create a key' }).click();
    await dialog().getByRole('textbox', { name: /^Name/ }).fill('build server');
    await button('Create').click();
    expect(await bearer(await shownKey())).toBe(200);
    await ui.page.getByRole('table', { name: 'Machine keys' }).getByText('as Developer').waitFor();
    await ui.page.getByRole('button', { name: 'Create a key' }).click();
    await dialog().getByRole('button', { name: 'Key and secret' }).click();
    await dialog().getByRole('textbox', { name: /^Name/ }).fill('terraform');
    await button('Create').click();
    const id = await ui.page.getByLabel('the key of the pair', { exact: true }).innerText();
    const secret = await ui.page.getByLabel('the secret of the pair', { exact: true }).innerText();
    expect(await statusOf({ 'x-org-key': id, 'x-org-secret': secret })).toBe(200);
    expect(await statusOf({ 'x-org-key': id, 'x-org-secret': `${secret}x` })).toBe(401);
  });

  it('signs out everywhere else and stays signed in here', async () => {
    const other = await signInByApi(ui.platform.url);
    await ui.open('/settings/sessions');
    await ui.page.getByText('this one').waitFor();
    await ui.page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    await button('Sign out').click();
    await dialog().waitFor({ state: 'detached' });
    expect((await other.client.me.get()).kind).toBe('api-error');
    await ui.page.reload();
    await ui.page.getByText('this one').waitFor();
  });

  const paths = ['/settings/api-keys', '/settings/sessions', '/settings/sign-ins', '/organization/keys'];

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    expect(await faultsByPath(ui.page, paths)).toEqual({});
  });

  it('signs out here too when told so, and does not sign in again by itself', async () => {
    await ui.open('/settings/sessions');
    await ui.page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    await dialog().getByRole('checkbox', { name: 'Stay signed in here' }).uncheck();
    await button('Sign out').click();
    await ui.page.waitForURL('**/sign-in');
    await ui.page.getByRole('button', { name: 'Sign in without a password' }).waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.getByRole('textbox', { name: 'E-mail' }).fill('other@example.test');
    await ui.page.getByRole('button', { name: 'Sign in without a password' }).click();
    await ui.page.getByRole('button', { name: 'Account of other@example.test' }).waitFor();
  });
});
