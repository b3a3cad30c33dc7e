/**
 * What the samples of `samples.ts` refer to. Each thing has its maker, which asks for the things it needs itself, so that a test
 * of one route makes what its sample reads and nothing else: all of it together is a second of work, once for each route.
 */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { waitUntil } from '@moorage/testkit/wait-until';
import { backupNameOf } from '../src/domains/backups/index.ts';
import { sha256 } from '../src/platform/crypto/digest.ts';
import { infraMakers, type InfraStage, type InfraThings } from './infra-scene.ts';
import type { Person, TestServer } from './support.ts';

/** What samples refer to; all of it belongs to `owner`. */
export interface Scene extends InfraThings {
  readonly owner: Person;
  readonly deployment: string;
  /** Ready, and ready with a canary that is. */
  readonly live: string;
  readonly withCanary: string;
  readonly template: string;
  readonly keyId: string;
  readonly sessionId: string;
  /** A webhook for the audit trail. */
  readonly sinkId: string;
  /** A key of the owner's organization. */
  readonly orgKeyId: string;
  /** A key of the owner for the infrastructure plane. */
  readonly userKeyId: string;
  /** Claimed, and its proof is there to be found. */
  readonly emailDomainId: string;
  /** One of two of the owner. */
  readonly identityId: string;
  /** Not yet used. */
  readonly refreshToken: string;
  readonly hookId: string;
  /** One that waits, and the token of one for the owner himself. */
  readonly invitationId: string;
  readonly invitationToken: string;
  /** Two more people of the organization: one in the owner's team, one in none. */
  readonly mateId: string;
  readonly handId: string;
  readonly handEmail: string;
  /** A role of the organization's own that nobody has, and guests of the deployment and of the template. */
  readonly role: string;
  readonly grantId: string;
  readonly templateGrantId: string;
  /** Of none of the owner's organizations. */
  readonly outsiderId: string;
  /** Of the owner as well, and dispensable: one organization with its only other member, and one empty team. */
  readonly spareOrg: { readonly id: string; readonly slug: string; readonly memberId: string };
  readonly spareTeamId: string;
  /** Of somebody else, with the owner as a member. */
  readonly foreignOrgId: string;
  /** Claimed, and its proof is there to be found. */
  readonly domainId: string;
  /** White-label, without organizations; the owner runs the platform where he was the first to come. */
  readonly clientId: string;
  /** Of programs that ask to act for the owner: one waits for his answer, one has it. */
  readonly userCode: string;
  readonly deviceCode: string;
  /** A key of the owner in full. */
  readonly shownKey: string;
  /** Work of the platform: one waits for later, one was called off. */
  readonly waitingJobId: string;
  readonly endedJobId: string;
  /** Of the platform; it lies at its target and cannot be restored. */
  readonly backupId: string;
  /** Of the deployment, with two versions; and one of the organization. */
  readonly secretId: string;
  readonly orgSecretId: string;
  /** Different in each call, for names. */
  unique(): string;
}

/** A good request. */
export interface Sample {
  readonly path: string;
  readonly body?: unknown;
}

/** Things that several things of a scene are taken from. */
interface Sources {
  readonly mate: Person;
  readonly hand: Person;
  readonly foreign: Person;
}

type Things = Omit<Scene, 'owner' | 'unique'> & Sources;

/** What makers work with: the server, whose scene it is, and everything else on demand, once. */
interface Stage extends InfraStage {
  readonly server: TestServer;
  make<Name extends keyof Things>(name: Name): Promise<Things[Name]>;
}

type Makers = { readonly [Name in keyof Things]: (stage: Stage) => Promise<Things[Name]> };

async function join({ server, owner, unique }: Stage, name: string, role: string): Promise<Person> {
  const email = `${name}${unique()}@example.com`;
  await server.signIn(email);
  return await server.addMember(email, owner, role);
}

/** A deployment that is ready. */
async function setLive({ server, owner }: Stage): Promise<{ namespace: string; name: string }> {
  const { body } = await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId });
  await server.settle();
  const key = { namespace: String(body.namespace), name: String(body.name) };
  server.cluster.report(key, { phase: 'Ready' });
  const states = async () => (await owner.get(`/api/deployments/releases?name=${key.name}`)).body;
  await waitUntil(async () => (await states())[0].state === 'live', { describe: `${key.name} is live` });
  return key;
}

