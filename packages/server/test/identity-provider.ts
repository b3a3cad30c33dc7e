/**
 * A certified OpenID provider as a real server on loopback, and ways to make it lie.
 *
 * Behind `node:http` stands `oidc-provider` with a login page that asks for an address. Between it and its clients one may change an
 * answer of the token endpoint, as a provider that was broken into or misconfigured would.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, SignJWT, UnsecuredJWT, decodeJwt, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll } from 'vitest';

/** What the provider says of an account. */
export interface Account {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name?: string;
}

export type Lie =
  | { readonly kind: 'claims'; readonly claims: JWTPayload; readonly withKey?: 'other' | 'withdrawn' }
  | { readonly kind: 'none' };

export interface IdentityProvider {
  readonly issuer: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Creates or changes an account; its subject is `sub`. */
  put(sub: string, account: Account): void;
  /** The next id token is not as it should be. */
  lieOnce(lie: Lie): void;
  /** Signs with another key from now on, and publishes only that one. */
  rotateKey(): Promise<void>;
  /** Follows an authorization address as a browser of this account does; answers where the provider sends it back. */
  authorize(url: string, sub: string): Promise<string>;
}

interface Keys {
  kid: string;
  privateKey: KeyObject;
}

function newKeys(kid: string): Keys {
  return { kid, privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey };
}

/** Cookies of one visit to the provider. */
function createJar() {
  const jar = new Map<string, string>();
  return {
    header: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    keep(response: Response) {
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';');
        const at = pair.indexOf('=');
        jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
    },
  };
}

export interface ProviderOptions {
  readonly clientId?: string;
  /** Where it may send people back. */
  readonly redirectUris: readonly string[];
}

/** For browsers; who follows by himself posts at once. */
const loginPage = `<!doctype html><html lang="en"><title>Identity provider</title>
<form method="post"><label>Account <input name="sub"></label> <button>Continue</button></form></html>`;

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

export function useIdentityProvider({ clientId = 'moorage', redirectUris }: ProviderOptions): IdentityProvider {
  const accounts = new Map<string, Account>();
  const clientSecret = 'a-secret-of-tests-that-is-long-enough';
  const unknownKey = newKeys('unknown').privateKey;
  let keys = newKeys('first');
  let withdrawn: Keys | undefined;
  let lie: Lie | undefined;
  let server: Server;
  let provider: Provider;
  let issuer = '';

  async function build(): Promise<Provider> {
    const jwk = { ...(await exportJWK(keys.privateKey)), kid: keys.kid, use: 'sig', alg: 'RS256' };
    return new Provider(issuer, {
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      jwks: { keys: [jwk] },
      ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
      cookies: { keys: ['of tests'] },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, ...accounts.get(sub) }) }),
      async loadExistingGrant(ctx) {
        const grant = new ctx.oidc.provider.Grant({ clientId, accountId: ctx.oidc.session?.accountId ?? '' });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
  }

  function keyOf(which: 'other' | 'withdrawn' | undefined): Keys {
    if (which === 'other') return { kid: keys.kid, privateKey: unknownKey };
    if (which === undefined) return keys;
    if (withdrawn === undefined) throw new Error('no key was withdrawn yet: rotate first');
    return withdrawn;
  }

  async function told(text: string): Promise<string> {
    const said = lie;
    lie = undefined;
    const answer: { id_token?: string } = JSON.parse(text);
    if (said === undefined || answer.id_token === undefined) return text;
    const claims = decodeJwt(answer.id_token);
    if (said.kind === 'none') return JSON.stringify({ ...answer, id_token: new UnsecuredJWT(claims).encode() });
    const { kid, privateKey } = keyOf(said.withKey);
    const signed = await new SignJWT({ ...claims, ...said.claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    return JSON.stringify({ ...answer, id_token: signed });
  }

  /** Gives the answer to the real provider's callback, with the token endpoint's text changed on the way. */
  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith('/interaction/') === true) {
      if (request.method === 'GET') {
        response.setHeader('content-type', 'text/html; charset=utf-8').end(loginPage);
        return;
      }
      void bodyOf(request).then((form) =>
        provider.interactionFinished(request, response, { login: { accountId: form.get('sub') ?? '' } }),
      );
      return;
    }
    if (request.url === '/token') {
      const end = response.end.bind(response);
      const late = (chunk: unknown): ServerResponse => {
        void told(String(chunk)).then((text) => {
          response.setHeader('content-length', Buffer.byteLength(text));
          end(text);
        });
        return response;
      };
      Object.assign(response, { end: late });
    }
    void provider.callback()(request, response);
  }

  beforeAll(async () => {
    server = createServer(serve);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    provider = await build();
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function visit(first: string, sub: string): Promise<string> {
    const jar = createJar();
    let url = first;
    for (let step = 0; step < 8; step += 1) {
      const isLogin = new URL(url).pathname.startsWith('/interaction/');
      const form = isLogin ? { method: 'POST', body: new URLSearchParams({ sub }) } : {};
      const response = await fetch(url, { ...form, redirect: 'manual', headers: { cookie: jar.header() } });
      jar.keep(response);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`the provider stays at ${url}: ${response.status} ${await response.text()}`);
      url = new URL(location, url).href;
      if (!url.startsWith(issuer)) return url;
    }
    throw new Error('the provider leads nowhere');
  }

  return {
    get issuer() {
      return issuer;
    },
    get environment() {
      return { OIDC_TEST_ISSUER: issuer, OIDC_TEST_CLIENT_ID: clientId, OIDC_TEST_CLIENT_SECRET: clientSecret };
    },
    put: (sub, account) => void accounts.set(sub, account),
    lieOnce: (next) => {
      lie = next;
    },
    async rotateKey() {
      withdrawn = keys;
      keys = newKeys(`after ${keys.kid}`);
      provider = await build();
    },
    authorize: visit,
  };
}
