import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'custom-domains', environment: { INGRESS_ADDRESSES: '192.0.2.10' } });
let owner: Person;
let rival: Person;
let app: string;
let rivalApp: string;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  rival = await server.signIn('rival@example.com');
  app = (await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId })).body.name;
  rivalApp = (await rival.post('/api/deployments', { template: 'hello', teamId: rival.teamId })).body.name;
  await server.settle();
});

interface Domain {
  readonly id: string;
  readonly host: string;
  readonly records: { readonly name: string; readonly value: string }[];
}

async function claim(person: Person, name: string, host: string): Promise<Domain> {
  const made = await person.post('/api/deployments/domains', { name, host });
  expect(made.status).toBe(201);
  return made.body;
}

function prove({ records: [challenge] }: Domain): void {
  server.dns.set(challenge?.name ?? '', 'TXT', challenge?.value ?? '');
}

const verify = (person: Person, name: string, { id }: Domain) => person.post('/api/deployments/domains/verify', { name, id });
const remove = (person: Person, name: string, { id }: Domain) => person.delete(`/api/deployments/domains?name=${name}&id=${id}`);
const list = async (person: Person, name: string) => (await person.get(`/api/deployments/domains?name=${name}`)).body;
const releases = async (name: string) => (await owner.get(`/api/deployments/releases?name=${name}`)).body;

/** What the cluster was told to route. */
async function routed(name: string): Promise<string[]> {
  await server.settle();
  const seen = server.cluster.watch.list().find((each) => each.name === name);
  return (seen?.object.spec?.ingresses ?? []).flatMap((ingress) => ingress.hosts ?? []);
}

describe('a claim', () => {
  it('tells the records to create and routes nothing', async () => {
    const made = await owner.post('/api/deployments/domains', { name: app, host: 'Shop.Example.ORG.' });
    expect(made.body).toMatchObject({
      host: 'shop.example.org',
      ingress: 'web',
      status: 'Pending',
      certificate: null,
      checkedAt: null,
      records: [
        { type: 'TXT', name: '_moorage-challenge.shop.example.org', purpose: 'ownership', state: 'unknown', found: [] },
        { type: 'CNAME', name: 'shop.example.org', value: `${app}.apps.localhost`, purpose: 'routing', state: 'unknown' },
      ],
    });
    expect(await routed(app)).toEqual([]);
    expect((await owner.post('/api/deployments/domains', { name: app, host: 'shop.example.org' })).status).toBe(409);
    expect((await verify(owner, app, made.body)).body).toMatchObject({ status: 'Pending', reason: 'RecordMissing' });
  });

  it('names addresses for an apex', async () => {
    const made = await claim(owner, app, 'apex.org');
    expect(made.records[1]).toMatchObject({ type: 'A', name: 'apex.org', value: '192.0.2.10' });
  });

  it.each(['*.example.org', '10.0.0.1', 'com', 'x.apps.localhost', 'localhost', ''])('is refused for %s', async (host) => {
    const answer = await owner.post('/api/deployments/domains', { name: app, host });
    expect(answer.status).toBe(400);
    expect(answer.body.details.issues[0].path).toContain('host');
  });

  it('is refused for an ingress that is not there', async () => {
    const answer = await owner.post('/api/deployments/domains', { name: app, host: 'in.example.org', ingress: 'nope' });
    expect([answer.status, answer.body.details.issues[0].path]).toEqual([400, 'ingress']);
  });

  it('is out of reach for other tenants and for those who only look', async () => {
    const made = await claim(owner, app, 'mine.example.org');
    expect((await rival.get(`/api/deployments/domains?name=${app}`)).status).toBe(404);
    expect((await verify(rival, app, made)).status).toBe(404);
    expect((await verify(rival, rivalApp, made)).status).toBe(404);
    expect((await remove(rival, rivalApp, made)).status).toBe(404);
    await server.signIn('viewer@example.com');
    const viewer = await server.addMember('viewer@example.com', owner, 'viewer');
    expect((await viewer.get(`/api/deployments/domains?name=${app}`)).status).toBe(200);
    expect((await verify(viewer, app, made)).status).toBe(403);
    expect((await viewer.post('/api/deployments/domains', { name: app, host: 'v.example.org' })).status).toBe(403);
  });
});