async function setCanary(stage: Stage): Promise<string> {
  const { server, owner } = stage;
  const key = await setLive(stage);
  await owner.post('/api/deployments/canary', { name: key.name, service: 'web', image: 'node:22-alpine', weight: 10 });
  await server.settle();
  const canary = { service: 'web', image: 'node:22-alpine', weight: 10, replicas: 1, readyReplicas: 1, state: 'Ready' } as const;
  server.cluster.report(key, { phase: 'Ready', canary });
  const phase = async () => (await owner.get(`/api/deployments/status?name=${key.name}`)).body.canary.phase;
  await waitUntil(async () => (await phase()) === 'running', { describe: `the canary of ${key.name} runs` });
  return key.name;
}

/** Two ways to sign in, as sign-in leaves them; the first one's id. */
async function putIdentities({ server, owner }: Stage): Promise<string> {
  const ids = createIds(systemClock);
  const now = systemClock.now();
  const identityId = ids.uuid();
  const rows = [identityId, ids.uuid()].map((id) => {
    const account = { issuer: 'https://id.test', subject: id, provider: 'test', email: owner.email };
    return { id, user_id: owner.userId, ...account, created_at: now, last_used_at: now };
  });
  await server.app.database.system('test', (tx) => tx.insertInto('identities').values(rows).execute());
  return identityId;
}

async function putRefreshToken({ server, owner }: Stage): Promise<string> {
  const ids = createIds(systemClock);
  const now = systemClock.now();
  const [familyId, refreshToken] = [ids.uuid(), ids.token()];
  const times = { created_at: now, expires_at: new Date(now.getTime() + 3_600_000) };
  await server.app.database.system('test', async (tx) => {
    const family = { id: familyId, user_id: owner.userId, ip_address: '', user_agent: '', ...times };
    await tx.insertInto('token_families').values(family).execute();
    const token = { token_hash: sha256(refreshToken), family_id: familyId, ...times };
    await tx.insertInto('refresh_tokens').values(token).execute();
  });
  return refreshToken;
}

async function claimEmailDomain({ server, owner, unique }: Stage): Promise<string> {
  const { body } = await owner.post(`/api/orgs/${owner.orgId}/email-domains`, { domain: `m${unique()}.example.org` });
  server.dns.set(body.record.name, 'TXT', body.record.value);
  return body.id;
}

async function claimHost({ server, owner, unique, make }: Stage): Promise<string> {
  const claim = { name: await make('deployment'), host: `c${unique()}.example.org` };
  const { body } = await owner.post('/api/deployments/domains', claim);
  server.dns.set(body.records[0].name, 'TXT', body.records[0].value);
  return body.id;
}

/** A check of a domain that is gone, for later: harmless whenever it runs. */
export async function putJob({ app }: TestServer): Promise<string> {
  const { desk } = app.jobs;
  const job = desk.kinds().find(({ kind }) => kind === 'domain.check');
  if (job === undefined) throw new Error('there is no such kind');
  const startAfter = new Date(systemClock.now().getTime() + 3_600_000);
  const payload = { id: createIds(systemClock).uuid() };
  return await app.database.system('test', (tx) => desk.enqueue(tx, job, payload, { startAfter }));
}

/** The same, called off. */
export async function putEndedJob(server: TestServer): Promise<string> {
  const { app } = server;
  const id = await putJob(server);
  await app.database.system('test', (tx) => app.jobs.desk.cancel(tx, { id, kind: 'domain.check' }));
  return id;
}

async function putBackup({ server: { app, backups } }: Stage): Promise<string> {
  const id = createIds(systemClock).uuid();
  const started_at = systemClock.now();
  const name = backupNameOf(started_at, id);
  for (const part of ['data', 'manifest']) backups.objects.set(`${name}/${part}`, Buffer.from('{}\n'));
  await app.database.system('test', (tx) =>
    tx.insertInto('backups').values({ id, name, target: 'memory', state: 'good', started_at }).execute(),
  );
  return id;
}

