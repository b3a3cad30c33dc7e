import { createClient, unwrap } from '@moorage/sdk/client';
import type { DeviceCodeRequest } from '@moorage/sdk/types';
import { waitUntil } from '@moorage/testkit/wait-until';
import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { createTestCli } from './support/cli.ts';
import { useConsole } from './support/console.ts';

describe('confirming a program in a real browser', () => {
  const ui = useConsole('console-device', { staysClosed: true });

  const program = () => createClient({ baseUrl: ui.platform.url }).device;
  const ask = async (wish: Partial<DeviceCodeRequest> = {}) =>
    unwrap(await program().code({ body: { client: 'moorage on build-1', ...wish } }));
  const poll = (deviceCode: string) => program().token({ body: { deviceCode } });
  /** The program was told to take any port, which its own addresses cannot know. */
  const pathOf = (uri: string): string => uri.slice(new URL(uri).origin.length);
  const open = (uri: string) => ui.open(pathOf(uri));
  const codeField = () => ui.page.getByRole('textbox', { name: 'Code' });
  const press = (name: string) => ui.page.getByRole('button', { name, exact: true }).click();

  it('signs in first and comes back to the very request', async () => {
    const { verificationUriComplete, userCode } = await ask();
    await ui.page.goto(pathOf(verificationUriComplete));
    await ui.page.getByText('moorage on build-1', { exact: true }).waitFor();
    await ui.page.getByText('dev@localhost').waitFor();
    expect(new URL(ui.page.url()).searchParams.get('code')).toBe(userCode);
    expect(await ui.page.getByRole('definition').allTextContents()).toEqual(
      expect.arrayContaining(['moorage on build-1', userCode, '127.0.0.1', 'an API key “moorage on build-1” for 90 days']),
    );
    await ui.page.getByText('Approve only what you have just started yourself.').waitFor();
  });

  it('has no WCAG 2.2 AA fault, light or dark, and is not wider than a narrow screen', async () => {
    expect(await faultsOf(ui.page)).toEqual([]);
  });

  it('takes a typed code and grants what was left of the scopes, by keyboard alone', async () => {
    const { deviceCode, userCode } = await ask({ scopes: ['orgs:read', 'teams:write'], keyName: 'build-1' });
    await ui.open('/device');
    await codeField().waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.keyboard.type(userCode.replace('-', '').toLowerCase());
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('checkbox', { name: /teams:write/ }).focus();
    await ui.page.keyboard.press('Space');
    await ui.page.keyboard.press('Tab');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('You can close this page and go back to your terminal.').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    const { apiKey } = unwrap(await poll(deviceCode));
    expect(apiKey).toMatchObject({ name: 'build-1', scopes: ['orgs:read'] });
    const own = createClient({ baseUrl: ui.platform.url, headers: { authorization: `Bearer ${apiKey?.key ?? ''}` } });
    expect(await own.me.get()).toMatchObject({ data: { email: 'dev@localhost' } });
    await ui.page.reload();
    await ui.page.getByText('This code was used already.').waitFor();
  });

  it('leaves the program nothing when no scope is left, and when it is denied', async () => {
    const { deviceCode, verificationUriComplete } = await ask({ scopes: ['orgs:read'] });
    await open(verificationUriComplete);
    await ui.page.getByRole('checkbox', { name: /orgs:read/ }).uncheck();
    expect(await ui.page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    await press('Deny');
    await ui.page.getByText('You refused the program.').waitFor();
    expect(await poll(deviceCode)).toMatchObject({ kind: 'api-error', error: { error: 'access_denied' } });
  });

  it('says of a wrong code what to do, and takes another', async () => {
    await ui.open('/device');
    await codeField().fill('BCDF-GHJ');
    await press('Continue');
    await ui.page.getByText('A code has eight letters, such as BCDF-GHJK.').waitFor();
    await codeField().fill('bbbb bbbb');
    await press('Continue');
    await ui.page.getByText('There is no such code, or its ten minutes are over.').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await ui.page.getByRole('link', { name: 'Type another code' }).click();
    await codeField().waitFor();
    expect(await codeField().inputValue()).toBe('');
  });

  it('says that a code was answered elsewhere meanwhile', async () => {
    const { verificationUriComplete, userCode } = await ask();
    await open(verificationUriComplete);
    await ui.page.getByRole('button', { name: 'Approve' }).waitFor();
    const elsewhere = await signInByApi(ui.platform.url);
    unwrap(await elsewhere.client.device.deny({ params: { userCode } }));
    await press('Approve');
    await ui.page.getByText('This code was answered already, perhaps in another tab.').waitFor();
  });

  it('takes the answer back to the command line that waits on this machine', async () => {
    const cli = createTestCli(ui.platform.url);
    const login = cli.start('login', '--browser');
    await open(await waitUntil(() => cli.opened[0], { describe: 'a browser to be opened' }));
    await press('Approve');
    await ui.page.waitForURL((url) => url.origin !== ui.platform.url);
    expect(await login.done).toBe(0);
    expect((await cli('whoami', '-o', 'name')).stdout).toBe('dev@localhost\n');
  });

  it('stops who guesses, and says for how long', async () => {
    // The test before this has left the console.
    await ui.page.goto('/device');
    for (const letter of 'BCDFGHJKLM') {
      const answered = ui.page.waitForResponse((response) => response.url().includes(`ZZZZ-ZZZ${letter}`));
      await ui.open(`/device?code=ZZZZ-ZZZ${letter}`);
      await answered;
      await ui.page.getByRole('alert').waitFor();
    }
    await ui.open('/device?code=ZZZZ-ZZZZ');
    await ui.page.getByText('Too many wrong codes.').waitFor();
    await ui.page.getByText(/^Wait ten minutes/).waitFor();
  });
});
