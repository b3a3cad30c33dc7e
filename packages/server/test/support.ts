/**
 * The whole server in the test's own process: real HTTP, a real database cloned for the file, and a cluster in memory. Nobody is
 * registered yet; `signIn` makes users as the development login does.
 */
import { type Clock, systemClock } from '@moorage/core/clock';
import { createIds, type Ids } from '@moorage/core/ids';
import { createLifecycle } from '@moorage/core/lifecycle';
import { createLog, type Log, silentLog } from '@moorage/core/log';
import type { KubeClient } from '@moorage/kube/client/types';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { openTestLog } from '@moorage/testkit/test-logs';
import { afterAll, beforeAll } from 'vitest';
import { createFakeClusterTokens, type FakeClusterTokens } from '../src/adapters/kubernetes/cluster-tokens.fake.ts';
import { createFakeZones, type FakeZones } from '../src/adapters/cloud/zones/zones.fake.ts';
import { createFakeDns, type FakeDns } from '../src/adapters/dns/dns-resolver.fake.ts';
import { createFakeCluster, type FakeCluster } from '../src/adapters/kubernetes/kubernetes.fake.ts';
import { createFakeModel, type FakeModel } from '../src/adapters/model-provider/model-provider.fake.ts';
import { createApp } from '../src/app.ts';
import type { App, AppOptions, Role } from '../src/app-types.ts';
import type { SecretValues } from '../src/domains/secret-stores/index.ts';
import { loadConfig } from '../src/config/config.ts';
import { sha256 } from '../src/platform/crypto/digest.ts';
import { createMemoryTarget, type MemoryTarget } from './backup-database.ts';
import { ask } from './ask.ts';
import { cookieSecretsOf, secretsGiven, secretsIn } from './issued.ts';
import { shake } from './jitter.ts';
import { startedDatabase } from './started-database.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or undefined for an empty body. */
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are data from outside; each test says what it expects
  readonly body: any;
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who calls the API. */
export interface Caller {
  call(path: string, call?: Call): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Person extends Caller {
  readonly email: string;
  readonly userId: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly cookie: string;
  /** The same person with an API key of these scopes. */
  withKey(scopes: readonly string[]): Promise<Caller>;
}

export interface TestServer {
  readonly app: App;
  readonly cluster: FakeCluster;
  readonly model: FakeModel;
  readonly dns: FakeDns;
  /** What all providers of DNS have. */
  readonly zones: FakeZones;
  /** Clusters that give short-lived tokens. */
  readonly clusterTokens: FakeClusterTokens;
  readonly backups: MemoryTarget;
  readonly dsn: string;
  url(): string;
  anybody: Caller;
  caller(headers: Readonly<Record<string, string>>): Caller;
  signIn(email: string): Promise<Person>;
  /** A session of a user that began longer ago than what needs a recent sign-in bears. */
  signedInLongAgo(email: string): Promise<Caller>;
  /** Puts a user who exists into a team of somebody else; he works there from then on. */
  addMember(email: string, place: { readonly orgId: string; readonly teamId: string }, role: string): Promise<Person>;
  /** Until all jobs that are due have run. */
  settle(): Promise<void>;
}

export interface TestServerOptions {
  /** Beside the one that is built in. */
  readonly secretStores?: readonly SecretValues[];
  readonly name: string;
  /** Read when the server starts. */
  readonly environment?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  readonly withoutCluster?: boolean;
  /** A cluster in place of the one in memory; asked for when the server starts. */
  readonly kube?: () => KubeClient;
  readonly withoutModel?: boolean;
  readonly withoutBackups?: boolean;
  /** Plans bind. */
  readonly billingEnabled?: boolean;
  readonly role?: Role;
  /** In place of the system's. */
  readonly clock?: Clock;
  /** What refers to credentials and SSH keys. */
  readonly uses?: NonNullable<AppOptions['overrides']>['uses'];
  /** Beside the one of the run, which is searched for secrets at its end. */
  readonly log?: Log;
}

const environment = {
  DEV_MODE: 'true',
  SERVER_ADDR: '127.0.0.1:0',
  REACT_UI: 'false',
  RATE_LIMIT_ENABLED: 'false',
  METRICS_ADDR: 'off',
  KUBERNETES_ENABLED: 'true',
  EXEC_ENABLED: 'true',
  JWT_PRIVATE_ENC_KEY: Buffer.alloc(32, 7).toString('base64'),
  ROOT_KEY: Buffer.alloc(32, 9).toString('base64'),
  IMAGE_WATCHER_ENABLED: 'false',
  DEPLOYMENT_DOMAIN: 'apps.localhost',
  SHUTDOWN_SECONDS: '1',
  BACKUP_SCHEDULE: 'off',
  BACKUP_VERIFY_SCHEDULE: 'off',
};

/** As a browser does: a session that got another id is shown by that one. */
function keepSession(headers: Record<string, string>, cookies: readonly string[]): void {
  const given = cookies.map((cookie) => cookie.split(';', 1).join(''));
  const session = given.find((cookie) => /^session=./.test(cookie));
  if (session !== undefined && headers['cookie']?.startsWith('session=') === true) headers['cookie'] = session;
}

type Issued = (value: string) => void;

interface Reach {
  readonly url: () => string;
  readonly issued: Issued;
}

function createCaller({ url, issued }: Reach, first: Readonly<Record<string, string>>): Caller {
  const headers: Record<string, string> = { ...first };
  async function call(path: string, { method = 'GET', body, rawBody, headers: more }: Call = {}): Promise<Answer> {
    const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
    const asked = { method, headers: { ...type, ...headers, ...more }, body: text };
    const { status, headers: said, cookies, text: answer } = await ask(`${url()}${path}`, asked);
    keepSession(headers, cookies);
    const isJson = said.get('content-type')?.includes('json') === true;
    const answered: unknown = isJson ? JSON.parse(answer) : answer || undefined;
    for (const secret of [...secretsGiven(body), ...secretsIn(answered), ...cookieSecretsOf(cookies)]) issued(secret);
    return { status, headers: said, body: answered };
  }
  return {
    call,
    headers,
    get: (path) => call(path),
    post: (path, body) => call(path, { method: 'POST', body }),
    put: (path, body) => call(path, { method: 'PUT', body }),
    delete: (path) => call(path, { method: 'DELETE' }),
  };
}

async function signIn(reach: Reach, email: string): Promise<Person> {
  const answer = await createCaller(reach, {}).get(`/dev/login?email=${encodeURIComponent(email)}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (answer.status !== 303 || cookie === undefined) {
    throw new Error(`cannot sign ${email} in: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  const caller = createCaller(reach, { cookie });
  const { body: me } = await caller.get('/api/me');
  return {
    ...caller,
    email,
    cookie,
    userId: me.id,
    orgId: me.currentOrgId,
    teamId: me.currentTeamId,
    async withKey(scopes) {
      const made = await caller.post('/api/keys', { name: 'test', scopes });
      return createCaller(reach, { authorization: `Bearer ${made.body.key}` });
    },
  };
}

/** Its first request comes after it has aged: what is known of sessions is remembered for a while. */
async function signedInLongAgo(app: App, reach: Reach, email: string): Promise<Caller> {
  const answer = await createCaller(reach, {}).get(`/dev/login?email=${encodeURIComponent(email)}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const id_hash = sha256(cookie.slice(cookie.indexOf('=') + 1));
  const created_at = new Date(systemClock.now().getTime() - 11 * 60_000);
  const aged = await app.database.system('test: age a session', (tx) =>
    tx.updateTable('sessions').set({ created_at }).where('id_hash', '=', id_hash).executeTakeFirst(),
  );
  if (aged.numUpdatedRows !== 1n) throw new Error('there is no such session');
  return createCaller(reach, { cookie });
}

async function addMember(
  app: App,
  email: string,
  place: { readonly orgId: string; readonly teamId: string },
  role: string,
): Promise<void> {
  await app.database.system('test: add a member', async (tx) => {
    const { id } = await tx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirstOrThrow();
    const at = systemClock.now();
    const orgRole = role.startsWith('org_') ? role : 'org_member';
    await tx.insertInto('org_members').values({ org_id: place.orgId, user_id: id, role: orgRole, joined_at: at }).execute();
    if (orgRole !== role) {
      const member = { team_id: place.teamId, org_id: place.orgId, user_id: id, role, joined_at: at };
      await tx.insertInto('team_members').values(member).execute();
    }
    await tx.updateTable('users').set({ current_team_id: place.teamId }).where('id', '=', id).execute();
    await app.database.notify(tx, 'moorage_actors', id);
  });
}

/** Every line to both. */
function both(one: Log, other: Log): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error'): Log[typeof level] =>
    (message, fields) => {
      one[level](message, fields);
      other[level](message, fields);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => both(one.child(fields), other.child(fields)),
  };
}

/** Whatever is made of a random token, the log may not have it. */
function recordingIds(issued: Issued): Ids {
  const ids = createIds(systemClock);
  return {
    ...ids,
    token() {
      const token = ids.token();
      issued(token);
      return token;
    },
  };
}

/** Not started, and with nothing of the machine. */
export function appOn(dsn: string): App {
  const cluster = createFakeCluster();
  return createApp({
    config: loadConfig({ ...environment, DATABASE_DSN: dsn }),
    log: silentLog,
    clock: systemClock,
    ids: createIds(systemClock),
    role: 'all',
    overrides: { cluster, watch: cluster.watch, backups: createMemoryTarget() },
  });
}

/** Registers hooks that start a server before the tests of a file and stop it after them. */
export function useTestServer(options: TestServerOptions): TestServer {
  const database = useTestDatabase(startedDatabase(options.name, appOn));
  const cluster = createFakeCluster();
  const model = createFakeModel();
  const dns = createFakeDns();
  const zones = createFakeZones();
  const clusterTokens = createFakeClusterTokens();
  const backups = createMemoryTarget();
  const testLog = openTestLog(options.name);
  const started: { app?: App; lifecycle?: ReturnType<typeof createLifecycle> } = {};
  const running = (): App => {
    if (started.app === undefined) throw new Error('the test server runs from beforeAll on');
    return started.app;
  };
  beforeAll(async () => {
    const more = typeof options.environment === 'function' ? options.environment() : options.environment;
    const config = loadConfig({ ...environment, ...more, DATABASE_DSN: database.dsn });
    const written = createLog({ level: 'debug', destination: testLog });
    const log = options.log === undefined ? written : both(written, options.log);
    const overrides = {
      ...(options.secretStores === undefined ? {} : { secretStores: options.secretStores }),
      ...(options.withoutCluster === true || options.kube !== undefined ? {} : { cluster, watch: cluster.watch }),
      ...(options.withoutModel === true ? {} : { model }),
      resolver: dns,
      zones,
      clusterTokens,
      ...(options.withoutBackups === true ? {} : { backups }),
      billingEnabled: options.billingEnabled ?? false,
      ...(options.uses === undefined ? {} : { uses: options.uses }),
    };
    const app = createApp({
      config,
      log,
      clock: options.clock ?? systemClock,
      ids: recordingIds(testLog.issued),
      role: options.role ?? 'all',
      ...(options.kube === undefined ? {} : { kube: options.kube() }),
      overrides,
    });
    shake(app, cluster);
    started.app = app;
    started.lifecycle = createLifecycle(app.services, { log, clock: systemClock });
    await started.lifecycle.start();
  });
  afterAll(async () => {
    await started.lifecycle?.stop(5_000);
    testLog.flush();
  });
  const url = (): string => running().http.url();
  const reach = { url, issued: testLog.issued };
  return {
    get app() {
      return running();
    },
    get dsn() {
      return database.dsn;
    },
    cluster,
    model,
    dns,
    zones,
    clusterTokens,
    backups,
    url,
    anybody: createCaller(reach, {}),
    caller: (headers) => createCaller(reach, headers),
    signIn: (email) => signIn(reach, email),
    signedInLongAgo: (email) => signedInLongAgo(running(), reach, email),
    async addMember(email, place, role) {
      await addMember(running(), email, place, role);
      return await signIn(reach, email);
    },
    settle: () => running().jobs.idle(),
  };
}