async function setSecret({ owner, unique, make }: Stage): Promise<string> {
  const secret = { key: `S${unique()}`, value: 'first', deploymentName: await make('deployment') };
  const { body } = await owner.post('/api/secrets', secret);
  await owner.put(`/api/secrets/${body.id}`, { value: 'second' });
  return body.id;
}

/** An organization has only few, so the scenes of one owner share it. */
async function setSink({ owner }: Stage): Promise<string> {
  const { body: sinks } = await owner.get(`/api/audit/sinks?org_id=${owner.orgId}`);
  if (sinks.length > 0) return sinks[0].id;
  return (await owner.post('/api/audit/sinks', { orgId: owner.orgId, url: 'http://127.0.0.1:1/audit' })).body.id;
}

async function setDeployment({ server, owner }: Stage): Promise<string> {
  const { body } = await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId });
  // A second release, so that there is one to compare with and one to go back to.
  await owner.put('/api/deployments/config', { name: body.name, envVars: { GREETING: 'Second' } });
  await server.settle();
  return body.name;
}

async function setSpareOrg({ server, owner, unique, make }: Stage): Promise<Scene['spareOrg']> {
  const mate = await make('mate');
  const { body: spare } = await owner.post('/api/orgs', { name: `Spare ${unique()}` });
  const { body: teams } = await owner.get(`/api/teams?org_id=${spare.id}`);
  await server.addMember(mate.email, { orgId: spare.id, teamId: teams[0].id }, 'org_member');
  return { id: spare.id, slug: spare.slug, memberId: mate.userId };
}

async function setGuest({ server, owner, unique, make }: Stage, thing: 'deployment' | 'template'): Promise<string> {
  const guest = await server.signIn(`guest${unique()}@example.com`);
  const name = await make(thing);
  return (await owner.post(`/api/${thing}s/grants`, { name, email: guest.email, role: 'viewer' })).body.id;
}

async function setForeign({ server, owner, unique }: Stage): Promise<Person> {
  const foreign = await server.signIn(`host${unique()}@example.com`);
  await server.addMember(owner.email, foreign, 'org_admin');
  // To be added somewhere is to work there from then on.
  await owner.post('/api/session/team', { teamId: owner.teamId });
  return foreign;
}

async function setTemplate({ owner, unique }: Stage): Promise<string> {
  const where = { visibility: 'team', teamId: owner.teamId };
  const made = await owner.post('/api/templates', { name: `t-${unique()}`, displayName: 'T', image: 'nginx:1.29', ...where });
  return made.body.name;
}