describe('a proof', () => {
  it('makes a release with the host, which goes again when it is removed', async () => {
    const domain = await claim(owner, app, 'proved.example.org');
    prove(domain);
    server.dns.set('proved.example.org', 'CNAME', `${app}.apps.localhost`);
    const before = (await releases(app))[0].number;
    const verified = await verify(owner, app, domain);
    expect(verified.body).toMatchObject({ status: 'Verified', reason: 'Routing' });
    expect(verified.body.records.map((record: { state: string }) => record.state)).toEqual(['ok', 'ok']);
    expect(await routed(app)).toEqual(['proved.example.org']);
    const diff = await owner.get(`/api/deployments/releases/diff?name=${app}&from=${before}&to=${before + 1}`);
    expect(diff.body.changes).toEqual([{ path: 'domains.proved.example.org', from: null, to: 'web' }]);
    expect(diff.body.services.every((each: { effect: string }) => each.effect === 'stays')).toBe(true);
    expect((await remove(owner, app, domain)).status).toBe(204);
    expect(await routed(app)).toEqual([]);
    expect((await remove(owner, app, domain)).status).toBe(404);
  });

  it('done twice or by many at once makes one release', async () => {
    const domain = await claim(owner, app, 'once.example.org');
    prove(domain);
    const before = (await releases(app))[0].number;
    const answers = await Promise.all(Array.from({ length: 6 }, () => verify(owner, app, domain)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect((await releases(app))[0].number).toBe(before + 1);
    await remove(owner, app, domain);
  });

  it('is not lost when the name servers are silent', async () => {
    const domain = await claim(owner, app, 'silent.example.org');
    prove(domain);
    await verify(owner, app, domain);
    server.dns.fail('_moorage-challenge.silent.example.org', 'timeout');
    const again = await verify(owner, app, domain);
    expect(again.body).toMatchObject({ status: 'Verified' });
    expect(again.body.records[0]).toMatchObject({ state: 'unknown' });
    expect(await routed(app)).toContain('silent.example.org');
    await remove(owner, app, domain);
  });

  it('that vanished is told, and the host stays routed for a while', async () => {
    const domain = await claim(owner, app, 'gone.example.org');
    prove(domain);
    await verify(owner, app, domain);
    server.dns.remove('_moorage-challenge.gone.example.org');
    expect((await verify(owner, app, domain)).body).toMatchObject({ status: 'Verified', reason: 'ProofMissing' });
    expect(await routed(app)).toContain('gone.example.org');
    await server.app.database.system('test', (tx) =>
      tx
        .updateTable('custom_domains')
        .set({ missing_since: new Date(0) })
        .where('id', '=', domain.id)
        .execute(),
    );
    expect((await verify(owner, app, domain)).body).toMatchObject({ status: 'Failed', reason: 'ProofLost' });
    expect(await routed(app)).not.toContain('gone.example.org');
    prove(domain);
    expect((await verify(owner, app, domain)).body).toMatchObject({ status: 'Verified' });
    expect(await routed(app)).toContain('gone.example.org');
    await remove(owner, app, domain);
  });
});

describe('a host that two tenants want', () => {
  it('is not blocked by a claim, and goes to whoever proves it', async () => {
    const squatter = await claim(rival, rivalApp, 'wanted.example.org');
    const rightful = await claim(owner, app, 'wanted.example.org');
    expect(squatter.records[0]?.value).not.toBe(rightful.records[0]?.value);
    prove(rightful);
    expect((await verify(rival, rivalApp, squatter)).body).toMatchObject({ status: 'Pending', reason: 'RecordWrong' });
    expect((await verify(owner, app, rightful)).body.status).toBe('Verified');
    const late = await rival.post('/api/deployments/domains', { name: rivalApp, host: 'wanted.example.org' });
    expect([late.status, late.body.details.reason]).toEqual([409, 'ClaimedElsewhere']);
    const name = '_moorage-challenge.wanted.example.org';
    server.dns.set(name, 'TXT', rightful.records[0]?.value ?? '', squatter.records[0]?.value ?? '');
    expect((await verify(rival, rivalApp, squatter)).body).toMatchObject({ status: 'Failed', reason: 'ClaimedElsewhere' });
    await remove(owner, app, rightful);
    expect((await verify(rival, rivalApp, squatter)).body.status).toBe('Verified');
    expect([await routed(app), await routed(rivalApp)]).toEqual([[], ['wanted.example.org']]);
    await remove(rival, rivalApp, squatter);
  });

  it('has one owner when both prove it at once', async () => {
    const both = [await claim(owner, app, 'race.example.org'), await claim(rival, rivalApp, 'race.example.org')] as const;
    server.dns.set('_moorage-challenge.race.example.org', 'TXT', ...both.map((each) => each.records[0]?.value ?? ''));
    await Promise.all([verify(owner, app, both[0]), verify(rival, rivalApp, both[1])]);
    expect([...(await routed(app)), ...(await routed(rivalApp))]).toEqual(['race.example.org']);
    await remove(owner, app, both[0]);
    await remove(rival, rivalApp, both[1]);
  });
});

describe('a rollback', () => {
  it('takes a host out that came later, and verifying it routes it again', async () => {
    const domain = await claim(owner, app, 'later.example.org');
    prove(domain);
    const before = (await releases(app))[0].number;
    await verify(owner, app, domain);
    expect((await owner.post('/api/deployments/rollback', { name: app, release: before })).status).toBe(202);
    expect(await routed(app)).toEqual([]);
    expect((await list(owner, app)).find((each: Domain) => each.id === domain.id)).toMatchObject({ reason: 'NotInRelease' });
    await verify(owner, app, domain);
    expect(await routed(app)).toEqual(['later.example.org']);
  });

  it('brings back only hosts that are still proved', async () => {
    const [first] = await list(owner, app).then((all: Domain[]) => all.filter((each) => each.host === 'later.example.org'));
    const withHost = (await releases(app))[0].number;
    expect((await remove(owner, app, first ?? { id: '', host: '', records: [] })).status).toBe(204);
    const answer = await owner.post('/api/deployments/rollback', { name: app, release: withHost });
    expect(answer.status).toBe(409);
    expect(await routed(app)).toEqual([]);
  });
});

describe('the job', () => {
  it('proves what is due by itself, and looks again later', async () => {
    const domain = await claim(owner, app, 'job.example.org');
    prove(domain);
    const due = (at: Date) =>
      server.app.database.system('test', async (tx) => {
        await tx.updateTable('custom_domains').set({ next_check_at: at }).where('id', '=', domain.id).execute();
      });
    await due(new Date(0));
    const sweep = server.app.jobKinds.find(({ job }) => job.kind === 'domain.sweep')?.job;
    if (sweep === undefined) throw new Error('there is no sweep');
    await server.app.database.system('test', (tx) => server.app.jobs.enqueue(tx, sweep, {}));
    expect(await routed(app)).toContain('job.example.org');
    const trail = await owner.get(`/api/deployments/activity?name=${app}`);
    expect(trail.body.find((each: { event: string }) => each.event === 'domain.verified')).toMatchObject({
      data: { host: 'job.example.org' },
    });
    const [row] = await server.app.database.system('test', (tx) =>
      tx.selectFrom('custom_domains').select(['checked_at', 'next_check_at']).where('id', '=', domain.id).execute(),
    );
    expect(row?.next_check_at?.getTime()).toBe((row?.checked_at?.getTime() ?? 0) + 600_000);
  });
});

describe('beside a canary', () => {
  it('a proof waits until the canary has ended', async () => {
    const { name, namespace } = (await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId })).body;
    const domain = await claim(owner, name, 'canary.example.org');
    await server.settle();
    server.cluster.report({ namespace, name }, { phase: 'Ready' });
    await waitUntil(async () => (await releases(name))[0].state === 'live', { describe: () => `${name} to be live` });
    const canary = { name, service: 'web', image: 'node:22-alpine', weight: 10 };
    expect((await owner.post('/api/deployments/canary', canary)).status).toBe(202);
    prove(domain);
    expect((await verify(owner, name, domain)).status).toBe(409);
    const check = server.app.jobKinds.find(({ job }) => job.kind === 'domain.check');
    if (check === undefined) throw new Error('there is no check');
    await server.app.database.system('test', (tx) => server.app.jobs.enqueue(tx, check.job, { id: domain.id }));
    expect(await routed(name)).toEqual([]);
    expect((await list(owner, name))[0]).toMatchObject({ status: 'Pending' });
    expect((await owner.post('/api/deployments/canary/abort', { name })).status).toBe(202);
    expect((await verify(owner, name, domain)).body.status).toBe('Verified');
    expect(await routed(name)).toEqual(['canary.example.org']);
  });
});

