import { describe, expect, it } from 'vitest';
import { isLoopback, isLoopbackUrl, loadConfig } from './config.ts';

describe('loadConfig', () => {
  it('listens on loopback only unless told otherwise', () => {
    const config = loadConfig({});
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8080, baseUrl: 'http://localhost:8080', devMode: false });
    expect(config.metrics).toEqual({ host: '127.0.0.1', port: 9090, mayMove: true });
    expect(config.database.dsn).toBeUndefined();
    expect(config.session.secureCookie).toBe(false);
  });

  it('takes the listener from either pair of names', () => {
    expect(loadConfig({ SERVER_ADDR: ':8081' }).http).toMatchObject({ host: '0.0.0.0', port: 8081 });
    expect(loadConfig({ BIND_ADDRESS: '10.0.0.1', BIND_PORT: '0' }).http).toMatchObject({ host: '10.0.0.1', port: 0 });
    expect(() => loadConfig({ SERVER_ADDR: ':1', BIND_PORT: '2' })).toThrow(/SERVER_ADDR and BIND_ADDRESS or BIND_PORT/);
  });

  it('accepts both names of the database and hides its password', () => {
    const config = loadConfig({ DATABASE_URL: 'postgres://u:hunter2@h/db' });
    expect(config.database.dsn?.reveal()).toBe('postgres://u:hunter2@h/db');
    expect(JSON.stringify(config)).not.toContain('hunter2');
    expect(() => loadConfig({ DATABASE_DSN: 'mysql://u:hunter2@h/db' })).toThrow(/^((?!hunter2)[\s\S])*$/);
  });

  it('takes a session cookie that browsers bind to its host only where they will', () => {
    const bound = { BASE_URL: 'https://console.example.com', SESSION_COOKIE_NAME: '__Host-session' };
    expect(loadConfig(bound).session).toMatchObject({
      cookieName: '__Host-session',
      cookieDomain: undefined,
      secureCookie: true,
    });
    for (const change of [
      { BASE_URL: 'http://console.example.com' },
      { SESSION_COOKIE_DOMAIN: 'example.com' },
      { SESSION_COOKIE_NAME: '__Secure-session' },
    ]) {
      expect(() => loadConfig({ ...bound, ...change })).toThrow(/SESSION_COOKIE_NAME begins with __/);
    }
  });

  it('turns on secure cookies with an https origin', () => {
    expect(loadConfig({ BASE_URL: 'https://moorage.example.com/' })).toMatchObject({
      http: { baseUrl: 'https://moorage.example.com' },
      session: { secureCookie: true },
    });
  });

  it('reports all problems together', () => {
    expect(() =>
      loadConfig({ DEV_MODE: 'x', METRICS_ADDR: 'y', SESSION_MAX_AGE: '1', SESSION_BACKEND: 'disk', MOORAGE_INGRESS_PORT: 'z' }),
    ).toThrow(/METRICS_ADDR[\s\S]*DEV_MODE[\s\S]*SESSION_BACKEND[\s\S]*SESSION_MAX_AGE[\s\S]*MOORAGE_INGRESS_PORT/);
    expect(() => loadConfig({ REGISTRATION_POLICY: 'domains' })).toThrow(/ALLOWED_EMAIL_DOMAINS is required/);
    expect(() => loadConfig({ SESSION_BACKEND: 'redis' })).toThrow(/REDIS_URL is required/);
    const providers = { OIDC_ACME_ISSUER: 'http://id.example.com', GOOGLE_CLIENT_ID: 'x', DEV_MODE: 'x' };
    expect(() => loadConfig(providers)).toThrow(/DEV_MODE[\s\S]*OIDC_ACME_ISSUER must be https[\s\S]*OIDC_ACME_CLIENT_SECRET/);
    expect(() => loadConfig({ GOOGLE_CLIENT_ID: 'x' })).toThrow(/GOOGLE_CLIENT_SECRET are set together/);
  });

  it('knows the providers that the environment names', () => {
    const acme = { OIDC_ACME_ISSUER: 'https://id.acme.test/', OIDC_ACME_CLIENT_ID: 'a', OIDC_ACME_CLIENT_SECRET: 'b' };
    const github = { GITHUB_CLIENT_ID: 'a', GITHUB_CLIENT_SECRET: 'b' };
    const { providers } = loadConfig({ ...acme, ...github, BASE_URL: 'https://console.test' }).signIn;
    expect(providers).toMatchObject([
      { kind: 'github', id: 'github', baseUrl: 'https://github.com', redirectUrl: 'https://console.test/oauth2/callback' },
      { kind: 'oidc', id: 'acme', name: 'Acme', issuer: 'https://id.acme.test', scopes: 'openid email profile' },
    ]);
  });

  it('never sends sessions to the apps of tenants', () => {
    const apps = { DEPLOYMENT_DOMAIN: 'apps.example.com' };
    for (const domain of ['example.com', '.Example.com', 'apps.example.com', 'com']) {
      expect(() => loadConfig({ ...apps, SESSION_COOKIE_DOMAIN: domain })).toThrow(/SESSION_COOKIE_DOMAIN would send/);
    }
    for (const domain of ['console.example.com', 'ple.com', 'one.apps.example.com']) {
      expect(loadConfig({ ...apps, SESSION_COOKIE_DOMAIN: domain }).session.cookieDomain).toBe(domain);
    }
  });

  it('moves the metrics to another port only where nobody chose one', () => {
    expect(loadConfig({ METRICS_ADDR: ':9090' }).metrics).toEqual({ host: '0.0.0.0', port: 9090, mayMove: false });
  });

  it('turns metrics off', () => {
    expect(loadConfig({ METRICS_ADDR: 'off' }).metrics).toBeUndefined();
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['127.0.0.1.evil.com', false],
    ['10.0.0.1', false],
  ])('%s → %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('isLoopbackUrl', () => {
  it.each([
    ['http://localhost:8080', true],
    ['http://[::1]:8080', true],
    ['http://moorage.localhost', true],
    ['https://moorage.example.com', false],
    ['http://localhost.example.com', false],
  ])('%s → %s', (url, expected) => {
    expect(isLoopbackUrl(url)).toBe(expected);
  });
});

