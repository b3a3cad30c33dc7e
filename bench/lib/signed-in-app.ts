/**
 * The server with everything but a cluster, on a database of its own, and one user who shows who he is in all four ways.
 *
 * Limits of requests are on, as in production, but so wide that nothing is refused; log lines are written, to nowhere.
 */
import { Writable } from 'node:stream';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createLifecycle } from '@moorage/core/lifecycle';
import { createLog } from '@moorage/core/log';
import { createFakeCluster } from '@moorage/server/adapters/kubernetes/kubernetes.fake';
import { createApp } from '@moorage/server/app';
import type { App } from '@moorage/server/app-types';
import { loadConfig } from '@moorage/server/config/config';
import type { DnsProviders } from '@moorage/server/domains/dns/dns-provider.ports';
import { sha256 } from '@moorage/server/platform/crypto/digest';
import { createTestDatabase } from '@moorage/testkit/postgres';
import { migratedDatabase } from '../../packages/server/test/database.ts';

export type Headers = Readonly<Record<string, string>>;

export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly orgId: string;
  readonly teamId: string;
  /** Headers of each way to show who one is, by its name. */
  readonly credentials: Readonly<Record<'session' | 'JWT' | 'user key' | 'org key', Headers>>;
}

export interface SignedInApp {
  readonly app: App;
  readonly config: ReturnType<typeof loadConfig>;
  readonly log: ReturnType<typeof createLog>;
  readonly ids: ReturnType<typeof createIds>;
  readonly person: Person;
  /** Another key of the person. */
  addUserKey(): Promise<Headers>;
  stop(): Promise<void>;
}

const environment = {
  DEV_MODE: 'true',
  SERVER_ADDR: '127.0.0.1:0',
  REACT_UI: 'false',
  METRICS_ADDR: 'off',
  KUBERNETES_ENABLED: 'true',
  IMAGE_WATCHER_ENABLED: 'false',
  DEPLOYMENT_DOMAIN: 'apps.localhost',
  ROOT_KEY: Buffer.alloc(32, 9).toString('base64'),
  RATE_LIMIT_RPS: '100000',
  RATE_LIMIT_BURST: '100000',
  RATE_LIMIT_V1_RPM: '1000000',
  TRUSTED_PROXIES: '127.0.0.1',
  SHUTDOWN_SECONDS: '1',
};

type Call = (path: string, headers: Headers, body?: unknown) => Promise<Record<string, unknown>>;

function callerOf(app: App): Call {
  return async (path, headers, body) => {
    const sent = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const method = body === undefined ? 'GET' : 'POST';
    const response = await fetch(`${app.http.url()}${path}`, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return Object.fromEntries(Object.entries(answer ?? {}));
  };
}

/** As a sign-in for tokens leaves it behind; what it gives is fetched as any client does. */
async function accessToken(app: App, call: Call, userId: string): Promise<string> {
  const ids = createIds(systemClock);
  const [familyId, refreshToken, now] = [ids.uuid(), ids.token(), systemClock.now()];
  const times = { created_at: now, expires_at: new Date(now.getTime() + 3_600_000) };
  await app.database.system('benchmark', async (tx) => {
    const family = { id: familyId, user_id: userId, ip_address: '127.0.0.1', user_agent: '', ...times };
    await tx.insertInto('token_families').values(family).execute();
    const token = { token_hash: sha256(refreshToken), family_id: familyId, ...times };
    await tx.insertInto('refresh_tokens').values(token).execute();
  });
  const pair = await call('/api/v1/auth/refresh', {}, { refresh_token: refreshToken });
  return String(pair['access_token']);
}

async function signIn(app: App, call: Call): Promise<Person> {
  const login = await fetch(`${app.http.url()}/dev/login`, { redirect: 'manual' });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = { cookie };
  const me = await call('/api/me', session);
  const [userId, orgId, teamId] = [String(me['id']), String(me['currentOrgId']), String(me['currentTeamId'])];
  const pair = await call(`/api/orgs/${orgId}/keys`, session, { kind: 'pair', name: 'bench' });
  const key = await call('/api/v1/me/api-keys', session, { name: 'bench' });
  return {
    ...{ userId, orgId, teamId, email: String(me['email']) },
    credentials: {
      session,
      JWT: { authorization: `Bearer ${await accessToken(app, call, userId)}` },
      'user key': { 'x-api-key': String(key['plain']) },
      'org key': { 'x-org-key': String(pair['keyId']), 'x-org-secret': String(pair['key']) },
    },
  };
}

/** Starts it with so many deployments in the user's team. */
export async function startSignedInApp(deployments: number, more: { readonly zones?: DnsProviders } = {}): Promise<SignedInApp> {
  const database = await createTestDatabase(migratedDatabase('bench'));
  const config = loadConfig({ ...environment, DATABASE_DSN: database.dsn });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const log = createLog({ level: 'info', destination: nowhere });
  const ids = createIds(systemClock);
  const cluster = createFakeCluster();
  const overrides = { cluster, watch: cluster.watch, ...more };
  const app = createApp({ config, log, clock: systemClock, ids, role: 'api', overrides });
  const lifecycle = createLifecycle(app.services, { log, clock: systemClock });
  await lifecycle.start();
  const call = callerOf(app);
  const person = await signIn(app, call);
  const { session } = person.credentials;
  for (let n = 0; n < deployments; n += 1) {
    const name = `bench-${n}`;
    await call('/api/deployments', session, { template: 'hello', name, envVars: { GREETING: name } });
  }
  return {
    ...{ app, config, log, ids, person },
    async addUserKey() {
      const { plain } = await call('/api/v1/me/api-keys', session, { name: 'bench' });
      return { 'x-api-key': String(plain) };
    },
    async stop() {
      await lifecycle.stop(5_000);
      await database.drop();
    },
  };
}