/** Where all are wanted, they are made in this order. */
const makers: Makers = {
  deployment: setDeployment,
  template: setTemplate,
  keyId: async ({ owner }) => (await owner.post('/api/keys', { name: 'scene', scopes: ['orgs:read'] })).body.id,
  hookId: async ({ owner, unique }) =>
    (await owner.post('/api/hooks/images', { name: `Hook ${unique()}`, teamId: owner.teamId })).body.id,
  userKeyId: async ({ owner }) => (await owner.post('/api/v1/me/api-keys', { name: 'scene' })).body.id,
  emailDomainId: claimEmailDomain,
  orgKeyId: async ({ owner }) => (await owner.post(`/api/orgs/${owner.orgId}/keys`, { kind: 'pair', name: 'scene' })).body.id,
  sessionId: async ({ server, owner }) => {
    await server.signIn(owner.email);
    const { body } = await owner.get('/api/sessions');
    return body.find((session: { current: boolean }) => !session.current).id;
  },
  domainId: claimHost,
  clientId: async ({ owner, unique }) => {
    const made = await owner.post('/api/clients', { name: 'Scene', slug: `s${unique()}`, domain: `s${unique()}.example.net` });
    // Only who runs the platform may have one.
    return made.body.id ?? crypto.randomUUID();
  },
  mate: (stage) => join(stage, 'mate', 'developer'),
  hand: (stage) => join(stage, 'hand', 'org_member'),
  foreign: setForeign,
  spareOrg: setSpareOrg,
  spareTeamId: async ({ owner, unique }) =>
    (await owner.post('/api/teams', { orgId: owner.orgId, name: `Spare ${unique()}` })).body.id,
  invitationId: async ({ owner, unique }) =>
    (await owner.post(`/api/teams/${owner.teamId}/invite`, { email: `w${unique()}@example.com`, role: 'viewer' })).body.id,
  invitationToken: async ({ owner, make }) => {
    const foreign = await make('foreign');
    const own = await foreign.post(`/api/teams/${foreign.teamId}/invite`, { email: owner.email, role: 'viewer' });
    return own.body.link.split('token=')[1];
  },
  mateId: async ({ make }) => (await make('mate')).userId,
  handId: async ({ make }) => (await make('hand')).userId,
  handEmail: async ({ make }) => (await make('hand')).email,
  outsiderId: async ({ make }) => (await make('foreign')).userId,
  foreignOrgId: async ({ make }) => (await make('foreign')).orgId,
  role: async ({ owner, unique }) => {
    const role = { name: `r${unique()}`, actions: ['deployment:restart'] };
    return (await owner.post(`/api/orgs/${owner.orgId}/roles`, role)).body.name;
  },
  grantId: (stage) => setGuest(stage, 'deployment'),
  templateGrantId: (stage) => setGuest(stage, 'template'),
  userCode: async ({ server }) => (await server.anybody.post('/api/device/code', { client: 'scene' })).body.userCode,
  deviceCode: async ({ server, owner }) => {
    const { body } = await server.anybody.post('/api/device/code', { client: 'scene' });
    await owner.post(`/api/device/${body.userCode}/approve`, {});
    return body.deviceCode;
  },
  shownKey: async ({ owner }) => (await owner.post('/api/keys', { name: 'shown', scopes: ['orgs:read'] })).body.key,
  live: async (stage) => (await setLive(stage)).name,
  withCanary: setCanary,
  sinkId: setSink,
  waitingJobId: ({ server }) => putJob(server),
  endedJobId: ({ server }) => putEndedJob(server),
  backupId: putBackup,
  identityId: putIdentities,
  secretId: setSecret,
  orgSecretId: async ({ owner, unique }) =>
    (await owner.post('/api/org/secrets', { key: `O${unique()}`, value: 'v', orgId: owner.orgId })).body.id,
  refreshToken: putRefreshToken,
  ...infraMakers,
};

function isThing(name: PropertyKey): name is keyof Things {
  return Object.hasOwn(makers, name);
}

/** Which things a sample reads: it is asked once with a scene that has nothing and takes note. */
function readBy(sample: (scene: Scene) => unknown, owner: Person): (keyof Things)[] {
  const seen = new Set<keyof Things>();
  const nothing: unknown = new Proxy(() => '', {
    get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : nothing),
  });
  const scene: Scene = new Proxy(Object.create(null), {
    get(_target, name) {
      if (name === 'owner') return owner;
      if (isThing(name)) seen.add(name);
      return nothing;
    },
  });
  sample(scene);
  return [...seen];
}

function createStage(server: TestServer, owner: Person): Stage {
  let count = 0;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a name stands for is said by the makers that fill it
  const made = new Map<keyof Things, Promise<any>>();
  const stage: Stage = {
    server,
    owner,
    unique: () => `${owner.teamId.slice(-6)}${(count += 1)}x${Math.trunc(performance.now())}`,
    async make(name) {
      const thing = made.get(name) ?? makers[name](stage);
      made.set(name, thing);
      return await thing;
    },
  };
  return stage;
}

/** Makes everything that samples refer to, new, or only what one sample reads. */
export async function setScene(server: TestServer, owner: Person, sample?: (scene: Scene) => unknown): Promise<Scene> {
  const stage = createStage(server, owner);
  const wanted = sample === undefined ? Object.keys(makers).filter(isThing) : readBy(sample, owner);
  const things: [string, unknown][] = [];
  for (const name of wanted) things.push([name, await stage.make(name)]);
  await server.settle();
  const { unique } = stage;
  return new Proxy(Object.assign(Object.create(null), { owner, unique }, Object.fromEntries(things)), {
    get(scene, name) {
      if (isThing(name) && !(name in scene)) throw new Error(`the scene of this test has no ${name}`);
      return scene[name];
    },
  });
}
