/**
 * Nothing secret in what is written down: a session with every kind of secret, then every log line of all levels, the metrics, the
 * bodies of errors and the whole database, with the jobs, the audit trail and the outbox, are searched for each of them and for what
 * every sealed column holds, in clear and in the usual disguises.
 */
import { systemClock } from '@moorage/core/clock';
import { createLog } from '@moorage/core/log';
import { canary } from '@moorage/testkit/planted';
import { findSecrets } from '@moorage/testkit/secret-shapes';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { encryptedColumns } from '../src/domains/vault/encrypted-columns.rules.ts';
import { useIdentityProvider } from './identity-provider.ts';
import { sampleKubeconfig } from './infra-scene.ts';
import { type Answer, type Caller, useTestServer } from './support.ts';
import { createTestVault } from './vault.ts';

const base = 'http://console.localhost';
let logged = '';
const log = createLog({ level: 'debug', destination: { write: (line) => void (logged += line) } });
const provider = useIdentityProvider({ redirectUris: [`${base}/oauth2/callback`, `${base}/api/v1/auth/test/callback`] });
const server = useTestServer({
  name: 'secrets',
  log,
  environment: () => ({ ...provider.environment, BASE_URL: base, LOG_LEVEL: 'debug', AI_API_KEY: canary('model') }),
});

const secrets = new Map<string, string>();
const errorBodies: string[] = [];

function plant(what: string, value: unknown): string {
  if (typeof value !== 'string' || value.length < 8) throw new Error(`${what} is no secret: ${String(value)}`);
  secrets.set(what, value);
  return value;
}

function watch(caller: Caller): Caller {
  const call: Caller['call'] = async (path, options) => {
    const answer = await caller.call(path, options);
    if (answer.status >= 400) errorBodies.push(JSON.stringify([path.split('?')[0], answer.body, [...answer.headers]]));
    return answer;
  };
  return {
    ...caller,
    call,
    get: (path) => call(path),
    post: (path, body) => call(path, { method: 'POST', body }),
    put: (path, body) => call(path, { method: 'PUT', body }),
    delete: (path) => call(path, { method: 'DELETE' }),
  };
}

function cookieOf(answer: Answer, name: string): string {
  const line = answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  return line?.split(';')[0]?.slice(name.length + 1) ?? '';
}

const anybody = (): Caller => watch(server.anybody);

async function signInByProvider(): Promise<void> {
  const begun = await anybody().get('/login?provider=test&redirect=/deployments');
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  plant('the cookie of an attempt', cookie.slice(cookie.indexOf('=') + 1));
  const callback = (await provider.authorize(begun.headers.get('location') ?? '', 'ada')).replace(base, '');
  const query = new URL(callback, base).searchParams;
  plant('an authorization code', query.get('code'));
  plant('a state', query.get('state'));
  const landed = await anybody().call(callback, { headers: { cookie } });
  plant('a session', cookieOf(landed, 'session'));
  // Once more: the attempt is used up now.
  await anybody().call(callback, { headers: { cookie } });
}

async function getTokens(): Promise<void> {
  const begun = await server.anybody.call('/api/v1/auth/test/start', { method: 'POST' });
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const callback = (await provider.authorize(begun.body.auth_url, 'ada')).replace(base, '');
  const pair = await anybody().call(callback, { headers: { cookie } });
  plant('an access token', pair.body.access_token);
  const first = plant('a refresh token', pair.body.refresh_token);
  const next = await anybody().post('/api/v1/auth/refresh', { refresh_token: first });
  plant('the next refresh token', next.body.refresh_token);
  await anybody().post('/api/v1/auth/refresh', { refresh_token: canary('refresh') });
  plant('a made-up refresh token', canary('refresh'));
}

async function useKeys(ada: Caller, orgId: string): Promise<void> {
  const personal = await ada.post('/api/keys', { name: 'mine', scopes: ['orgs:read', 'deployments:write'] });
  const key = plant('a key', personal.body.key);
  await watch(server.caller({ authorization: `Bearer ${key}` })).get('/api/orgs');
  await watch(server.caller({ authorization: `Bearer ${key}` })).delete('/api/keys/0197a000-0000-7000-8000-000000000001');
  const rotated = await ada.post(`/api/keys/${String(personal.body.id)}/rotate`, { overlapSeconds: 60 });
  plant('the key after it', rotated.body.key);
  const pair = await ada.post(`/api/orgs/${orgId}/keys`, { kind: 'pair', name: 'pair' });
  plant('the secret of a pair', pair.body.key);
  const junk = `Bearer ${key.slice(0, -6)}abcdef`;
  plant('a wrong key', junk.slice(7));
  await watch(server.caller({ authorization: junk })).get('/api/me');
  await watch(server.caller({ authorization: `Basic ${btoa(`ada:${canary('password')}`)}` })).get('/api/me');
  plant('a password', canary('password'));
  await watch(server.caller({ cookie: `session=${canary('session')}` })).get('/api/me');
  plant('a made-up session', canary('session'));
}

