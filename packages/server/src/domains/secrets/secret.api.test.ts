import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'secrets_api' });
let ada: Person;
let lead: Person;
let developer: Person;
let viewer: Person;
let outsider: Person;
let stranger: Person;

async function deployed(by: Caller, name: string, more: object = {}): Promise<void> {
  const made = await by.post('/api/deployments', { template: 'hello', name, ...more });
  expect([made.status, made.body]).toMatchObject([201, {}]);
}

async function kept(
  by: Caller,
  secret: { key: string; value?: string; deploymentName?: string; serviceName?: string },
): Promise<string> {
  const made = await by.post('/api/secrets', { value: `value of ${secret.key}`, ...secret });
  expect([made.status, made.body]).toMatchObject([201, { key: secret.key }]);
  return made.body.id;
}

async function received(name: string): Promise<Record<string, Record<string, string>>> {
  await server.settle();
  const object = server.cluster.objects().find((one) => one.metadata.name === name);
  return server.cluster.secretsOf({ namespace: object?.metadata.namespace ?? '', name });
}

const gist = ({ status, body }: Answer): unknown[] => [status, body?.code ?? body];

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  stranger = await server.signIn('stranger@example.com');
  const join = async (name: string, place: { orgId: string; teamId: string }, role: string) => {
    await server.signIn(`${name}@example.com`);
    return await server.addMember(`${name}@example.com`, place, role);
  };
  lead = await join('lead', ada, 'team_admin');
  developer = await join('dev', ada, 'developer');
  viewer = await join('viewer', ada, 'viewer');
  const other = await ada.post('/api/teams', { orgId: ada.orgId, name: 'Other' });
  outsider = await join('outsider', { orgId: ada.orgId, teamId: other.body.id }, 'developer');
  await ada.post('/api/session/team', { teamId: ada.teamId });
});

describe('a secret', () => {
  it('is kept, listed without its value, changed and deleted', async () => {
    await deployed(ada, 'shop');
    const secret = { key: 'API_KEY', value: 'hunter2', deploymentName: 'shop', serviceName: 'web', description: 'Of the bank' };
    const made = await ada.post('/api/secrets', secret);
    expect(made.status).toBe(201);
    const { value: _value, ...shown } = secret;
    expect(made.body).toMatchObject({
      ...shown,
      scope: 'deployment-service',
      version: 1,
      updatedBy: 'ada@example.com',
      canWrite: true,
    });
    const changed = await ada.put(`/api/secrets/${made.body.id}`, { value: 'hunter3' });
    expect(changed.body).toMatchObject({ version: 2, description: 'Of the bank' });
    expect((await ada.put(`/api/secrets/${made.body.id}`, { description: '' })).body).toMatchObject({
      version: 2,
      description: '',
    });
    expect(await received('shop')).toEqual({ web: { API_KEY: 'hunter3' } });
    const listed = await ada.get('/api/secrets?deployment=shop');
    expect(listed.body).toMatchObject([{ id: made.body.id, key: 'API_KEY', version: 2 }]);
    expect(JSON.stringify([made.body, changed.body, listed.body])).not.toContain('hunter');
    expect((await ada.delete(`/api/secrets/${made.body.id}`)).status).toBe(204);
    expect(await received('shop')).toEqual({});
    expect((await ada.get('/api/secrets?deployment=shop')).body).toEqual([]);
  });

  it('is one of its key in its scope', async () => {
    await deployed(ada, 'twice');
    await kept(ada, { key: 'K', deploymentName: 'twice' });
    const again = await ada.post('/api/secrets', { key: 'K', value: 'x', deploymentName: 'twice' });
    expect(gist(again)).toEqual([409, 'already_exists']);
    await kept(ada, { key: 'K', deploymentName: 'twice', serviceName: 'web' });
  });

  it.each<[string, object, string]>([
    ['a key that is no name', { key: 'a-b', value: 'x' }, 'key'],
    ['no value', { key: 'A', value: '' }, 'value'],
    ['a NUL in the value', { key: 'A', value: 'hunter2\0' }, 'value'],
    ['a value that is too long', { key: 'A', value: 'x'.repeat(65_537) }, 'value'],
    ['a service without a deployment', { key: 'A', value: 'x', serviceName: 'web' }, 'serviceName'],
    ['a service that is not there', { key: 'A', value: 'x', deploymentName: 'shop', serviceName: 'no' }, 'serviceName'],
  ])('is refused with %s', async (_what, body, path) => {
    const answer = await ada.post('/api/secrets', body);
    expect(answer.status).toBe(400);
    expect(answer.body.details.issues).toMatchObject([{ path }]);
    expect(JSON.stringify(answer.body)).not.toContain('hunter');
  });

  it('needs a deployment or a template that is there', async () => {
    for (const deploymentName of ['nowhere', 'template:nowhere']) {
      expect(gist(await ada.post('/api/secrets', { key: 'A', value: 'x', deploymentName }))).toEqual([404, 'not_found']);
    }
  });
});