describe('a deployment that is deleted', () => {
  it('takes its domains with it', async () => {
    const { name, namespace } = (await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId })).body;
    const domain = await claim(owner, name, 'end.example.org');
    prove(domain);
    await verify(owner, name, domain);
    await server.settle();
    server.cluster.holdRemovals(true);
    await owner.post('/api/deployments/delete', { name });
    expect((await owner.post('/api/deployments/domains', { name, host: 'more.example.org' })).status).toBe(409);
    const isRemoved = () =>
      server.cluster.objects().some((one) => one.metadata.name === name && one.metadata.deletionTimestamp !== undefined);
    await waitUntil(isRemoved, { describe: 'the removal' });
    server.cluster.vanish({ namespace, name });
    server.cluster.holdRemovals(false);
    const isGone = async () => (await owner.get(`/api/deployments/status?name=${name}`)).status === 404;
    await waitUntil(isGone, { describe: 'the end of the deployment' });
    const left = await server.app.database.system('test', (tx) =>
      tx.selectFrom('custom_domains').select('id').where('id', '=', domain.id).execute(),
    );
    expect(left).toEqual([]);
    const next = await claim(rival, rivalApp, 'end.example.org');
    server.dns.set(next.records[0]?.name ?? '', 'TXT', next.records[0]?.value ?? '');
    expect((await verify(rival, rivalApp, next)).body.status).toBe('Verified');
  });
});
