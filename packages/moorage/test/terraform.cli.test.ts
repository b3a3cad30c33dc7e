/** The provider with the real Terraform: everything there is, made, changed, imported, mended and ended, against a running platform. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signInByApi } from './support/api.ts';
import { type Platform, startPlatform } from './support/platform.ts';
import { createTerraform, type RunningProvider, startProvider, type Terraform } from './support/terraform.ts';

const { terraform: programs } = readTestConfig();
const fixture = readFileSync(path.join(import.meta.dirname, 'fixtures', 'terraform', 'main.tf'), 'utf8');
const allTypes = new Set([...fixture.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type));

const change = z.object({ address: z.string(), mode: z.string(), change: z.object({ actions: z.array(z.string()) }) });
const planShape = z.object({ resource_changes: z.array(change).default([]) });
const resource = z.object({ address: z.string(), mode: z.string(), type: z.string(), values: z.looseObject({}) });
const stateShape = z.object({ values: z.object({ root_module: z.object({ resources: z.array(resource) }) }) });
const byType = z.record(z.string(), z.unknown());
const schemaShape = z.object({
  provider_schemas: z.record(z.string(), z.object({ resource_schemas: byType, data_source_schemas: byType })),
});
const outputShape = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]));

interface World {
  readonly dir: TempDir;
  readonly platform: Platform;
  readonly env: Record<string, string>;
  readonly provider: RunningProvider;
}
const started: { world?: World } = {};

function world(): World {
  if (started.world === undefined) throw new Error('the platform runs from beforeAll on');
  return started.world;
}

/** A user's key, as Terraform is given one; nothing but the key is known to the provider. */
async function connect(url: string): Promise<Record<string, string>> {
  const { cookie } = await signInByApi(url);
  const headers = { cookie, origin: url, 'content-type': 'application/json' };
  const made = await fetch(`${url}/api/v1/me/api-keys`, { method: 'POST', headers, body: '{"name":"terraform"}' });
  const { plain } = z.object({ plain: z.string() }).parse(await made.json());
  const orgs = await fetch(`${url}/api/v1/orgs`, { headers: { 'x-api-key': plain } });
  const [org] = z.array(z.object({ id: z.uuid() })).parse(await orgs.json());
  return { MOORAGE_BASE_URL: url, MOORAGE_API_KEY: plain, MOORAGE_ORG_ID: org?.id ?? '' };
}

async function api(method: string, route: string, body?: unknown): Promise<void> {
  const { env, platform } = world();
  const headers = { 'x-api-key': env['MOORAGE_API_KEY'] ?? '', 'content-type': 'application/json' };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(`${platform.url}${route}`, init);
  if (!answer.ok) throw new Error(`${method} ${route} got ${answer.status}: ${await answer.text()}`);
}

type Files = Readonly<Record<string, string>>;

function workspaceWith(more: Files, place: readonly [name: string, prefix: string], files: Files): Terraform {
  const { dir, env } = world();
  if (programs === undefined) throw new Error('there is no Terraform');
  const [name, prefix] = place;
  return createTerraform(programs, path.join(dir.path, name), {
    files: { 'main.tf': fixture, ...files },
    env: { ...env, ...more, TF_VAR_prefix: prefix },
  });
}

/** A directory with the configuration, whose names begin with `prefix`. Terraform starts the provider itself for each run. */
const workspace = (name: string, prefix: string, files: Files = {}) => workspaceWith({}, [name, prefix], files);

/** The same with the provider that runs already, where the test is about what it does and not about its start. */
const attached = (name: string, prefix: string, files: Files = {}) => workspaceWith(world().provider.env, [name, prefix], files);

const quiet = ['-input=false', '-no-color'];

