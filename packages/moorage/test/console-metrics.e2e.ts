import { waitUntil } from '@moorage/testkit/wait-until';
import { describe, expect, it } from 'vitest';
import { signInByApi } from './support/api.ts';
import { faultsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

describe('usage graphs in a real browser', () => {
  const ui = useConsole('console-metrics', {
    before: async ({ url }) => {
      const api = await signInByApi(url);
      expect((await api.create({ template: 'hello', name: 'hello' })).kind).toBe('ok');
      await api.waitFor('hello', 'Ready');
    },
  });

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