describe('the scopes', () => {
  it('reach a service, the narrower before the wider', async () => {
    await deployed(lead, 'scoped');
    const org = await ada.post('/api/org/secrets', { key: 'A', value: 'organization' });
    expect(org.status).toBe(201);
    const steps: [string, object][] = [
      ['user', {}],
      ['template', { deploymentName: 'template:hello' }],
      ['template-service', { deploymentName: 'template:hello', serviceName: 'web' }],
      ['deployment', { deploymentName: 'scoped' }],
      ['deployment-service', { deploymentName: 'scoped', serviceName: 'web' }],
    ];
    expect(await received('scoped')).toEqual({ web: { A: 'organization' } });
    for (const [scope, place] of steps) {
      const made = await lead.post('/api/secrets', { key: 'A', value: scope, ...place });
      expect(made.body.scope).toBe(scope);
      expect(await received('scoped')).toEqual({ web: { A: scope } });
    }
    const { body } = await lead.get('/api/secrets/effective?deployment=scoped&service=web');
    expect(body).toMatchObject([
      {
        serviceName: 'web',
        secrets: [
          {
            key: 'A',
            scope: 'deployment-service',
            covers: ['deployment', 'template-service', 'template', 'user', 'organization'],
            hiddenByVariable: false,
          },
        ],
        missing: [],
      },
    ]);
    const uses = await ada.get(`/api/secrets/${org.body.id}/usage`);
    expect(uses.body).toContainEqual({
      deploymentName: 'scoped',
      services: [{ name: 'web', receives: false, coveredBy: 'deployment-service' }],
    });
    expect(uses.body).toContainEqual({ deploymentName: 'shop', services: [{ name: 'web', receives: true, coveredBy: null }] });
    expect((await lead.get('/api/secrets')).body.map((one: { scope: string }) => one.scope)).toEqual(
      expect.arrayContaining(['user', 'template', 'template-service', 'deployment', 'deployment-service']),
    );
    expect((await ada.delete(`/api/org/secrets/${org.body.id}`)).status).toBe(204);
  });

  it('of a user reach only his own deployments', async () => {
    await deployed(lead, 'of-lead');
    await deployed(developer, 'of-dev');
    await kept(lead, { key: 'MINE' });
    expect(await received('of-lead')).toMatchObject({ web: { MINE: 'value of MINE' } });
    expect(await received('of-dev')).toEqual({});
  });

  it('of a deployment end with it', async () => {
    await deployed(ada, 'ending');
    await kept(ada, { key: 'GONE', deploymentName: 'ending' });
    await server.settle();
    await ada.post('/api/deployments/delete', { name: 'ending' });
    const status = async () => (await ada.get('/api/deployments/status?name=ending')).status;
    await waitUntil(async () => (await status()) === 404, { describe: 'the deployment is gone' });
    await server.settle();
    await server.app.database.system('test', async (tx) => {
      expect(await tx.selectFrom('secrets').selectAll().where('key', '=', 'GONE').execute()).toEqual([]);
      const paths = await tx.selectFrom('secret_documents').select('path').where('path', 'like', '%/deployments/%').execute();
      const states = await tx.selectFrom('secret_paths').select('path').where('path', 'like', '%/deployments/%').execute();
      expect(paths.map((row) => row.path).toSorted()).toEqual(states.map((row) => row.path).toSorted());
    });
  });
});

