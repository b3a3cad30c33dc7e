import { describe, expect, it } from 'vitest';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { useConsole } from './support/console.ts';

describe('the infrastructure in a real browser', () => {
  const ui = useConsole('console-infrastructure');
  const { dialog, button, act } = ui;

  const gone = () => dialog().waitFor({ state: 'detached' });
  const row = (table: string, name: RegExp) => ui.page.getByRole('table', { name: table }).getByRole('row', { name });

  it('leads to an SSH key where there is none, and describes a server with it', async () => {
    await ui.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Infrastructure' }).click();
    await ui.page.getByText('No servers yet').waitFor();
    await ui.page.getByRole('button', { name: 'Add a server' }).click();
    await dialog().getByRole('link', { name: 'Generate or import one' }).click();
    await ui.page.getByRole('button', { name: 'Generate a key' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('nodes');
    await button('Generate').click();
    await gone();
    await ui.open('/infrastructure');
    await ui.page.getByRole('button', { name: 'Add a server' }).click();
    await dialog().getByRole('textbox', { name: 'Host name' }).fill('bastion-1');
    await dialog().getByRole('textbox', { name: 'Private address' }).fill('10.0.0.5');
    await dialog().getByRole('combobox', { name: 'Role' }).selectOption('bastion');
    await dialog().getByRole('combobox', { name: 'SSH key' }).selectOption({ index: 1 });
    await button('Add').click();
    await dialog().getByText('is required for a bastion').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await dialog().getByRole('textbox', { name: 'Public address' }).fill('203.0.113.5');
    await dialog().getByText('Show as Terraform').click();
    await button('Terraform').click();
    await dialog().getByText('public_ip_address  = "203.0.113.5"').waitFor();
    await button('Add').click();
    await gone();
    await row('Servers', /^bastion-1/)
      .getByText('Waits to be set up.')
      .waitFor();
  });

  it('adds many servers at once, after each line is right', async () => {
    await ui.page.getByRole('button', { name: 'Add many…' }).click();
    await dialog().getByRole('combobox', { name: 'SSH key' }).selectOption({ index: 1 });
    const text = dialog().getByRole('textbox', { name: 'Servers' });
    await text.fill('node_1 10.0.0.11\nnode-2 10.0.0.12');
    await dialog().getByText('"node_1" is no host name').waitFor();
    expect(await button('Add 1 server').isDisabled()).toBe(true);
    expect(await violationsOf(ui.page)).toEqual([]);
    await text.fill('hostname,private_ip,role\nnode-1,10.0.0.11,master\nnode-2,10.0.0.12,');
    await button('Add 2 servers').click();
    await gone();
    await row('Servers', /^node-1/).waitFor();
    await row('Servers', /^node-2/).waitFor();
  });

  it('filters servers in the URL', async () => {
    await ui.page.getByRole('combobox', { name: 'Role' }).selectOption('worker');
    await ui.page.waitForURL('**/infrastructure?*role=worker*');
    await row('Servers', /^node-1/).waitFor({ state: 'detached' });
    await ui.page.getByRole('searchbox', { name: 'Host name' }).fill('nothing-like-it');
    await ui.page.getByText('No server matches').waitFor();
    await ui.page.reload();
    await ui.page.getByText('No server matches').waitFor();
    await ui.open('/infrastructure');
  });

  it('shows a server with its log, forgets its host key, and sets its status', async () => {
    await ui.page.getByRole('link', { name: 'bastion-1' }).click();
    await ui.page.getByRole('heading', { level: 1, name: 'bastion-1' }).waitFor();
    await ui.page.getByText('Nothing was done on it yet.').waitFor();
    await ui.page.getByRole('button', { name: 'Reset the host key…' }).click();
    await button('Reset').click();
    await gone();
    await ui.page.getByRole('log').getByText('The host key was forgotten').waitFor();
    await ui.page.getByRole('button', { name: 'Edit…' }).click();
    await dialog().getByRole('textbox', { name: 'Host name' }).fill('bastion-2');
    await dialog().getByRole('combobox', { name: 'Status' }).selectOption('failed');
    await button('Save').click();
    await gone();
    await ui.page.getByRole('heading', { level: 1, name: 'bastion-2' }).waitFor();
    await ui.page.getByRole('status', { name: 'Status' }).getByText('failed').waitFor();
    await ui.page.getByRole('log').getByText('from pending to failed').waitFor();
    await ui.page.getByRole('button', { name: 'Terraform' }).click();
    await ui.page.getByText('to = moorage_server.bastion-2').waitFor();
  });

  it('finds things of the fleet in the palette', async () => {
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox').waitFor();
    await ui.page.keyboard.type('node-1');
    await ui.page.getByRole('option', { name: /^node-1 server/ }).click();
    await ui.page.getByRole('heading', { level: 1, name: 'node-1' }).waitFor();
  });

  it('keeps labels, annotations and taints, one by one and many at once', async () => {
    await ui.open('/infrastructure/labels');
    await ui.page.getByText('No labels yet').waitFor();
    await ui.page.getByRole('button', { name: 'Add a label' }).click();
    await dialog().getByRole('textbox', { name: 'Key' }).fill('not a key');
    await button('Add').click();
    await dialog()
      .getByText(/^must be letters, digits/)
      .waitFor();
    await dialog().getByRole('textbox', { name: 'Key' }).fill('example.org/zone');
    await dialog().getByRole('textbox', { name: 'Value' }).fill('b');
    await button('Add').click();
    await gone();
    await row('labels', /^example\.org\/zone b no node pool/).waitFor();
    await ui.page.getByRole('button', { name: 'Add many…' }).click();
    const labels = dialog().getByRole('textbox', { name: 'Labels' });
    await labels.fill('example.org/zone=b\ntier=gold');
    await button('Add 2 labels').click();
    await dialog().getByText('the organization has the label example.org/zone=b already').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await labels.fill('tier=gold\nexample.org/rack=7');
    await button('Add 2 labels').click();
    await gone();
    await row('labels', /^example\.org\/rack 7/).waitFor();
    await row('labels', /^tier gold/).waitFor();
    await act('tier=gold', 'Edit…');
    await dialog().getByRole('textbox', { name: 'Value' }).fill('silver');
    await button('Save').click();
    await gone();
    await row('labels', /^tier silver/).waitFor();
    await ui.page.getByRole('button', { name: 'Taints', exact: true }).click();
    await ui.page.waitForURL('**/labels?*kind=taints*');
    await ui.page.getByRole('button', { name: 'Add many…' }).click();
    const taints = dialog().getByRole('textbox', { name: 'Taints' });
    await taints.fill('dedicated=gpu');
    await dialog().getByText('does not end with an effect').waitFor();
    await taints.fill('dedicated=gpu:NoSchedule');
    await button('Add 1 taint').click();
    await gone();
    await row('taints', /^dedicated gpu/).waitFor();
  });

  it('makes a node pool, and attaches and detaches several things at once', async () => {
    await ui.open('/infrastructure/pools');
    await ui.page.getByRole('button', { name: 'Add a node pool' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('workers');
    await button('Add').click();
    await gone();
    await ui.page.getByRole('link', { name: 'workers' }).click();
    await ui.page.getByText('No server is in it yet.').waitFor();
    await ui.page.getByRole('button', { name: 'Choose servers' }).click();
    await dialog().getByRole('checkbox', { name: 'node-1' }).check();
    await dialog().getByRole('checkbox', { name: 'node-2' }).check();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Save').click();
    await gone();
    await ui.page.getByRole('heading', { name: 'Servers (2)' }).waitFor();
    await ui.page.getByRole('button', { name: 'Choose labels' }).click();
    await dialog().getByRole('searchbox', { name: 'Find a label' }).fill('zone');
    await dialog().getByRole('checkbox', { name: 'tier=silver' }).waitFor({ state: 'detached' });
    await dialog().getByRole('checkbox', { name: 'example.org/zone=b' }).check();
    await button('Save').click();
    await gone();
    await ui.page.getByRole('button', { name: 'Choose servers' }).click();
    await dialog().getByRole('checkbox', { name: 'node-1' }).uncheck();
    await button('Save').click();
    await gone();
    await ui.page.getByRole('heading', { name: 'Servers (1)' }).waitFor();
    await ui.page.getByRole('button', { name: 'Detach node-2' }).click();
    await button('Detach').click();
    await ui.page.getByText('No server is in it yet.').waitFor();
  });

  it('offers an action of the platform, changes it, and offers it no longer', async () => {
    await ui.open('/infrastructure/actions');
    await ui.page.getByText('No actions yet').waitFor();
    await ui.page.getByRole('button', { name: 'Offer an action' }).click();
    await dialog().getByRole('textbox', { name: 'Label' }).fill('Upgrade');
    await dialog().getByRole('textbox', { name: 'Target' }).fill('--upgrade');
    await dialog().getByRole('textbox', { name: 'Description' }).fill('Brings nodes to the next version.');
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Offer').click();
    await dialog()
      .getByText(/^must be letters, digits/)
      .waitFor();
    await dialog().getByRole('textbox', { name: 'Target' }).fill('upgrade');
    await button('Offer').click();
    await gone();
    await ui.page.getByRole('row', { name: /^Upgrade Brings nodes .* upgrade/ }).waitFor();
    await act('Upgrade', 'Edit…');
    await dialog().getByRole('textbox', { name: 'Label' }).fill('Upgrade nodes');
    await button('Save').click();
    await gone();
    await ui.page.getByRole('row', { name: /^Upgrade nodes/ }).waitFor();
    expect(await faultsByPath(ui.page, ['/infrastructure/actions'], () => ui.page.getByRole('table').waitFor())).toEqual({});
    await act('Upgrade nodes', 'Delete…');
    await button('Delete').click();
    await ui.page.getByText('No actions yet').waitFor();
  });

  it('describes a cluster, and says what it still lacks while parts are attached', async () => {
    await ui.open('/infrastructure/clusters');
    await ui.page.getByText('No clusters yet').waitFor();
    await ui.page.getByRole('button', { name: 'Add a cluster' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('not a name');
    await button('Add').click();
    await dialog()
      .getByText(/^must be letters, digits/)
      .waitFor();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('prod');
    await dialog().getByRole('textbox', { name: 'Provider' }).fill('aws');
    await button('Add').click();
    await gone();
    await ui.page.getByRole('link', { name: 'prod' }).click();
    const status = ui.page.getByRole('status', { name: 'Status' });
    await status.getByText('pre_pending').waitFor();
    await ui.page.getByRole('button', { name: 'Choose: Control-plane record set' }).click();
    await dialog().getByText('Attach a captain domain first.').waitFor();
    await button('Cancel').click();
    await gone();
    await ui.page.getByRole('button', { name: 'Choose: Bastion' }).click();
    await dialog().getByRole('combobox', { name: 'Bastion' }).selectOption({ label: 'bastion-2 (failed)' });
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Save').click();
    await gone();
    await status.getByText('incomplete').waitFor();
    await ui.page.getByText('the bastion bastion-2 is failed, not ready').waitFor();
    await ui.page.getByRole('button', { name: 'Choose node pools' }).click();
    await dialog().getByRole('checkbox', { name: 'workers' }).check();
    await button('Save').click();
    await gone();
    await ui.page.getByText('there is no node pool').waitFor({ state: 'detached' });
    await ui.page.getByRole('table', { name: 'Node pools' }).getByRole('link', { name: 'workers' }).waitFor();
  });

  it('keeps what is said about a cluster, and shows all of it as Terraform', async () => {
    await ui.page.getByRole('button', { name: 'Add metadata' }).click();
    await dialog().getByRole('textbox', { name: 'Key' }).fill('network_service_cidr');
    await dialog().getByRole('textbox', { name: 'Value' }).fill('10.96.0.0/12');
    await button('Add').click();
    await gone();
    await ui.page.getByRole('button', { name: 'Edit network_service_cidr' }).click();
    await dialog().getByRole('textbox', { name: 'Value' }).fill('10.97.0.0/12');
    await button('Save').click();
    await gone();
    await row('Metadata', /^network_service_cidr 10\.97/).waitFor();
    await ui.page.getByRole('button', { name: 'Terraform' }).click();
    const code = ui.page.getByRole('region', { name: 'Show as' });
    await code.getByText('resource "moorage_cluster_bastion" "prod"').waitFor();
    await code.getByText('value      = "10.97.0.0/12"').waitFor();
    await ui.page.getByRole('button', { name: 'Delete network_service_cidr' }).click();
    await button('Delete').click();
    await ui.page.getByText('Nothing is said about it yet.').waitFor();
  });

  it('shows what nodes join with after a question only', async () => {
    await ui.page.getByRole('button', { name: 'What nodes join with…' }).click();
    await button('Show it').click();
    await dialog().getByLabel('Certificate key', { exact: true }).waitFor();
    await button('Done').click();
    await gone();
  });

  const kubeconfig = [
    'apiVersion: v1',
    'kind: Config',
    'current-context: prod',
    'contexts: [{ name: prod, context: { cluster: prod, user: admin } }]',
    'clusters: [{ name: prod, cluster: { server: "https://prod.example.test:6443" } }]',
    'users: [{ name: admin, user: { token: not-to-be-shown } }]',
  ].join('\n');

  it('keeps a kubeconfig that is one, and shows it after a question only', async () => {
    await ui.page.getByRole('button', { name: 'Set the kubeconfig' }).click();
    const text = dialog().getByRole('textbox', { name: 'Kubeconfig' });
    await text.fill(kubeconfig.replace('token: not-to-be-shown', 'exec: { command: sh }'));
    await button('Set').click();
    await dialog()
      .getByText(/runs a program/)
      .waitFor();
    await text.fill(kubeconfig);
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Set').click();
    await gone();
    await ui.page.getByText('prod.example.test:6443').waitFor();
    expect(await ui.page.content()).not.toContain('not-to-be-shown');
    await ui.page.getByRole('button', { name: 'Show what is kept…' }).click();
    await button('Show it').click();
    await dialog().getByText('not-to-be-shown').waitFor();
    await button('Done').click();
    await gone();
  });

  it('hands out a kubeconfig for a while, forgets it with the dialog, and clears the one that is kept', async () => {
    await ui.page.route('**/kubeconfig/issue', (route) =>
      route.fulfill({
        json: {
          ...{ kubeconfig: 'token: for-an-hour', expires_at: '2030-01-01T00:00:00Z', role: 'view' },
          service_account: 'moorage-access/dev',
        },
      }),
    );
    await ui.page.getByRole('button', { name: 'Get one for a while…' }).click();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Get it').click();
    await dialog().getByText('moorage-access/dev').waitFor();
    const [download] = await Promise.all([ui.page.waitForEvent('download'), button('Download').click()]);
    expect(download.suggestedFilename()).toBe('prod.kubeconfig');
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Done').click();
    await gone();
    expect(await ui.page.content()).not.toContain('for-an-hour');
    await ui.page.unroute('**/kubeconfig/issue');
    await ui.page.getByRole('button', { name: 'Clear…' }).click();
    await button('Clear').click();
    await ui.page.getByText('None is kept.').waitFor();
  });

  it('deletes what nothing uses, and names what uses the rest', async () => {
    await ui.open('/infrastructure/labels');
    await row('labels', /^example\.org\/zone b workers/).waitFor();
    await act('example.org/zone=b', 'Delete…');
    await button('Delete').click();
    await dialog()
      .getByRole('alert')
      .getByText(/is used by .*workers/)
      .waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Cancel').click();
    await gone();
    await act('tier=silver', 'Delete…');
    await button('Delete').click();
    await gone();
    await row('labels', /^tier/).waitFor({ state: 'detached' });
    await ui.open('/infrastructure');
    await act('node-2', 'Delete…');
    await button('Delete').click();
    await gone();
    await row('Servers', /^node-2/).waitFor({ state: 'detached' });
  });

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const lists = ['/infrastructure', '/infrastructure/pools', '/infrastructure/clusters'];
    const things: string[] = [];
    for (const path of lists) {
      await ui.open(path);
      things.push((await ui.page.getByRole('table').getByRole('link').first().getAttribute('href')) ?? path);
    }
    const paths = [...lists, '/infrastructure/labels?kind=taints', ...things];
    const hasCome = (path: string) =>
      things.includes(path) ? ui.page.getByRole('region', { name: 'Show as' }).waitFor() : ui.page.getByRole('table').waitFor();
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
  });

  it('lets members look, and change nothing', async () => {
    await ui.page.route('**/api/me', async (route) => {
      const response = await route.fetch();
      const me = await response.json();
      const permissions = me.permissions.filter(
        (name: string) => !/^(server|node_pool|node_metadata|cluster):(?!read)/.test(name),
      );
      await route.fulfill({ response, json: { ...me, permissions } });
    });
    await ui.page.goto('/infrastructure');
    await row('Servers', /^node-1/).waitFor();
    expect(await ui.page.getByRole('button', { name: /^(Add|Actions for)/ }).count()).toBe(0);
    await ui.page.unroute('**/api/me');
  });
});
