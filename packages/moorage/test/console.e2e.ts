import { waitUntil } from '@moorage/testkit/wait-until';
import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { openApp } from './support/open-app.ts';
import { processesOf } from './support/processes.ts';
import { startRequestLoop } from './support/request-loop.ts';
import { useConsole } from './support/console.ts';

describe('the console in a real browser', () => {
  const problems: string[] = [];

  const ui = useConsole('console', {
    before: async (_platform, page) => {
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
    },
    staysClosed: true,
  });

  const status = () => ui.page.getByRole('status', { name: 'Status' });
  let appUrl = '';

  it('signs in by itself and teaches the first step', async () => {
    await ui.page.goto('/');
    // The sign-in page has a heading too; it goes away by itself.
    await ui.page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
    await ui.page
      .getByText(/embedded cluster/i)
      .first()
      .waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
  });

  it('creates "hello" and shows it becoming ready without a reload', async () => {
    await ui.open('/deploy?template=hello');
    const form = ui.page.getByRole('form', { name: /Deploy Hello/ });
    await form.getByRole('textbox', { name: /^Name/ }).fill('hello');
    await form.getByRole('textbox', { name: /Greeting/ }).fill('Ahoy from the browser');
    await form.getByRole('button', { name: 'Deploy', exact: true }).click();
    await ui.page.waitForURL('**/deployments/hello');
    await status().getByText('Ready').waitFor();
    appUrl = (await ui.page.getByRole('link', { name: /Open/ }).first().getAttribute('href')) ?? '';
  });

  it('opens the app and sees the greeting', async () => {
    const app = await ui.page.context().newPage();
    await app.goto(appUrl);
    await app.getByRole('heading', { name: 'Ahoy from the browser' }).waitFor();
    await app.close();
  });

  it('follows its log', async () => {
    await ui.page.getByRole('link', { name: 'Logs', exact: true }).click();
    await openApp(`${appUrl}/seen-in-the-log`);
    await ui.page.getByText('/seen-in-the-log').waitFor();
  });

  it('opens a terminal in it', async () => {
    await ui.page.getByRole('link', { name: 'Terminal', exact: true }).click();
    await ui.page.getByRole('button', { name: 'Open a terminal' }).click();
    const terminal = ui.page.getByRole('group', { name: 'Terminal in web' });
    await terminal.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
    await terminal.getByText(/[$#]/).first().waitFor();
    await ui.page.keyboard.type('echo "$((6 * 7)) $GREETING"\n');
    await terminal.getByText('42 Ahoy from the browser').first().waitFor();
    await ui.page.keyboard.type('exit 3\n');
    await ui.page.getByText('The shell ended with exit code 3.').waitFor();
  });

  it('changes the greeting and rolls without a failed request', async () => {
    const loop = startRequestLoop(appUrl);
    try {
      await ui.page.getByRole('link', { name: 'Config', exact: true }).click();
      await ui.page.getByRole('textbox', { name: /Greeting/ }).fill('Second greeting');
      await ui.page.getByRole('button', { name: 'Review and save' }).click();
      await ui.page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
      await waitUntil(async () => (await openApp(appUrl)).text.includes('Second greeting'), {
        timeoutMs: 60_000,
        describe: 'the second greeting',
      });
      await status().getByText('Ready').waitFor();
    } finally {
      await loop.stop();
    }
    expect(loop.failures).toEqual([]);
  });

  it('goes back to the first release, greeting and all', async () => {
    await ui.page.getByRole('link', { name: 'Releases', exact: true }).click();
    await ui.page.getByRole('button', { name: 'Details of release 1' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByText('Second greeting').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the first was better');
    await dialog.getByRole('button', { name: 'Roll back to release 1' }).click();
    await waitUntil(async () => (await openApp(appUrl)).text.includes('Ahoy from the browser'), {
      timeoutMs: 60_000,
      describe: 'the first greeting',
    });
    await ui.page.getByText('the first was better').waitFor();
  });

  it('restarts it', async () => {
    const before = (await openApp(appUrl)).text;
    await ui.page.getByRole('button', { name: 'Restart' }).click();
    await waitUntil(async () => (await openApp(appUrl)).text !== before, {
      timeoutMs: 60_000,
      describe: 'another process to answer',
    });
  });

  const tabs = [
    '',
    'logs',
    'terminal',
    'metrics',
    'config',
    'domains',
    'releases',
    'events',
    'activity',
    'yaml',
    'api',
    'danger',
  ];
  const paths = tabs.map((tab) => `/deployments/hello/${tab}`);
  const allPaths = [
    '/',
    '/deployments',
    '/templates',
    '/templates/hello',
    '/deploy',
    '/deploy?template=hello',
    '/settings',
    ...paths,
  ];

  it(
    'has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen',
    { timeout: 240_000 },
    async () => {
      expect(await faultsByPath(ui.page, allPaths)).toEqual({});
    },
  );

  it('tells why an app does not start, and what to do', async () => {
    const api = await signInByApi(ui.platform.url);
    expect(
      (await api.create({ template: 'custom-image', name: 'broken', envVars: { IMAGE: 'registry.invalid/none:1' } })).kind,
    ).toBe('ok');
    await ui.open('/deployments/broken');
    await status().getByText('Error').waitFor();
    await ui.page.getByText('Next:').first().waitFor();
    expect((await api.client.deployments.delete({ body: { name: 'broken' } })).kind).toBe('ok');
  });

  it('finds things by the keyboard alone', async () => {
    await ui.open('/');
    await ui.page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
    // At once, as who knows it by heart: the first letters may come before there is a field for them.
    await ui.page.keyboard.press('Control+k');
    await ui.page.keyboard.type('hello');
    await ui.page.getByRole('option', { name: /^hello/i, selected: true }).waitFor();
    await ui.page.locator('input[role="combobox"]:focus').waitFor();
    expect(await ui.page.getByRole('combobox').inputValue()).toBe('hello');
    await ui.page.keyboard.press('Enter');
    await ui.page.waitForURL(/hello/);
  });

  it('deletes it, and its processes and objects are gone', async () => {
    await ui.page.goto('/deployments/hello/danger');
    await ui.page.getByRole('button', { name: 'Delete hello' }).click();
    const dialog = ui.page.getByRole('alertdialog').or(ui.page.getByRole('dialog'));
    await dialog.getByRole('textbox').fill('hello');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await ui.page
      .getByText(/is deleted/)
      .first()
      .waitFor();
    await waitUntil(() => processesOf(ui.platform.dataDir).every((info) => !info.command.includes('/pods/')), {
      describe: 'no process of the app',
    });
    const api = await signInByApi(ui.platform.url);
    expect((await api.client.deployments.status({ query: { name: 'hello' } })).kind).toBe('api-error');
  });

  it('meant no error of the browser on the way', () => {
    expect(problems.filter((text) => !/404|401|favicon/.test(text))).toEqual([]);
  });
});