describe('the history', () => {
  it('names versions and brings one back as a new one', async () => {
    await deployed(ada, 'history');
    const id = await kept(ada, { key: 'H', value: 'one', deploymentName: 'history' });
    await lead.put(`/api/secrets/${id}`, { value: 'two' });
    const restored = await ada.post(`/api/secrets/${id}/restore`, { version: 1 });
    expect([restored.status, restored.body.version]).toEqual([200, 3]);
    expect(await received('history')).toMatchObject({ web: { H: 'one' } });
    const { body } = await viewer.get(`/api/secrets/${id}/versions`);
    expect(body).toMatchObject([
      { version: 3, isCurrent: true, restoredFrom: 1, by: 'ada@example.com' },
      { version: 2, isCurrent: false, restoredFrom: null, by: 'lead@example.com' },
      { version: 1, isCurrent: false, restoredFrom: null, by: 'ada@example.com' },
    ]);
    expect(gist(await ada.post(`/api/secrets/${id}/restore`, { version: 3 }))).toEqual([409, 'conflict']);
    expect(gist(await ada.post(`/api/secrets/${id}/restore`, { version: 9 }))).toEqual([404, 'not_found']);
  });
});

describe('an import', () => {
  it('takes all or nothing, and says by line what is wrong', async () => {
    await deployed(ada, 'imported');
    await kept(ada, { key: 'OLD', deploymentName: 'imported' });
    const send = (text: string, more: object = {}) =>
      ada.post('/api/secrets/import', { text, deploymentName: 'imported', ...more });
    const broken = await send('NEW=1\nOLD=2\nhunter2');
    expect(broken.body.details.issues).toEqual([{ path: 'line 3', message: 'is not KEY=value' }]);
    const taken = await send('NEW=1\nOLD=2');
    expect([taken.status, taken.body.details.issues]).toEqual([400, [{ path: 'line 2', message: 'OLD exists already' }]]);
    const dry = await send('NEW=1\nOLD=2', { replace: true, dryRun: true });
    expect(dry.body).toEqual({ dryRun: true, created: ['NEW'], replaced: ['OLD'] });
    const keys = async () => (await ada.get('/api/secrets?deployment=imported')).body.map((one: { key: string }) => one.key);
    expect(await keys()).toEqual(['OLD']);
    expect((await send('NEW=1\nOLD=2', { replace: true })).body.dryRun).toBe(false);
    expect(await received('imported')).toMatchObject({ web: { NEW: '1', OLD: '2' } });
    const ofOrg = await ada.post('/api/org/secrets/import', { text: 'FROM_FILE=1' });
    expect([ofOrg.status, ofOrg.body.created]).toEqual([200, ['FROM_FILE']]);
    const [{ id }] = (await ada.get('/api/org/secrets')).body;
    await ada.delete(`/api/org/secrets/${id}`);
  });
});

