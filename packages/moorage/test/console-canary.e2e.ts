import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

describe('a canary in a real browser', () => {
  const ui = useConsole('console-canary', {
    before: async ({ url }) => {
      const api = await signInByApi(url);
      expect((await api.create({ template: 'hello', name: 'hello' })).kind).toBe('ok');
      await api.waitFor('hello', 'Ready');
    },
  });

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
