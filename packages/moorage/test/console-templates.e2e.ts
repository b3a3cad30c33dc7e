import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

const compose = `services:
  web:
    image: nginx:1.29
    ports: ["8080:80"]
    network_mode: host
    environment:
      GREETING: \${GREETING:-Hello}
`;

describe('the template editor in a real browser', () => {
  const problems: string[] = [];

  const ui = useConsole('console-templates', {
    before: async (_platform, page) => {
      page.on('pageerror', (error) => problems.push(String(error)));
    },
  });

  const spec = () => ui.page.getByRole('textbox', { name: 'Specification' });
  const preview = () => ui.page.getByRole('region', { name: 'Preview' });

  it('begins a new template from the palette', async () => {
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('new template');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByRole('heading', { level: 1, name: 'New template' }).waitFor();
    await preview().getByText('nginx:1.29-alpine').waitFor();
  });

  it('underlines a mistake while it is typed and leads to its line', async () => {
    await spec().click();
    await ui.page.keyboard.press('Control+Home');
    await ui.page.keyboard.type('servces: 1\n');
    const problem = ui.page.getByRole('list', { name: 'Problems' }).getByRole('button', { name: /servces is not a known field/ });
    await problem.click();
    expect(await ui.page.evaluate('String(getSelection())')).toContain('servces');
    expect(await ui.page.evaluate(`CSS.highlights.get('yaml-problem')?.size`)).toBe(1);
    for (const key of ['Control+Home', 'Shift+ArrowDown', 'Delete']) await ui.page.keyboard.press(key);
    await ui.page.getByText('No problems').waitFor();
    await preview().getByText('nginx:1.29-alpine').waitFor();
  });

  it('imports a compose file, says what it left out, and shows the deploy form', async () => {
    await ui.page.getByRole('button', { name: 'Import a compose file' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Compose file' }).fill(compose);
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await ui.page.getByText(/network_mode/).waitFor();
    await ui.page.getByRole('button', { name: 'I have seen it' }).click();
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
    await ui.page.getByRole('button', { name: 'Describe it instead' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'What it is' }).fill('a blog');
    await dialog.getByRole('button', { name: 'Write a draft' }).click();
    await dialog.getByText('AI_PROVIDER').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('asks before the edits are left behind', async () => {
    await ui.page.getByRole('link', { name: 'Dashboard', exact: true }).click();
    const dialog = ui.page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    await ui.page.getByRole('heading', { level: 1, name: 'New template' }).waitFor();
  });

  it('creates it and goes to its page', async () => {
    await ui.page.getByRole('textbox', { name: /^Name/ }).fill('shop');
    await ui.page.getByRole('textbox', { name: /^Display name/ }).fill('Shop');
    await ui.page.getByRole('button', { name: 'Create the template' }).click();
    await ui.page.waitForURL('**/templates/shop');
    await ui.page.getByRole('heading', { level: 1, name: 'Shop' }).waitFor();
  });

  it('shows both versions when somebody else saved first, and saves mine over it', async () => {
    await ui.page.getByRole('link', { name: 'Edit', exact: true }).click();
    await ui.page.getByRole('textbox', { name: 'Category' }).fill('shops');
    const api = await signInByApi(ui.platform.url);
    const theirs = await api.client.templates.get({ params: { name: 'shop' } });
    if (theirs.kind !== 'ok') throw new Error('no template');
    const { name, displayName, image, spec: text } = theirs.data;
    const body = { displayName, image, spec: text, envVars: theirs.data.envVars, description: 'Theirs' };
    expect((await api.client.templates.update({ params: { name }, body })).kind).toBe('ok');
    await ui.page.getByRole('button', { name: 'Save a new version' }).click();
    const notice = ui.page.getByRole('alert').filter({ hasText: 'Somebody saved version 2' });
    await notice.getByText('Theirs').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await notice.getByRole('button', { name: 'Put my edits over it' }).click();
    await ui.page.getByRole('button', { name: 'Save a new version' }).click();
    await ui.page.waitForURL('**/templates/shop');
    await ui.page.getByText('shops').first().waitFor();
    await ui.page.getByText('Theirs').first().waitFor();
  });

  it('restores an old version from the history', async () => {
    await ui.page.getByRole('link', { name: 'Versions', exact: true }).click();
    await ui.page.getByRole('button', { name: 'Compare version 1' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByText('− Theirs').or(dialog.getByText('Theirs')).first().waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Restore version 1' }).click();
    await ui.page.getByText('Version 4 equals version 1').waitFor();
    await ui.page.getByRole('button', { name: 'Compare version 4' }).waitFor();
  });

  it('is shared with a guest, who sees it and changes nothing, until he is removed', async () => {
    await ui.open('/templates/shop');
    await ui.page.getByRole('link', { name: 'Share', exact: true }).click();
    await ui.page.getByText('Only you see this template.').waitFor();
    await ui.page.getByRole('button', { name: 'Add a guest' }).click();
    const dialog = ui.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('guest@example.test');
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await ui.page.getByRole('table', { name: 'Guests' }).getByText('has not signed in yet').waitFor();
    const other = await ui.stranger();
    const guest = await other.newPage();
    guest.setDefaultTimeout(60_000);
    await guest.goto('/dev/login?email=guest@example.test&redirect=/templates/shop');
    await guest.getByRole('link', { name: 'Versions', exact: true }).waitFor();
    expect(await guest.getByRole('link', { name: /^(Edit|Share)$/ }).count()).toBe(0);
    expect(await guest.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await ui.page.reload();
    await ui.page.getByRole('button', { name: 'Remove guest@example.test' }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await ui.page.getByText('Only you see this template.').waitFor();
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
      await ui.page.getByRole('heading', { level: 1 }).waitFor();
      if (path.includes('edit') || path.includes('new')) await spec().waitFor();
    };
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
  });

  it('deletes it', async () => {
    await ui.open('/templates/shop');
    await ui.page.getByRole('button', { name: 'Delete' }).click();
    await ui.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await ui.page.waitForURL('**/templates');
    expect(problems).toEqual([]);
  });
});