describe('who may what', () => {
  let id: string;
  let mine: string;
  beforeAll(async () => {
    await deployed(ada, 'guarded');
    await deployed(developer, 'by-dev');
    id = await kept(ada, { key: 'G', value: 'top', deploymentName: 'guarded' });
    mine = await kept(ada, { key: 'PERSONAL' });
    await server.settle();
  });

  const attempts = (by: Caller, secret: string): Promise<Answer>[] => [
    by.put(`/api/secrets/${secret}`, { value: 'mine now' }),
    by.delete(`/api/secrets/${secret}`),
    by.post(`/api/secrets/${secret}/restore`, { version: 1 }),
  ];
  const looks = (by: Caller, secret: string): Promise<Answer>[] => [
    by.get(`/api/secrets/${secret}/versions`),
    by.get(`/api/secrets/${secret}/usage`),
  ];

  it('lets a viewer see keys and a developer of the team no more, on what he did not make', async () => {
    for (const by of [viewer, developer]) {
      expect((await by.get('/api/secrets?deployment=guarded')).body).toMatchObject([{ key: 'G', canWrite: false }]);
      for (const answer of await Promise.all(looks(by, id))) expect(answer.status).toBe(200);
      for (const answer of await Promise.all(attempts(by, id))) expect(gist(answer)).toEqual([403, 'forbidden']);
      for (const body of [{ key: 'N', value: 'x' }, { text: 'N=1' }]) {
        const path = 'text' in body ? '/api/secrets/import' : '/api/secrets';
        expect(gist(await by.post(path, { ...body, deploymentName: 'guarded' }))).toEqual([403, 'forbidden']);
      }
    }
  });

  it('lets a developer set secrets of what he made, and no more after he lost his role', async () => {
    const own = await kept(developer, { key: 'D', deploymentName: 'by-dev' });
    const place = `/api/teams/${ada.teamId}/members/${developer.userId}`;
    await ada.put(place, { role: 'viewer' });
    expect(gist(await developer.put(`/api/secrets/${own}`, { value: 'x' }))).toEqual([403, 'forbidden']);
    await ada.put(place, { role: 'developer' });
    expect((await developer.put(`/api/secrets/${own}`, { value: 'x' })).status).toBe(200);
  });

  it('hides everything from other teams and organizations, in the words for what does not exist', async () => {
    const absent = await stranger.put('/api/secrets/0197a000-0000-7000-8000-000000000001', { value: 'x' });
    const wording = ({ status, body: { requestId: _one, ...rest } }: Answer) => ({ status, ...rest });
    for (const by of [outsider, stranger]) {
      for (const answer of await Promise.all([...looks(by, id), ...attempts(by, id)])) {
        expect(wording(answer)).toEqual(wording(absent));
      }
      expect((await by.get('/api/secrets')).body).toEqual([]);
      for (const path of ['/api/secrets?deployment=guarded', '/api/secrets/effective?deployment=guarded']) {
        expect(gist(await by.get(path))).toEqual([404, 'not_found']);
      }
      expect(gist(await by.post('/api/secrets', { key: 'G', value: 'x', deploymentName: 'guarded' }))).toEqual([
        404,
        'not_found',
      ]);
    }
  });

  it('keeps secrets of one user from all others, the owner of the organization included', async () => {
    const theirs = await kept(lead, { key: 'LEADS_OWN' });
    for (const [by, secret] of [
      [ada, theirs],
      [lead, mine],
      [developer, mine],
    ] as const) {
      for (const answer of await Promise.all([...looks(by, secret), ...attempts(by, secret)])) {
        expect(gist(answer)).toEqual([404, 'not_found']);
      }
    }
  });

  it('leaves secrets of the organization to its leaders', async () => {
    const made = await ada.post('/api/org/secrets', { key: 'LED', value: 'x' });
    for (const by of [lead, developer, viewer]) {
      expect(gist(await by.get('/api/org/secrets'))).toEqual([403, 'forbidden']);
      expect(gist(await by.post('/api/org/secrets', { key: 'B', value: 'x' }))).toEqual([403, 'forbidden']);
      for (const answer of await Promise.all([...looks(by, made.body.id), ...attempts(by, made.body.id)])) {
        expect(gist(answer)).toEqual([404, 'not_found']);
      }
    }
    // A secret of a deployment is none of the organization's.
    expect(gist(await ada.put(`/api/org/secrets/${id}`, { value: 'x' }))).toEqual([404, 'not_found']);
    expect(gist(await ada.delete(`/api/org/secrets/${id}`))).toEqual([404, 'not_found']);
    expect((await ada.delete(`/api/org/secrets/${made.body.id}`)).status).toBe(204);
  });

  it('needs the scope of a key, and a user where a secret is of one', async () => {
    const reader = await ada.withKey(['secrets:read']);
    expect((await reader.get('/api/secrets?deployment=guarded')).status).toBe(200);
    expect(gist(await reader.put(`/api/secrets/${id}`, { value: 'x' }))).toEqual([403, 'forbidden']);
    const other = await ada.withKey(['deployments:write', 'templates:write', 'orgs:write']);
    for (const answer of await Promise.all([...looks(other, id), ...attempts(other, id)])) {
      expect(gist(answer)).toEqual([403, 'forbidden']);
    }
    const machine = await ada.post(`/api/orgs/${ada.orgId}/keys`, {
      kind: 'machine',
      name: 'pipeline',
      scopes: ['secrets:write', 'secrets:read'],
      role: 'org_admin',
    });
    const pipeline = server.caller({ authorization: `Bearer ${machine.body.key}` });
    expect((await pipeline.post('/api/secrets', { key: 'CI', value: 'x', deploymentName: 'guarded' })).status).toBe(201);
    expect(gist(await pipeline.post('/api/secrets', { key: 'CI', value: 'x' }))).toEqual([403, 'forbidden']);
  });

  it('has left the value as it was', async () => {
    expect(await received('guarded')).toMatchObject({ web: { G: 'top' } });
  });
});