async function invite(ada: Caller, orgId: string): Promise<void> {
  const made = await ada.post(`/api/orgs/${orgId}/invites`, { email: 'bob@example.com', role: 'org_member' });
  const link = /https?:\/\/[^"]+/.exec(JSON.stringify(made.body))?.[0] ?? '';
  const token = plant('an invitation', /[\w-]{20,}$/.exec(link)?.[0]);
  await anybody().post('/api/invites/preview', { token });
  await ada.post('/api/invites/accept', { token });
  await anybody().post('/api/invites/preview', { token: `${token}x` });
}

/** By every way in, and with what is wrong beside it. */
async function keepOfDeployment(ada: Caller): Promise<void> {
  const place = { deploymentName: 'vaulted' };
  const first = plant('a secret', canary('kept'));
  const made = await ada.post('/api/secrets', { key: 'KEPT', value: first, ...place });
  expect(made.status).toBe(201);
  const next = plant('its next version', canary('next'));
  await ada.call(`/api/secrets/${String(made.body.id)}`, { method: 'PUT', body: { value: next } });
  await ada.post(`/api/secrets/${String(made.body.id)}/restore`, { version: 1 });
  await ada.post('/api/secrets', { key: 'KEPT', value: next, ...place });
  await ada.post('/api/secrets', { key: 'no key', value: next, ...place });
  await ada.post('/api/secrets', { key: 'NUL', value: `${next}\0`, ...place });
  await ada.post('/api/org/secrets', { key: 'OF_ORG', value: plant('a secret of the organization', canary('org')) });
  const imported = plant('an imported secret', canary('imported'));
  await ada.post('/api/secrets/import', { text: `IMPORTED=${imported}`, ...place });
  await ada.post('/api/secrets/import', { text: `A=1\n${imported}\nB="${imported}`, ...place });
}

async function deploy(ada: Caller, teamId: string): Promise<void> {
  const spec = { image: 'nginx:1.29', visibility: 'team', teamId };
  const envVars = [{ name: 'DB_PASSWORD', label: 'Password', secret: true, required: true }];
  const template = await ada.post('/api/templates', { name: 'vaulted', displayName: 'Vaulted', ...spec, envVars });
  expect([template.status, template.body]).toMatchObject([201, {}]);
  const value = plant('a secret variable', canary('variable'));
  const made = await ada.post('/api/deployments', { template: 'vaulted', name: 'vaulted', envVars: { DB_PASSWORD: value } });
  expect([made.status, made.body]).toMatchObject([201, {}]);
  await ada.call('/api/deployments/config', { method: 'PUT', body: { name: 'vaulted', envVars: { DB_PASSWORD: `${value}2` } } });
  await ada.post('/api/deployments', { template: 'vaulted', name: 'x'.repeat(200), envVars: { DB_PASSWORD: value } });
  await ada.post('/api/deployments', { template: 'vaulted', envVars: { DB_PASSWORD: value, 'not a name': value } });
  await ada.call('/api/deployments', { method: 'POST', rawBody: `{"template":"vaulted","envVars":{"DB_PASSWORD":"${value}"` });
  await keepOfDeployment(ada);
  const hook = await ada.post('/api/hooks/images', { name: 'push', teamId });
  plant('the secret of a hook', hook.body.secret);
}

async function keepSecrets(ada: Caller): Promise<void> {
  const kept = { credential_provider: 'generic', kind: 'basic_auth', schema_version: 1 };
  const scope = { scope_kind: 'credential_provider', scope_version: 1, scope: {} };
  const secret = { username: 'ada', password: plant('the secret of a credential', canary('credential')) };
  const made = await ada.post('/api/v1/credentials', { ...kept, ...scope, secret });
  expect([made.status, made.body]).toMatchObject([201, {}]);
  const path = `/api/v1/credentials/${String(made.body.id)}`;
  await ada.call(path, { method: 'PATCH', body: { secret: { password: secret.password } } });
  await ada.post('/api/v1/credentials', { ...kept, ...scope, schema_version: 9, secret });
  await ada.post(`${path}/reveal`);
  await ada.post(`${path}/test`);
  const key = await ada.post('/api/v1/ssh', { name: 'node', type: 'ed25519' });
  const { body } = await ada.get(`/api/v1/ssh/${String(key.body.id)}?reveal=true`);
  plant('a line of a private key', String(body.private_key).split('\n')[3]);
  await ada.get(`/api/v1/ssh/${String(key.body.id)}/download?part=both&mode=json`);
  const passphrase = plant('a passphrase', canary('passphrase'));
  await ada.post('/api/v1/ssh/import', { name: 'again', private_key: body.private_key, passphrase });
  const wrong = { passphrase, private_key: String(body.private_key).slice(0, -80) };
  await ada.post('/api/v1/ssh/import', { name: 'damaged', ...wrong });
  const cluster = await ada.post('/api/v1/clusters', { name: 'vaulted' });
  const joined = await ada.post(`/api/v1/clusters/${String(cluster.body.id)}/reveal`);
  plant('a token that nodes join with', joined.body.random_token);
  plant('a key of certificates', joined.body.certificate_key);
  const token = plant('the token of a kubeconfig', canary('kubeconfig'));
  const kubeconfig = `# of a cluster\n${sampleKubeconfig.replace('scene-of-a-token', token)}`;
  const place = `/api/v1/clusters/${String(cluster.body.id)}/kubeconfig`;
  expect((await ada.post(place, { kubeconfig })).status).toBe(200);
  await ada.post(place, { kubeconfig: kubeconfig.replace('https:', 'http:') });
  await ada.post(place, { kubeconfig: `${kubeconfig} nonsense: [` });
  const issued = await ada.post(`${place}/issue`, { role: 'view' });
  expect(issued.status).toBe(200);
  await ada.post(`${place}/reveal`);
}

/** Every table that there is, whatever it is for; bytes are in it as hex. */
async function dump(): Promise<Map<string, string>> {
  return await server.app.database.system('test', async (tx) => {
    const { rows: tables } = await sql<{ name: string }>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'jobs') order by 1`.execute(
      tx,
    );
    const texts = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = await sql`select to_jsonb(t) as row from ${sql.raw(name)} t`.execute(tx);
      texts.set(`the table ${name}`, JSON.stringify(rows));
    }
    return texts;
  });
}

async function written(): Promise<Map<string, string>> {
  return new Map([
    ['the log', logged],
    ['the metrics', await server.app.metrics.text()],
    ['the bodies of errors', errorBodies.join('\n')],
    ...(await dump()),
  ]);
}

/** What of an opened value nobody may find: itself, the texts in it where it is a document, the longest line of a key. */
function piecesOf(plain: Buffer): Buffer[] {
  const text = plain.toString('utf8');
  if (text.startsWith('{'))
    return Object.values(JSON.parse(text)).flatMap((one) => (typeof one === 'string' ? [Buffer.from(one)] : []));
  const [longest = ''] = text.split('\n').toSorted((one, other) => other.length - one.length);
  return text.includes('\n') ? [Buffer.from(longest)] : [plain];
}

/** Opens every value of every column of the registry, as only who has the root key can. */
async function openAll(): Promise<Map<string, Buffer>> {
  const { vault } = createTestVault(server.app.database, systemClock, 9);
  const opened = new Map<string, Buffer>();
  for (const { table, column, row, org } of encryptedColumns) {
    const of = sql`${sql.ref(row)}::text as row, ${org === null ? sql`null` : sql.ref(org)}::text as org, ${sql.ref(column)} as sealed`;
    const { rows } = await server.app.database.system(
      'test',
      async (tx) =>
        await sql<{ row: string; org: string | null; sealed: Buffer }>`select ${of} from ${sql.table(table)}`.execute(tx),
    );
    for (const one of rows) {
      const plain = await vault.open({ orgId: one.org, table, row: one.row, column }, one.sealed);
      const pieces = piecesOf(plain).filter(({ byteLength }) => byteLength >= 8);
      for (const [index, piece] of pieces.entries()) opened.set(`${table}.${column} of ${one.row}, ${index}`, piece);
    }
  }
  return opened;
}

/** As it is and as it would look after the usual encodings; base64 has three, by where the text begins. */
function disguises(secret: Buffer): Map<string, string> {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  const text = secret.toString('utf8');
  const isText = Buffer.from(text).equals(secret);
  return new Map([
    ...(isText
      ? ([
          ['clear', text],
          ['URL-encoded', encodeURIComponent(text)],
          ['twice URL-encoded', encodeURIComponent(encodeURIComponent(text))],
          ['JSON in JSON', JSON.stringify(text).slice(1, -1)],
        ] as const)
      : []),
    ['hex', secret.toString('hex')],
    ['upper hex', secret.toString('hex').toUpperCase()],
    ...base64.map((form, shift) => [`base64 ${shift}`, form] as const),
    ...base64.map((form, shift) => [`base64url ${shift}`, form.replaceAll('+', '-').replaceAll('/', '_')] as const),
  ]);
}

describe('what is written down', () => {
  beforeAll(async () => {
    provider.put('ada', { email: 'ada@example.com', email_verified: true });
    await signInByProvider();
    await getTokens();
    const person = await server.signIn('ada@example.com');
    plant('another session', person.cookie.slice('session='.length));
    const ada = watch(person);
    await useKeys(ada, person.orgId);
    await invite(ada, person.orgId);
    await deploy(ada, person.teamId);
    await keepSecrets(ada);
    plant('the key of the model provider', canary('model'));
    plant('the secret of the sign-in provider', provider.environment['OIDC_TEST_CLIENT_SECRET']);
    const sink = await ada.post('/api/audit/sinks', { orgId: person.orgId, url: 'http://127.0.0.1:1/audit' });
    plant('the secret of a webhook', sink.body.secret);
    // With all of it in the body, under a key that is kept for a day.
    const again = {
      template: 'vaulted',
      name: 'again',
      envVars: { DB_PASSWORD: plant('a repeated secret', canary('repeated')) },
    };
    await ada.call('/api/deployments', { method: 'POST', body: again, headers: { 'idempotency-key': 'once' } });
    plant('the root key', Buffer.alloc(32, 9).toString('latin1'));
    await server.settle();
  });

  it('is enough to be a proof', async () => {
    const texts = await written();
    expect(secrets.size).toBeGreaterThanOrEqual(16);
    expect(errorBodies.length).toBeGreaterThanOrEqual(8);
    expect(texts.get('the log')?.split('\n').length).toBeGreaterThan(40);
    for (const text of texts.values()) expect(text.length).toBeGreaterThanOrEqual(2);
    for (const table of ['idempotency_keys', 'audit_events', 'events', 'releases'])
      expect([table, (texts.get(`the table public.${table}`) ?? '').length > 2]).toEqual([table, true]);
    expect(texts.get('the table jobs.job')?.length).toBeGreaterThan(2);
    // What is no secret is found where it lies.
    expect(texts.get('the table public.users')).toContain('ada@example.com');
  });

  it('is found by the shapes that the log of every suite is searched for', async () => {
    const device = await server.anybody.post('/api/device/code', { client: 'moorage on build-1' });
    const issued: readonly (readonly [string | undefined, string])[] = [
      [secrets.get('a session'), 'a token'],
      [secrets.get('a state'), 'a token'],
      [secrets.get('a refresh token'), 'a token'],
      [secrets.get('an invitation'), 'a token'],
      [secrets.get('the secret of a pair'), 'a token'],
      [device.body.deviceCode, 'a token'],
      [device.body.userCode, 'a code that people type'],
      [secrets.get('an access token'), 'a signed token'],
      [secrets.get('a key'), 'a key'],
      [secrets.get('the secret of a webhook'), 'the secret of a webhook'],
      [secrets.get('the secret of a hook'), 'the secret of a webhook'],
      [secrets.get('a password'), 'a planted secret'],
    ];
    const found = issued.map(([secret]) => findSecrets(`{"value":"${secret}"}`)[0]?.kind);
    expect(found).toEqual(issued.map(([, kind]) => kind));
  });

  it('is of every column that the vault seals', async () => {
    const opened = [...(await openAll()).keys()].map((place) => place.split(' ', 1).join(''));
    expect([...new Set(opened)].toSorted()).toEqual(encryptedColumns.map(({ table, column }) => `${table}.${column}`).toSorted());
  });

  it('has none of the secrets in it, in no disguise', async () => {
    const all = [...[...secrets].map(([what, secret]) => [what, Buffer.from(secret)] as const), ...(await openAll())];
    const forms = all.flatMap(([what, secret]) => [...disguises(secret)].map(([how, form]) => ({ what, how, form })));
    const found = [...(await written())].flatMap(([where, text]) =>
      forms.filter(({ form }) => text.includes(form)).map(({ what, how }) => `${what} in ${where}, ${how}`),
    );
    expect(found).toEqual([]);
  });
});
