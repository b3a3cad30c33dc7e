/** Speaks as AWS Secrets Manager does, as far as documents of secrets go, and can be told to misbehave. */
import { type JsonAnswer, type JsonServer, startJsonServer } from './json-server.ts';

interface Held {
  readonly versions: Map<string, string>;
  current: string;
  isDeleted: boolean;
  readonly made: Readonly<Record<string, unknown>>;
}

export interface SecretsManagerServer extends JsonServer {
  readonly secrets: Map<string, Held>;
  /** Operations, in order. */
  readonly asked: string[];
  misbehave(how: ((operation: string) => JsonAnswer | 'hang' | 'hang up' | undefined) | undefined): void;
}

type Body = Readonly<Record<string, unknown>>;
const refuse = (code: string, status = 400): JsonAnswer => ({ status, body: { __type: code, message: `${code} happened` } });
const fine = (body: Body): JsonAnswer => ({ status: 200, body });
const textOf = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name] : '');

function create(secrets: Map<string, Held>, body: Body): JsonAnswer {
  const [name, token, text] = [textOf(body, 'Name'), textOf(body, 'ClientRequestToken'), textOf(body, 'SecretString')];
  const present = secrets.get(name);
  if (present?.isDeleted === true) return refuse('InvalidRequestException');
  if (present !== undefined && present.versions.get(token) !== text) return refuse('ResourceExistsException');
  if (present === undefined) {
    secrets.set(name, { versions: new Map([[token, text]]), current: token, isDeleted: false, made: body });
  }
  return fine({ Name: name, VersionId: token });
}

function put(secret: Held, body: Body): JsonAnswer {
  const [token, text] = [textOf(body, 'ClientRequestToken'), textOf(body, 'SecretString')];
  const present = secret.versions.get(token);
  if (present !== undefined && present !== text) return refuse('ResourceExistsException');
  if (present === undefined) {
    secret.versions.set(token, text);
    secret.current = token;
  }
  return fine({ VersionId: token });
}

function list(secrets: Map<string, Held>, body: Body): JsonAnswer {
  const filters: unknown = body['Filters'];
  const [prefix] = Array.isArray(filters) ? filters.flatMap((one: { Values: string[] }) => one.Values) : [];
  const names = [...secrets]
    .filter(([name, { isDeleted }]) => !isDeleted && name.startsWith(prefix ?? ''))
    .map(([Name]) => ({ Name }));
  // In pages of one, so that whoever asks has to ask again.
  const from = Number(textOf(body, 'NextToken') || '0');
  const more = from + 1 < names.length ? { NextToken: String(from + 1) } : {};
  return fine({ SecretList: names.slice(from, from + 1), ...more });
}

function answer(secrets: Map<string, Held>, operation: string, body: Body): JsonAnswer {
  if (operation === 'CreateSecret') return create(secrets, body);
  if (operation === 'ListSecrets') return list(secrets, body);
  const name = textOf(body, 'SecretId');
  const secret = secrets.get(name);
  if (secret === undefined) return refuse('ResourceNotFoundException');
  if (operation === 'RestoreSecret') {
    secret.isDeleted = false;
    return fine({ Name: name });
  }
  if (secret.isDeleted) return refuse('InvalidRequestException');
  if (operation === 'PutSecretValue') return put(secret, body);
  if (operation === 'GetSecretValue') {
    return fine({ Name: name, VersionId: secret.current, SecretString: secret.versions.get(secret.current) ?? '' });
  }
  if (body['ForceDeleteWithoutRecovery'] === true) secrets.delete(name);
  else secret.isDeleted = true;
  return fine({ Name: name });
}

export async function startSecretsManagerServer(): Promise<SecretsManagerServer> {
  const secrets = new Map<string, Held>();
  const asked: string[] = [];
  let misbehaviour: Parameters<SecretsManagerServer['misbehave']>[0];
  const server = await startJsonServer(({ headers, body }) => {
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    asked.push(operation);
    return misbehaviour?.(operation) ?? answer(secrets, operation, body);
  });
  return {
    ...server,
    secrets,
    asked,
    misbehave(how) {
      misbehaviour = how;
    },
  };
}
