import { type CloudflareServer, startCloudflareServer } from '@moorage/server/adapters/cloud/zones/cloudflare-server.fake';
import { unwrap } from '@moorage/sdk/client';
import { afterAll, describe, expect, it } from 'vitest';
import { faultsByPath, violationsOf } from './support/axe.ts';
import { signInByApi } from './support/api.ts';
import { useConsole } from './support/console.ts';

const guest = 'guest@example.test';

describe('load balancers and the DNS in a real browser', () => {
  let cloudflare: CloudflareServer;
  let domainPath = '';
  const ui = useConsole('console-networking', {
    async env() {
      cloudflare = await startCloudflareServer();
      return { CLOUDFLARE_API_URL: cloudflare.url, DNS_INTERVAL_SECONDS: '60' };
    },
    async before({ url }) {
      // Somebody else's.
      const taken = { name: 'taken.example.org', type: 'A', content: '198.51.100.1', ttl: 60, proxied: false };
      cloudflare.records.set('f', { id: 'f', ...taken });
      const { client } = await signInByApi(url);
      const scope = { scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } } as const;
      for (const [name, token] of Object.entries({ zones: 'good', 'old-zones': 'bad' })) {
        const kind = { credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1 } as const;
        unwrap(await client.credentials.create({ body: { ...kind, ...scope, name, secret: { token } } }));
      }
      const other = { credential_provider: 'generic', kind: 'basic_auth', schema_version: 1, name: 'registry' } as const;
      const all = { scope_kind: 'credential_provider', scope_version: 1, scope: {} } as const;
      unwrap(await client.credentials.create({ body: { ...other, ...all, secret: { username: 'ada', password: 'x' } } }));
    },
  });
  const { dialog, button, act } = ui;
  afterAll(() => cloudflare.stop());

  /** What is in the zone beside marks. */
  const contents = () => [...cloudflare.records.values()].map(({ name, type, ...rest }) => `${type} ${name} ${rest['content']}`);
  const field = (name: string) => dialog().getByRole('textbox', { name: new RegExp(`^${name}(?: required)?$`) });
  const gone = () => dialog().waitFor({ state: 'detached' });
  const row = (name: RegExp) => ui.page.getByRole('row', { name });
  /** Some of it stands there twice, of which a narrow screen shows the other one. */
  const told = (name: RegExp, text: string | RegExp, exact = false) =>
    row(name).getByText(text, { exact }).filter({ visible: true }).first().waitFor();

  it('describes a load balancer, and says at its field what is wrong', async () => {
    await ui.open('/infrastructure/load-balancers');
    await ui.page.getByText('No load balancers yet').waitFor();
    await ui.page.getByRole('button', { name: 'Add a load balancer' }).click();
    await field('Name').fill('edge');
    await field('Public address').fill('203.0.113');
    await button('Add').click();
    await dialog().getByText('must be an IP address, or empty').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await field('Public address').fill('203.0.113.7');
    await dialog().getByText('Show as Terraform').click();
    await dialog().getByRole('button', { name: 'Terraform' }).click();
    await dialog().getByLabel('the Terraform resource', { exact: true }).getByText('moorage_load_balancer').waitFor();
    await button('Add').click();
    await gone();
    await told(/^edge/, '203.0.113.7');
    await ui.page.getByRole('button', { name: 'Add a load balancer' }).click();
    await field('Name').fill('edge');
    await button('Add').click();
    await dialog().getByText('The organization has a load balancer of this name already.').waitFor();
    await button('Cancel').click();
    await gone();
  });

  it('takes many load balancers at once, and tells line by line what is in the way', async () => {
    await ui.page.getByRole('button', { name: 'Add many…' }).click();
    await field('Load balancers').fill('tools glueops - 10.0.0.8\nedge public');
    await button('Add 2 load balancers').click();
    await dialog().getByText('the organization has a load balancer edge already').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await field('Load balancers').fill('tools glueops - 10.0.0.8\nedge-2 public 203.0.113.8');
    await button('Add 2 load balancers').click();
    await gone();
    await row(/^edge-2/).waitFor();
    await ui.page.getByRole('combobox', { name: 'Kind' }).selectOption('glueops');
    await ui.page.waitForURL('**/load-balancers?kind=glueops*');
    await row(/^edge-2/).waitFor({ state: 'detached' });
    await act('tools', 'Edit…');
    await field('Private address').fill('10.0.0.9');
    await button('Save').click();
    await gone();
    await told(/^tools/, '10.0.0.9');
    await act('tools', 'Delete…');
    await button('Delete').click();
    await ui.page.getByText('No load balancer matches').waitFor();
  });

  it('says why a domain is not kept, with evidence and the next step', async () => {
    await ui.page.getByRole('link', { name: 'DNS', exact: true }).click();
    await ui.page.getByText('No domains yet').waitFor();
    await ui.page.getByRole('button', { name: 'Add a domain' }).click();
    await field('Domain').fill('example.org');
    const choice = dialog().getByRole('combobox', { name: 'Credential' });
    await choice.getByRole('option', { name: 'zones (Cloudflare)', exact: true }).waitFor({ state: 'attached' });
    // One that has no zones is not offered.
    expect(await choice.getByRole('option', { name: /registry/ }).count()).toBe(0);
    await choice.selectOption({ label: 'old-zones (Cloudflare)' });
    expect(await violationsOf(ui.page)).toEqual([]);
    await button('Add').click();
    await gone();
    await told(/^example\.org/, /Cloudflare refuses with 403/);
    await told(/^example\.org/, /Next: Test the credential/);
    await ui.page.getByRole('link', { name: 'example.org' }).click();
    await ui.page.getByText(/Cloudflare refuses with 403/).waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
  });

  it('keeps it once it has a credential that is right', async () => {
    domainPath = new URL(ui.page.url()).pathname;
    await act('example.org', 'Edit…');
    await dialog().getByRole('combobox', { name: 'Credential' }).selectOption({ label: 'zones (Cloudflare)' });
    await button('Save').click();
    await gone();
    await ui.page.getByRole('status', { name: 'Status' }).getByText('ready', { exact: true }).waitFor();
    await ui.page.getByText('c'.repeat(32)).first().waitFor();
  });

  it('brings a record to the zone by a form that follows its type', async () => {
    await ui.page.getByRole('button', { name: 'Add a record' }).click();
    await field('Name').fill('@');
    await dialog().getByRole('combobox', { name: 'Type' }).selectOption('MX');
    await field('Preference').fill('10');
    await field('Host').fill('two words');
    await dialog().getByText('is not a preference and a host').waitFor();
    expect(await violationsOf(ui.page)).toEqual([]);
    await field('Host').fill('mail.example.org');
    await button('Another value').click();
    await field('Preference, value 2').fill('20');
    await field('Host, value 2').fill('mail2.example.org');
    await button('Add').click();
    await gone();
    const record = /^@ MX/;
    await told(record, 'ready', true);
    await told(record, '20 mail2.example.org');
    expect(contents()).toContain('MX example.org mail2.example.org');
  });

  it('shows what is in the way of a record, and never writes over it', async () => {
    await ui.page.getByRole('button', { name: 'Add a record' }).click();
    await field('Name').fill('taken');
    await field('IPv4 address').fill('192.0.2.1');
    await button('Add').click();
    await gone();
    const record = /^taken A/;
    await told(record, 'failed', true);
    await told(record, /198\.51\.100\.1/);
    await told(record, 'somebody else’s');
    expect(contents()).toContain('A taken.example.org 198.51.100.1');
    cloudflare.records.delete('f');
    await act('A taken', 'Try again');
    await told(record, 'ready', true);
  });

  it('takes a zone file, judged line by line, all of it or nothing', async () => {
    await ui.page.getByRole('button', { name: 'Paste a zone…' }).click();
    const text = ['$TTL 300', '@ IN SOA ns1 admin ( 1 2 3 4 5 )', 'www IN A 192.0.2.1', '    IN A 192.0.2.2', 'taken TXT "x"'];
    await field('Records').fill([...text, 'bad IN A 192.0.2'].join('\n'));
    await dialog().getByText('"192.0.2" is not an IPv4 address').waitFor();
    await dialog().getByText('left out: the provider has its own').waitFor();
    expect(await button('Add 2 records').isDisabled()).toBe(true);
    expect(await violationsOf(ui.page)).toEqual([]);
    await field('Records').fill([...text, 'taken CNAME www', '@ MX 10 mail'].join('\n'));
    await dialog()
      .getByText(/a CNAME is alone at its name, and line 5 is there too/)
      .waitFor();
    await field('Records').fill([...text, '@ MX 10 mail'].join('\n'));
    await button('Add 3 records').click();
    await dialog().getByText('the domain has a record MX example.org already').waitFor();
    await field('Records').fill(text.join('\n'));
    await button('Add 2 records').click();
    await gone();
    await told(/^www A/, 'ready', true);
    expect(contents().filter((line) => line.startsWith('A www'))).toHaveLength(2);
  });

  it('finds records by name, type and status, in links that can be shared', async () => {
    await ui.page.getByRole('combobox', { name: 'Type' }).selectOption('TXT');
    await row(/^www A/).waitFor({ state: 'detached' });
    await ui.page.getByRole('searchbox', { name: 'Name' }).fill('tak');
    await ui.page.waitForURL('**/dns/*?*search=tak*');
    await ui.page.reload();
    await row(/^taken TXT/).waitFor();
    await ui.page.getByRole('combobox', { name: 'Status' }).selectOption('failed');
    await ui.page.getByText('No record matches').waitFor();
    await ui.open(domainPath);
  });

  it('edits and deletes a record, which the zone follows', async () => {
    await act('A www', 'Edit…');
    await dialog().getByRole('button', { name: 'Remove value 2' }).click();
    await field('IPv4 address').fill('192.0.2.9');
    await button('Save').click();
    await gone();
    await told(/^www A/, '192.0.2.9');
    await told(/^www A/, 'ready', true);
    expect(contents().filter((line) => line.startsWith('A www'))).toEqual(['A www.example.org 192.0.2.9']);
    await act('A taken', 'Delete…');
    await button('Delete').click();
    await row(/^taken A/).waitFor({ state: 'detached' });
  });

  it('has no page with a WCAG 2.2 AA fault, light or dark, and none that is wider than a narrow screen', async () => {
    const paths = ['/infrastructure/load-balancers', '/infrastructure/dns', domainPath];
    const hasCome = async (path: string) =>
      await ui.page
        .getByText(path.endsWith('balancers') ? 'edge-2' : 'example.org')
        .first()
        .waitFor();
    expect(await faultsByPath(ui.page, paths, hasCome)).toEqual({});
  });

  it('deletes a domain only when its name is typed, after it has said what goes', async () => {
    await ui.open('/infrastructure/dns');
    await act('example.org', 'Delete…');
    await dialog()
      .getByText(/every record that we have put there/)
      .waitFor();
    expect(await button('Delete').isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill('example.org');
    await button('Delete').click();
    await ui.page.getByText('No domains yet').waitFor();
  });

  it('shows another organization none of it', async () => {
    const other = await ui.stranger();
    const otherPage = await other.newPage();
    otherPage.setDefaultTimeout(60_000);
    await otherPage.goto(`/dev/login?email=${encodeURIComponent(guest)}&redirect=/infrastructure/load-balancers`);
    await otherPage.getByText('No load balancers yet').waitFor();
    expect(await otherPage.getByText('edge-2').count()).toBe(0);
    await other.close();
  });
});