describe('stores of secrets', () => {
  const vault = { DATABASE_DSN: 'postgres://db', SECRETS_VAULT_ADDR: 'https://vault.example.org' };
  const read = (more: Record<string, string>) => loadConfig({ ...vault, ...more }).secretStores;

  it('are Vault with one way to log in', () => {
    expect(read({ SECRETS_VAULT_TOKEN: 'one' }).vault).toMatchObject({
      mount: 'secret',
      prefix: 'moorage',
      login: { kind: 'token' },
    });
    expect(read({ SECRETS_VAULT_KUBERNETES_ROLE: 'moorage' }).vault?.login).toMatchObject({
      mount: 'kubernetes',
      role: 'moorage',
    });
    expect(() => read({})).toThrow('SECRETS_VAULT_ADDR');
    expect(() => read({ SECRETS_VAULT_TOKEN: 'one', SECRETS_VAULT_KUBERNETES_ROLE: 'moorage' })).toThrow('several are set');
    expect(() => read({ SECRETS_VAULT_TOKEN: 'one', SECRETS_VAULT_PREFIX: 'a b' })).toThrow('SECRETS_VAULT_PREFIX');
  });

  it('are AWS Secrets Manager where there is a region', () => {
    const token = { SECRETS_VAULT_TOKEN: 'one', SECRETS_AWS_REGION: 'eu-central-1' };
    expect(read(token).aws).toMatchObject({ tags: { 'managed-by': 'moorage' }, recoveryDays: 7, credentials: undefined });
    const named = read({ ...token, SECRETS_AWS_TAGS: 'a=b,c=d=e', SECRETS_AWS_EXTERNAL_STORE: 'SecretStore/aws' });
    expect(named.aws).toMatchObject({ tags: { a: 'b', c: 'd=e' }, storeRef: { kind: 'SecretStore', name: 'aws' } });
    expect(() => read({ ...token, SECRETS_AWS_RECOVERY_DAYS: '3' })).toThrow('0, or 7 to 30');
  });
});
