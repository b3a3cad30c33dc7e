import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { startBrowser } from './support/browser.ts';
import { type Platform, startPlatform } from './support/platform.ts';

const compose = `services:
  web:
    image: nginx:1.29
    ports: ["8080:80"]
    network_mode: host
    environment:
      GREETING: \${GREETING:-Hello}
`;

describe('the template editor in a real browser', () => {
  let dir: TempDir;
  let platform: Platform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    dir = makeTempDir('console-templates');
    [platform, browser] = await Promise.all([startPlatform({ dataDir: dir.path }), startBrowser()]);
    context = await browser.newContext({ baseURL: platform.url, viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    dir?.remove();
  });

  const spec = () => page.getByRole('textbox', { name: 'Specification' });
  const preview = () => page.getByRole('region', { name: 'Preview' });

  it('begins a new template from the palette', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('new template');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'New template' }).waitFor();
    await preview().getByText('nginx:1.29-alpine').waitFor();
  });

  it('underlines a mistake while it is typed and leads to its line', async () => {
    await spec().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('servces: 1\n');
    const problem = page.getByRole('list', { name: 'Problems' }).getByRole('button', { name: /servces is not a known field/ });
    await problem.click();
    expect(await page.evaluate('String(getSelection())')).toContain('servces');
    expect(await page.evaluate(`CSS.highlights.get('yaml-problem')?.size`)).toBe(1);
    for (const key of ['Control+Home', 'Shift+ArrowDown', 'Delete']) await page.keyboard.press(key);
    await page.getByText('No problems').waitFor();
    await preview().getByText('nginx:1.29-alpine').waitFor();
  });

  it('imports a compose file, says what it left out, and shows the deploy form', async () => {
    await page.getByRole('button', { name: 'Import a compose file' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Compose file' }).fill(compose);
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText(/network_mode/).waitFor();
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await preview().getByRole('button', { name: 'Deploy form' }).click();
    expect(
      await preview()
        .getByRole('textbox', { name: /GREETING/ })
        .inputValue(),
    ).toBe('Hello');
    await preview().getByRole('button', { name: 'By API' }).click();
    await preview().getByText('/api/templates').waitFor();
  });

  it('tells how to configure a model where there is none', async () => {
    await page.getByRole('button', { name: 'Describe it instead' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'What it is' }).fill('a blog');
    await dialog.getByRole('button', { name: 'Write a draft' }).click();
    await dialog.getByText('AI_PROVIDER').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('asks before the edits are left behind', async () => {
    await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByRole('heading', { level: 1, name: 'New template' }).waitFor();
  });

  it('creates it and goes to its page', async () => {
    await page.getByRole('textbox', { name: /^Name/ }).fill('shop');
    await page.getByRole('textbox', { name: /^Display name/ }).fill('Shop');
    await page.getByRole('button', { name: 'Create the template' }).click();
    await page.waitForURL('**/templates/shop');
    await page.getByRole('heading', { level: 1, name: 'Shop' }).waitFor();
  });

  it('shows both versions when somebody else saved first, and saves mine over it', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('textbox', { name: 'Category' }).fill('shops');
    const api = await signInByApi(platform.url);
    const theirs = await api.client.templates.get({ params: { name: 'shop' } });
    if (theirs.kind !== 'ok') throw new Error('no template');
    const { name, displayName, image, spec: text } = theirs.data;
    const body = { displayName, image, spec: text, envVars: theirs.data.envVars, description: 'Theirs' };
    expect((await api.client.templates.update({ params: { name }, body })).kind).toBe('ok');
    await page.getByRole('button', { name: 'Save a new version' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody saved version 2' });
    await notice.getByText('Theirs').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await notice.getByRole('button', { name: 'Put my edits over it' }).click();
    await page.getByRole('button', { name: 'Save a new version' }).click();
    await page.waitForURL('**/templates/shop');
    await page.getByText('shops').first().waitFor();
    await page.getByText('Theirs').first().waitFor();
  });

  it('restores an old version from the history', async () => {
    await page.getByRole('link', { name: 'Versions', exact: true }).click();
    await page.getByRole('button', { name: 'Compare version 1' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('− Theirs').or(dialog.getByText('Theirs')).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Restore version 1' }).click();
    await page.getByText('Version 4 equals version 1').waitFor();
    await page.getByRole('button', { name: 'Compare version 4' }).waitFor();
  });

  it('is shared with a guest, who sees it and changes nothing, until he is removed', async () => {
    await page.goto('/templates/shop');
    await page.getByRole('link', { name: 'Share', exact: true }).click();
    await page.getByText('Only you see this template.').waitFor();
    await page.getByRole('button', { name: 'Add a guest' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('guest@example.test');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('table', { name: 'Guests' }).getByText('has not signed in yet').waitFor();
    const other = await browser.newContext({ baseURL: platform.url });
    const guest = await other.newPage();
    guest.setDefaultTimeout(60_000);
    await guest.goto('/dev/login?email=guest@example.test&redirect=/templates/shop');
    await guest.getByRole('link', { name: 'Versions', exact: true }).waitFor();
    expect(await guest.getByRole('link', { name: /^(Edit|Share)$/ }).count()).toBe(0);
    expect(await guest.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await page.reload();
    await page.getByRole('button', { name: 'Remove guest@example.test' }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Only you see this template.').waitFor();
    await guest.reload();
    await guest.getByText('This template could not be loaded.').waitFor();
    await other.close();
  });

  const paths = [
    '/new-template',
    '/new-template?template=hello',
    '/templates/shop',
    '/templates/shop/edit',
    '/templates/shop/versions',
    '/templates/shop/access',
  ];

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const hasCome = async (path: string): Promise<void> => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (path.includes('edit') || path.includes('new')) await spec().waitFor();
    };
    expect(await faultsByPath(page, paths, hasCome)).toEqual({});
  });

  it('deletes it', async () => {
    await page.goto('/templates/shop');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.waitForURL('**/templates');
    expect(problems).toEqual([]);
  });
});
