/** Speaks as the key-value engine (version 2) of Vault does, below one mount, and can be told to misbehave. */
import { type JsonAnswer, type JsonRequest, type JsonServer, startJsonServer } from './json-server.ts';

interface Entry {
  version: number;
  data: unknown;
}

export interface VaultKvServer extends JsonServer {
  readonly entries: Map<string, Entry>;
  readonly tokens: Set<string>;
  misbehave(how: ((request: JsonRequest) => JsonAnswer | 'hang' | 'hang up' | undefined) | undefined): void;
}

const refuse = (status: number, ...errors: string[]): JsonAnswer => ({ status, body: { errors } });

function write(entries: Map<string, Entry>, name: string, body: JsonRequest['body']): JsonAnswer {
  const version = entries.get(name)?.version ?? 0;
  const { options, data } = body;
  const cas = typeof options === 'object' && options !== null && 'cas' in options ? options.cas : undefined;
  if (cas !== undefined && cas !== version) return refuse(400, 'check-and-set parameter did not match the current version');
  entries.set(name, { version: version + 1, data });
  return { status: 200, body: { data: { version: version + 1 } } };
}

function list(entries: Map<string, Entry>, folder: string): JsonAnswer {
  const below = [...entries.keys()].filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length));
  const keys = [...new Set(below.map((rest) => (rest.includes('/') ? `${rest.split('/')[0] ?? ''}/` : rest)))];
  return keys.length === 0 ? refuse(404) : { status: 200, body: { data: { keys } } };
}

function answerData(entries: Map<string, Entry>, name: string, { method, body }: JsonRequest): JsonAnswer {
  if (method === 'POST') return write(entries, name, body);
  const entry = entries.get(name);
  if (entry === undefined) return refuse(404);
  return { status: 200, body: { data: { data: entry.data, metadata: { version: entry.version } } } };
}

function answerMetadata(entries: Map<string, Entry>, name: string, { method }: JsonRequest): JsonAnswer {
  if (name.endsWith('/?list=true')) return list(entries, name.slice(0, -'?list=true'.length));
  if (method === 'DELETE') {
    entries.delete(name);
    return { status: 204 };
  }
  const entry = entries.get(name);
  return entry === undefined ? refuse(404) : { status: 200, body: { data: { current_version: entry.version } } };
}

export async function startVaultKvServer(mount: string): Promise<VaultKvServer> {
  const entries = new Map<string, Entry>();
  const tokens = new Set(['root']);
  let misbehaviour: Parameters<VaultKvServer['misbehave']>[0];
  const server = await startJsonServer((request) => {
    const odd = misbehaviour?.(request);
    if (odd !== undefined) return odd;
    const { path, headers, body } = request;
    if (path === '/v1/auth/approle/login') {
      const token = `token-${tokens.size}`;
      if (body['secret_id'] !== 'a-secret-id') return refuse(400, 'invalid role or secret ID');
      tokens.add(token);
      return { status: 200, body: { auth: { client_token: token, lease_duration: 3_600, renewable: true } } };
    }
    if (!tokens.has(String(headers['x-vault-token']))) return refuse(403, 'permission denied');
    if (path === '/v1/auth/token/lookup-self') return { status: 200, body: { data: { ttl: 0, renewable: false } } };
    const [data, metadata] = [`/v1/${mount}/data/`, `/v1/${mount}/metadata/`];
    if (path.startsWith(data)) return answerData(entries, path.slice(data.length), request);
    if (path.startsWith(metadata)) return answerMetadata(entries, path.slice(metadata.length), request);
    return refuse(404, 'no handler for route');
  });
  return {
    ...server,
    entries,
    tokens,
    misbehave(how) {
      misbehaviour = how;
    },
  };
}