describe('secret parameters of a template', () => {
  const postgres = { template: 'postgres', envVars: { POSTGRES_PASSWORD: 'first-pass' } };

  it('are secrets of the deployment, and nowhere else', async () => {
    await deployed(ada, 'db', postgres);
    expect(await received('db')).toMatchObject({ db: { POSTGRES_PASSWORD: 'first-pass' } });
    expect((await ada.get('/api/secrets?deployment=db')).body).toMatchObject([{ key: 'POSTGRES_PASSWORD', scope: 'deployment' }]);
    const rows = await server.app.database.system('test', async (tx) => [
      await tx.selectFrom('deployments').selectAll().where('name', '=', 'db').execute(),
      await tx.selectFrom('releases').selectAll().execute(),
    ]);
    expect(JSON.stringify(rows)).not.toContain('first-pass');
    const [release] = (await ada.get('/api/deployments/releases?name=db')).body;
    expect(release.secrets).toContainEqual({ key: 'POSTGRES_PASSWORD', scope: 'deployment', serviceName: '', version: 1 });
  });

  it('block the roll-out where a required one is missing, and what runs goes on', async () => {
    const [{ id }] = (await ada.get('/api/secrets?deployment=db')).body;
    await ada.delete(`/api/secrets/${id}`);
    await server.settle();
    const { body } = await ada.get('/api/deployments/status?name=db');
    expect(body.evidence).toMatchObject({ reason: 'SecretMissing', message: expect.stringContaining('POSTGRES_PASSWORD') });
    expect(await received('db')).toMatchObject({ db: { POSTGRES_PASSWORD: 'first-pass' } });
    const effective = async () => (await ada.get('/api/secrets/effective?deployment=db')).body;
    expect(await effective()).toMatchObject([{ missing: ['POSTGRES_PASSWORD'], rollOut: 'stopped', canWrite: true }]);
    await kept(ada, { key: 'POSTGRES_PASSWORD', value: 'second-pass', deploymentName: 'db' });
    expect(await received('db')).toMatchObject({ db: { POSTGRES_PASSWORD: 'second-pass' } });
    expect(await effective()).toMatchObject([{ missing: [], rollOut: 'done' }]);
    expect((await ada.get('/api/deployments/status?name=db')).body.evidence).toBeNull();
  });

  it('may be given by a wider scope', async () => {
    expect((await lead.post('/api/deployments', { template: 'postgres', name: 'wide' })).status).toBe(400);
    await kept(lead, { key: 'POSTGRES_PASSWORD', value: 'of-all', deploymentName: 'template:postgres' });
    await deployed(lead, 'wide', { template: 'postgres' });
    expect(await received('wide')).toMatchObject({ db: { POSTGRES_PASSWORD: 'of-all' } });
  });

  it('change with the configuration, and come back with a release', async () => {
    await deployed(ada, 'back', postgres);
    const changed = await ada.put('/api/deployments/config', { name: 'back', envVars: { POSTGRES_PASSWORD: 'wrong-pass' } });
    expect([changed.status, changed.body.generation, changed.body.envVars.POSTGRES_PASSWORD]).toEqual([200, 2, '********']);
    expect(await received('back')).toMatchObject({ db: { POSTGRES_PASSWORD: 'wrong-pass' } });
    expect((await ada.post('/api/deployments/rollback', { name: 'back', release: 1 })).status).toBe(202);
    expect(await received('back')).toMatchObject({ db: { POSTGRES_PASSWORD: 'first-pass' } });
  });
});

describe('the audit trail', () => {
  it('tells who changed which secret, and never to what', async () => {
    const rows = await server.app.database.system('test', (tx) =>
      tx.selectFrom('audit_events').selectAll().where('event', 'like', 'secret.%').execute(),
    );
    const events = [...new Set(rows.map((row) => row.event))].toSorted();
    expect(events).toEqual(['created', 'deleted', 'imported', 'restored', 'updated'].map((event) => `secret.${event}`));
    expect(JSON.stringify(rows)).not.toMatch(/hunter|-pass|value of/);
  });
});
