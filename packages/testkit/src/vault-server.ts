/**
 * A small server that speaks as Vault and OpenBao do, as far as logins, tokens and transit go, and that can be told to misbehave: for
 * what a real one does too rarely. Values are really encrypted.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

export interface VaultServerRequest {
  readonly method: string;
  /** Below `/v1/`. */
  readonly path: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
}

interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What happens instead of the answer. */
export type Misbehaviour = (request: VaultServerRequest) => Said | 'hang' | 'hang up' | undefined;

export interface TransitKey {
  readonly versions: Buffer[];
  leastVersion: number;
  type: string;
}

export interface VaultServer {
  readonly url: string;
  /** Ends never and may do everything. */
  readonly rootToken: string;
  /** What was asked, in order. */
  readonly requests: readonly VaultServerRequest[];
  /** By their names; one is made when it is asked for. */
  transitKey(name: string): TransitKey;
  removeTransitKey(name: string): void;
  misbehave(how: Misbehaviour | undefined): void;
  /** Gives out a token as `vault token create` does. */
  createToken(seconds: number): string;
  /** Takes back every token but the root token. */
  revokeTokens(): void;
  stop(): Promise<void>;
}

/** What its logins take. */
export const vaultLogins = { roleId: 'a-role-id', secretId: 'a-secret-id', kubernetesRole: 'moorage', jwt: 'a-jwt' } as const;

const leaseSeconds = 3_600;
const json = (status: number, body: unknown): Said => ({ status, body });
const refuse = (status: number, ...errors: string[]): Said => json(status, { errors });

type Fields = Readonly<Record<string, unknown>>;

const textOf = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};
const bytesOf = (fields: Fields, name: string): Buffer => Buffer.from(textOf(fields, name), 'base64');

function encrypt(key: TransitKey, fields: Fields): Said {
  const secret = key.versions.at(-1) ?? Buffer.alloc(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(bytesOf(fields, 'associated_data'));
  const sealed = Buffer.concat([nonce, cipher.update(bytesOf(fields, 'plaintext')), cipher.final(), cipher.getAuthTag()]);
  const ciphertext = `vault:v${key.versions.length}:${sealed.toString('base64')}`;
  return json(200, { data: { ciphertext, key_version: key.versions.length } });
}

function decrypt(key: TransitKey, fields: Fields): Said {
  const [, version = '0', text = ''] = /^vault:v(\d+):(.*)$/.exec(textOf(fields, 'ciphertext')) ?? [];
  const secret = key.versions[Number(version) - 1];
  if (secret === undefined) return refuse(400, 'invalid ciphertext: version is too new');
  if (Number(version) < key.leastVersion) return refuse(400, 'ciphertext or signature version is disallowed by policy (too old)');
  const bytes = Buffer.from(text, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(bytesOf(fields, 'associated_data'))
      .setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    return json(200, { data: { plaintext: plain.toString('base64') } });
  } catch {
    return refuse(400, 'cipher: message authentication failed');
  }
}

interface State {
  readonly rootToken: string;
  readonly keys: Map<string, TransitKey>;
  /** Seconds of their leases. */
  readonly tokens: Map<string, number>;
}

function createToken({ tokens }: State, seconds: number): string {
  const token = `hvs.${randomBytes(12).toString('hex')}`;
  tokens.set(token, seconds);
  return token;
}

function lease(token: string, seconds: number): Said {
  return json(200, { auth: { client_token: token, lease_duration: seconds, renewable: true } });
}

function answerLogin(state: State, path: string, fields: Fields): Said {
  const isGood =
    path === 'auth/approle/login'
      ? textOf(fields, 'role_id') === vaultLogins.roleId && textOf(fields, 'secret_id') === vaultLogins.secretId
      : textOf(fields, 'role') === vaultLogins.kubernetesRole && textOf(fields, 'jwt') === vaultLogins.jwt;
  return isGood ? lease(createToken(state, leaseSeconds), leaseSeconds) : refuse(400, 'invalid role or secret ID');
}

function answerToken(state: State, path: string, token: string): Said {
  const seconds = state.tokens.get(token) ?? 0;
  if (path === 'auth/token/lookup-self') return json(200, { data: { ttl: seconds, renewable: seconds > 0 } });
  return seconds > 0 ? lease(token, seconds) : refuse(400, 'lease is not renewable');
}

function answerTransit({ keys }: State, path: string, fields: Fields): Said {
  const [, verb = '', name = ''] = path.split('/');
  const key = keys.get(name);
  if (key === undefined) return verb === 'keys' ? refuse(404) : refuse(400, 'encryption key not found');
  if (verb === 'encrypt') return encrypt(key, fields);
  if (verb === 'decrypt') return decrypt(key, fields);
  return json(200, { data: { name, type: key.type, derived: false, latest_version: key.versions.length } });
}

function answer(state: State, { path, token }: VaultServerRequest, fields: Fields): Said {
  if (path === 'auth/approle/login' || path === 'auth/kubernetes/login') return answerLogin(state, path, fields);
  if (token === undefined || (token !== state.rootToken && !state.tokens.has(token))) return refuse(403, 'permission denied');
  if (path.startsWith('auth/token/')) return answerToken(state, path, token);
  return path.startsWith('transit/') ? answerTransit(state, path, fields) : refuse(404, 'no handler for route');
}

async function read(message: IncomingMessage): Promise<{ request: VaultServerRequest; fields: Fields }> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  const header = (name: string): string | undefined => {
    const value = message.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const path = new URL(message.url ?? '/', 'http://x').pathname.replace(/^\/v1\//, '');
  const [token, namespace] = [header('x-vault-token'), header('x-vault-namespace')];
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  const fields = typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
  return { request: { method: message.method ?? '', path, token, namespace }, fields };
}

/** Starts one on a port of this machine. */
export async function startVaultServer(): Promise<VaultServer> {
  const state: State = { rootToken: `hvs.root-${randomBytes(8).toString('hex')}`, keys: new Map(), tokens: new Map() };
  const requests: VaultServerRequest[] = [];
  let misbehaviour: Misbehaviour | undefined;
  const server = createServer((message, response) => {
    void read(message).then(({ request, fields }) => {
      requests.push(request);
      const said = misbehaviour?.(request) ?? answer(state, request, fields);
      if (said === 'hang') return;
      if (said === 'hang up') {
        message.socket.destroy();
        return;
      }
      response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
      response.end(said.body === undefined ? '' : JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    rootToken: state.rootToken,
    requests,
    transitKey(name) {
      const key = state.keys.get(name) ?? { versions: [randomBytes(32)], leastVersion: 1, type: 'aes256-gcm96' };
      state.keys.set(name, key);
      return key;
    },
    removeTransitKey: (name) => void state.keys.delete(name),
    misbehave(how) {
      misbehaviour = how;
    },
    createToken: (seconds) => createToken(state, seconds),
    revokeTokens: () => state.tokens.clear(),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