async function good(terraform: Terraform, ...args: readonly string[]): Promise<string> {
  const { code, output } = await terraform(...args);
  if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

const apply = (terraform: Terraform, round = 1) => good(terraform, 'apply', '-auto-approve', ...quiet, `-var=round=${round}`);
/** What it has just looked at needs no second look. */
const destroy = (terraform: Terraform) => good(terraform, 'destroy', '-auto-approve', '-refresh=false', ...quiet);

/** Fails with the plan where there is anything to do. */
async function expectNothingToDo(terraform: Terraform, round = 1): Promise<void> {
  await good(terraform, 'plan', '-detailed-exitcode', ...quiet, `-var=round=${round}`);
}

/** What a plan would do, by address; what stays as it is is left out. */
async function planned(terraform: Terraform, round = 1): Promise<Record<string, string>> {
  await good(terraform, 'plan', '-out=plan', ...quiet, `-var=round=${round}`);
  const plan = planShape.parse(JSON.parse(await good(terraform, 'show', '-json', 'plan')));
  const own = plan.resource_changes.filter(({ mode }) => mode === 'managed');
  const actions = own.map(({ address, change: { actions: wanted } }): [string, string] => [address, wanted.join(', ')]);
  return Object.fromEntries(actions.filter(([, action]) => action !== 'no-op'));
}

async function resourcesOf(terraform: Terraform): Promise<z.infer<typeof resource>[]> {
  const { values } = stateShape.parse(JSON.parse(await good(terraform, 'show', '-json')));
  return values.root_module.resources.filter(({ mode }) => mode === 'managed');
}

/** Those that are imported by where they are and their id. */
const within: Readonly<Record<string, string>> = {
  moorage_team: 'org_id',
  moorage_org_secret: 'org_id',
  moorage_org_key: 'org_id',
  moorage_cluster_metadata: 'cluster_id',
};

function importOf({ address, type, values }: z.infer<typeof resource>): string {
  const holder = within[type];
  const id = holder === undefined ? String(values['id']) : `${String(values[holder])}/${String(values['id'])}`;
  return `import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}\n`;
}

const found = {
  ...{
    ssh_keys: 2,
    public_key: true,
    credential: 'tsig',
    bastions: 2,
    load_balancers: 1,
    labels: 1,
    annotations: 1,
    taints: 1,
    clusters: 1,
  },
  ...{ servers_in_pool: 2, domains: 1, record_sets: 1, api_key: true, org_key: true },
};

// Only `npm run test:real` builds Terraform; it fails where it cannot.
describe.skipIf(programs === undefined)('the Terraform provider', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    const dir = makeTempDir('terraform');
    const quietBackups = { BACKUP_SCHEDULE: 'off', BACKUP_VERIFY_SCHEDULE: 'off' };
    const platform = await startPlatform({ dataDir: path.join(dir.path, 'data'), env: quietBackups });
    const env = await connect(platform.url);
    started.world = { dir, platform, env, provider: await startProvider(programs?.provider ?? '', env) };
  });
  afterAll(async () => {
    await started.world?.provider.stop();
    await started.world?.platform.stop();
    started.world?.dir.remove();
  });

  it('makes one of everything, and then has nothing to do', async () => {
    const terraform = workspace('first', 'one');
    await apply(terraform);
    await expectNothingToDo(terraform);
    expect(outputShape.parse(JSON.parse(await good(terraform, 'output', '-json', 'found')))).toMatchObject(found);
    expect(new Set((await resourcesOf(terraform)).map(({ type }) => type))).toEqual(allTypes);
  });

  it('changes everything in place, and then has nothing to do', async () => {
    const terraform = attached('first', 'one');
    const changes = await planned(terraform, 2);
    expect(new Set(Object.values(changes))).toEqual(new Set(['update']));
    // Those that the API cannot change are the same in both rounds.
    const fixed = /^moorage_(ssh_key|api_key|org_key|credential\.other)/;
    const others = (await resourcesOf(terraform)).map(({ address }) => address).filter((address) => !fixed.test(address));
    expect(Object.keys(changes).toSorted()).toEqual(others.toSorted());
    await good(terraform, 'apply', ...quiet, 'plan');
    await expectNothingToDo(terraform, 2);
    await apply(terraform);
    await expectNothingToDo(terraform);
  });

  it('notices what others have changed, and mends it', async () => {
    const terraform = attached('first', 'one');
    const own = new Map((await resourcesOf(terraform)).map(({ address, values }) => [address, String(values['id'])]));
    const id = (address: string): string => own.get(address) ?? '';
    await api('PATCH', `/api/v1/labels/${id('moorage_label.zone')}`, { value: 'another' });
    await api('PATCH', `/api/v1/servers/${id('moorage_server.bastion')}`, {
      hostname: 'renamed',
      public_ip_address: '192.0.2.99',
    });
    await api('PATCH', `/api/v1/taints/${id('moorage_taint.bare')}`, { value: 'there' });
    await api('DELETE', `/api/v1/dns/records/${id('moorage_record_set.apps')}`);
    await api('POST', `/api/v1/node-pools/${id('moorage_node_pool.nodes')}/labels`, { label_ids: [id('moorage_label.spare')] });
    await api('PUT', `/api/org/secrets/${id('moorage_org_secret.shared')}`, { value: 'changed elsewhere' });
    expect(await planned(terraform)).toEqual({
      'moorage_label.zone': 'update',
      'moorage_server.bastion': 'update',
      'moorage_taint.bare': 'update',
      'moorage_record_set.apps': 'create',
      'moorage_node_pool_labels.nodes': 'update',
      'moorage_org_secret.shared': 'update',
    });
    await good(terraform, 'apply', ...quiet, 'plan');
    await expectNothingToDo(terraform);
  });

  it('imports everything, and then has nothing to do; what another run has ended is made anew', async () => {
    const first = attached('first', 'one');
    const resources = await resourcesOf(first);
    const second = attached('second', 'one', { 'imports.tf': resources.map(importOf).join('\n') });
    const changes = await planned(second);
    // What the API does not give back is set anew; nothing is made or replaced.
    expect(Object.entries(changes).filter(([, action]) => action !== 'update')).toEqual([]);
    expect(Object.keys(changes).toSorted()).toEqual([
      'moorage_cluster_kubeconfig.fleet',
      'moorage_credential.dns',
      'moorage_credential.other',
      'moorage_deployment.app',
      'moorage_deployment.hello',
      // Its name is written otherwise than the API has it, and so are those of the pool and the records.
      'moorage_domain.fleet',
      'moorage_node_pool.nodes',
      'moorage_org_secret.shared',
      'moorage_record_set.alias',
      'moorage_record_set.apps',
      'moorage_secret.token',
      // Timeouts are of the configuration only.
      'moorage_server.node[0]',
      'moorage_server.node[1]',
    ]);
    const done = await good(second, 'apply', ...quiet, 'plan');
    expect(done).toContain(`${resources.length} imported, 0 added, ${Object.keys(changes).length} changed, 0 destroyed`);
    await expectNothingToDo(second);
    await destroy(second);
    expect(await resourcesOf(second).catch(() => [])).toEqual([]);
    const anew = await planned(first);
    expect(Object.keys(anew).length).toBe(resources.length);
    expect(new Set(Object.values(anew))).toEqual(new Set(['create']));
  });

  it('does all of it a second time, beside another configuration', async () => {
    const cycle = async (terraform: Terraform): Promise<void> => {
      await apply(terraform);
      await expectNothingToDo(terraform);
      await destroy(terraform);
    };
    await Promise.all([cycle(attached('first', 'one')), cycle(attached('third', 'two'))]);
    const { env, platform } = world();
    for (const route of [
      'servers',
      'labels',
      'annotations',
      'taints',
      'node-pools',
      'ssh',
      'load-balancers',
      'dns/domains',
      'credentials',
    ]) {
      const left = await fetch(`${platform.url}/api/v1/${route}`, { headers: { 'x-api-key': env['MOORAGE_API_KEY'] ?? '' } });
      expect([route, await left.json()]).toEqual([route, []]);
    }
  });

  it('is what its page says', async () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../docs/terraform.md'), 'utf8');
    const examples = [...page.matchAll(/^```hcl\n(.*?)^```/gms)].map(([, text]) => text).join('\n');
    const terraform = workspace('page', 'page', { 'main.tf': examples });
    await good(terraform, 'validate', '-no-color');
    const { provider_schemas: schemas } = schemaShape.parse(JSON.parse(await good(terraform, 'providers', 'schema', '-json')));
    const own = Object.values(schemas).flatMap((one) => [
      ...Object.keys(one.resource_schemas),
      ...Object.keys(one.data_source_schemas),
    ]);
    expect(own.filter((type) => !page.includes(`\`${type.replace('moorage_', '')}\``))).toEqual([]);
    const resources = Object.values(schemas).flatMap((one) => Object.keys(one.resource_schemas));
    // And the tests of this file are about all of it.
    expect(new Set(resources)).toEqual(allTypes);
  });

  it('says what is wrong with its settings and with a request', async () => {
    const terraform = workspace('wrong', 'wrong', {
      'main.tf': `${fixture.split('variable "prefix"')[0]}
resource "moorage_label" "wrong" {
  key   = "not a key"
  value = "x"
}`,
    });
    const refused = await terraform('apply', '-auto-approve', ...quiet);
    expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/Cannot create the label[\s\S]*key/) });
    const { platform, dir } = world();
    if (programs === undefined) return;
    const lost = createTerraform(programs, terraform.dir, {
      files: {},
      env: { MOORAGE_BASE_URL: platform.url, MOORAGE_ORG_KEY: 'org_half' },
    });
    expect(await lost('plan', ...quiet)).toMatchObject({ code: 1, output: expect.stringContaining('two halves') });
    expect(dir.path).not.toBe('');
  });
});
