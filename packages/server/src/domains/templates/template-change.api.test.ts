import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'template_changes' });
let ada: Person;
let bob: Person;
let dev: Person;
let lead: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  bob = await server.signIn('bob@example.com');
  await server.signIn('dev@example.com');
  dev = await server.addMember('dev@example.com', ada, 'developer');
  await server.signIn('lead@example.com');
  lead = await server.addMember('lead@example.com', ada, 'team_admin');
});

const body = (part: object = {}) => ({ displayName: 'Shop', image: 'nginx:1.29', ...part });
const make = async (person: Person, name: string, part: object = {}) => {
  const made = await person.post('/api/templates', body({ name, ...part }));
  expect(made.status).toBe(201);
  return made.body;
};
const put = (person: Person, name: string, part: object = {}) => person.put(`/api/templates/${name}`, body(part));
const team = () => ({ visibility: 'team', teamId: ada.teamId });

describe('changing a template', () => {
  it('replaces it whole and counts', async () => {
    expect((await make(ada, 'counted', { description: 'First.' })).version).toBe(1);
    const changed = await put(ada, 'counted', { image: 'nginx:1.30' });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(changed.body).toMatchObject({ version: 2, image: 'nginx:1.30', description: '', name: 'counted' });
    expect(changed.body.spec).toContain('nginx:1.30');
  });

  it('is no change where nothing is different', async () => {
    await make(ada, 'same');
    expect((await put(ada, 'same')).body.version).toBe(1);
    expect((await ada.get('/api/templates/same/versions')).body).toHaveLength(1);
  });

  it('is refused where somebody was faster', async () => {
    await make(ada, 'raced');
    const call = (tag: string, displayName: string) =>
      ada.call('/api/templates/raced', { method: 'PUT', body: body({ displayName }), headers: { 'if-match': tag } });
    expect((await call('"1"', 'First')).status).toBe(200);
    const late = await call('"1"', 'Second');
    expect([late.status, late.body.code, late.body.details.version]).toEqual([412, 'precondition_failed', 2]);
    expect((await call('*', 'Third')).body.version).toBe(3);
    const both = await Promise.all([call('"3"', 'Left'), call('"3"', 'Right')]);
    expect(both.map((one) => one.status).toSorted()).toEqual([200, 412]);
  });

  it('needs the role of its visibility', async () => {
    await make(ada, 'of-team', team());
    expect((await put(dev, 'of-team', { ...team(), description: 'x' })).status).toBe(403);
    expect((await put(lead, 'of-team', { ...team(), description: 'x' })).status).toBe(200);
    expect((await put(bob, 'of-team', { ...team(), description: 'y' })).status).toBe(404);
    await make(ada, 'of-all', { visibility: 'public' });
    expect((await put(bob, 'of-all', { visibility: 'public', description: 'x' })).status).toBe(403);
    await make(dev, 'devs');
    expect((await put(ada, 'devs')).status).toBe(404);
  });

  it('needs the role of the new visibility too', async () => {
    await make(dev, 'grows');
    expect((await put(dev, 'grows', team())).status).toBe(403);
    expect((await put(dev, 'grows', { visibility: 'org', orgId: ada.orgId })).status).toBe(403);
    expect((await put(dev, 'grows', { visibility: 'public' })).status).toBe(403);
    await make(lead, 'led');
    expect((await put(lead, 'led', team())).body).toMatchObject({ visibility: 'team', teamId: ada.teamId, version: 2 });
  });

  it('never takes a template from everybody but its owner, nor out of its organization', async () => {
    await make(lead, 'shared', team());
    expect((await put(ada, 'shared')).status).toBe(403);
    expect((await put(lead, 'shared')).body.visibility).toBe('private');
    await make(ada, 'stays');
    const elsewhere = await put(ada, 'stays', { orgId: bob.orgId });
    expect([elsewhere.status, elsewhere.body.details.issues[0].path]).toEqual([400, 'orgId']);
    expect((await put(ada, 'stays', { visibility: 'team', teamId: bob.teamId })).status).toBe(404);
  });

  it('refuses system templates, other names and what is not valid', async () => {
    expect((await put(ada, 'hello')).status).toBe(403);
    await make(ada, 'named');
    expect((await put(ada, 'named', { name: 'other' })).body.details.issues[0].path).toBe('name');
    const wrong = await put(ada, 'named', { spec: 'services:\n  - name: web\n    image: nginx:1.29\n    replica: 2' });
    expect(wrong.body.details.issues).toEqual([
      { path: 'spec.services[0].replica', message: 'is not a known field', line: 4, column: 5 },
    ]);
    expect((await ada.get('/api/templates/named')).body.version).toBe(1);
  });
});

describe('versions', () => {
  it('keep what was, with who and what changed', async () => {
    await make(ada, 'kept', { ...team(), description: 'First.' });
    await put(lead, 'kept', { ...team(), description: 'Second.' });
    const { body: versions } = await dev.get('/api/templates/kept/versions');
    expect(versions).toMatchObject([
      { version: 2, changed: ['description'], actor: { kind: 'user', email: 'lead@example.com' } },
      { version: 1, changed: [], actor: { email: 'ada@example.com' } },
    ]);
    expect((await dev.get('/api/templates/kept/versions/1')).body.template).toMatchObject({ description: 'First.' });
    expect((await dev.get('/api/templates/kept/versions?before=2&limit=1')).body).toMatchObject([{ version: 1 }]);
    expect((await dev.get('/api/templates/kept/versions/3')).status).toBe(404);
    expect((await dev.get('/api/templates/kept/versions/0')).status).toBe(400);
    expect((await bob.get('/api/templates/kept/versions')).status).toBe(404);
  });

  it('are seen by who could see them then', async () => {
    await make(ada, 'opened', { description: 'Our secret plan.' });
    await put(ada, 'opened', { visibility: 'public' });
    const seen = async (person: Person) =>
      (await person.get('/api/templates/opened/versions')).body.map((one: { version: number }) => one.version);
    expect([await seen(ada), await seen(dev), await seen(bob)]).toEqual([[2, 1], [2], [2]]);
    expect((await bob.get('/api/templates/opened/versions/1')).status).toBe(404);
    const { body: outside } = await bob.get('/api/templates/opened/versions/2');
    expect(outside.actor).toEqual({ kind: 'user', email: null });
  });

  it('never change, and go with their template', async () => {
    await make(ada, 'gone');
    const count = () =>
      server.app.database.system('test', async (tx) => {
        const { rows } = { rows: await tx.selectFrom('template_versions').selectAll().execute() };
        return rows.length;
      });
    const before = await count();
    const change = server.app.database.system('test', (tx) =>
      tx.updateTable('template_versions').set({ version: 9 }).where('version', '=', 1).execute(),
    );
    await expect(change).rejects.toThrow();
    await ada.delete('/api/templates/gone');
    expect(await count()).toBe(before - 1);
  });

  it('of system templates are made when what ships changes, once', async () => {
    await server.app.database.system('test', (tx) =>
      tx.updateTable('templates').set({ display_name: 'Changed' }).where('name', '=', 'hello').execute(),
    );
    await Promise.all([server.app.seed(), server.app.seed()]);
    await server.app.seed();
    const { body: versions } = await bob.get('/api/templates/hello/versions');
    const { body: hello } = await bob.get('/api/templates/hello');
    expect(versions[0]).toMatchObject({ version: hello.version, changed: ['displayName'], actor: { kind: 'system' } });
    expect(hello.displayName).toBe('Hello');
  });
});
