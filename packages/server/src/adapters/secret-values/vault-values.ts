/**
 * Secrets in the key-value engine (version 2) of HashiCorp Vault or OpenBao: one entry for each document, with a field for each key.
 *
 * Writing uses the engine's own check-and-set. A try whose answer got lost and that is made again looks like somebody else's
 * write; whoever asked reads and writes again then, so nothing is ever written over unseen.
 */
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import type {
  DocumentKey,
  ExternalSource,
  PutResult,
  SecretDocument,
  SecretValues,
} from '../../domains/secret-stores/secret-store.ports.ts';
import { VaultFailure } from '../../platform/vault-http/vault-failure.ts';
import type { VaultHttp } from '../../platform/vault-http/vault-http.ts';
import type { VaultAnswer, VaultRequest } from '../../platform/vault-http/vault-transport.ts';
import { plainOf, storedValues } from './values.ts';

export interface VaultValuesSettings {
  /** Where it answers, for people. */
  readonly url: string;
  /** Of the engine, without slashes at its ends. */
  readonly mount: string;
  /** Before the path of every document, without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly storeRef?: ExternalSource['storeRef'] | undefined;
}

interface Engine {
  readonly http: Pick<VaultHttp, 'request'>;
  readonly settings: VaultValuesSettings;
}

const foundAnswer = z.object({
  data: z.object({ data: z.record(z.string(), z.unknown()), metadata: z.object({ version: z.int() }) }),
});
const storedAnswer = z.object({ data: z.object({ version: z.int() }) });
const metadataAnswer = z.object({ data: z.object({ current_version: z.int() }) });
const listAnswer = z.object({ data: z.object({ keys: z.array(z.string()) }) });

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function nameOf({ prefix }: Pick<VaultValuesSettings, 'prefix'>, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

function pathOf({ settings }: Engine, kind: 'data' | 'metadata', path: string): string {
  return `${encoded(settings.mount)}/${kind}/${encoded(nameOf(settings, path))}`;
}

async function ask({ http }: Engine, request: VaultRequest): Promise<VaultAnswer> {
  try {
    return await http.request(request);
  } catch (error) {
    if (!(error instanceof VaultFailure)) throw error;
    const code = error.kind === 'unreachable' ? 'unavailable' : 'upstream_failed';
    throw new AppError(code, error.message, { details: { nextStep: error.nextStep }, cause: error });
  }
}

/** Of what the server says, only the number is passed on: its words may repeat what it was sent. */
function refused({ settings }: Engine, { status }: VaultAnswer, what: string): AppError {
  const { mount, prefix } = settings;
  if (status === 413) {
    return new AppError('limit_exceeded', 'The secrets of one place are larger together than Vault takes.', {
      details: { nextStep: 'Keep some of them for single services, or keep large files elsewhere.' },
    });
  }
  const below = nameOf({ prefix }, '*');
  const nextStep =
    status === 403
      ? `Give its policy create, read and update on ${mount}/data/${below}, and read, list and delete on ${mount}/metadata/${below}.`
      : `See that ${mount} is an engine of kind kv, version 2.`;
  return new AppError('upstream_failed', `Vault refused to ${what} secrets (${status}).`, { details: { nextStep } });
}

async function get(engine: Engine, { path }: DocumentKey): Promise<SecretDocument | undefined> {
  const answer = await ask(engine, { method: 'GET', path: pathOf(engine, 'data', path) });
  if (answer.status === 404) return undefined;
  const found = foundAnswer.safeParse(answer.body).data?.data;
  if (answer.status !== 200 || found === undefined) throw refused(engine, answer, 'read');
  return { version: found.metadata.version, values: storedValues(found.data) };
}

/** Also of a document that was deleted and can be brought back: the next write has to name it. */
async function currentVersion(engine: Engine, path: string): Promise<number> {
  const answer = await ask(engine, { method: 'GET', path: pathOf(engine, 'metadata', path) });
  if (answer.status === 404) return 0;
  const version = metadataAnswer.safeParse(answer.body).data?.data.current_version;
  if (answer.status !== 200 || version === undefined) throw refused(engine, answer, 'read');
  return version;
}

async function put(
  engine: Engine,
  { path }: DocumentKey,
  values: Readonly<Record<string, Secret>>,
  expected: number,
): Promise<PutResult> {
  const data = plainOf(values);
  const body = { options: { cas: expected }, data };
  const answer = await ask(engine, { method: 'POST', path: pathOf(engine, 'data', path), body });
  const stored = storedAnswer.safeParse(answer.body).data?.data.version;
  if (answer.status === 200 && stored !== undefined) return { kind: 'stored', version: stored };
  if (answer.status !== 400 || !answer.errors.some((text) => text.includes('check-and-set')))
    throw refused(engine, answer, 'write');
  return { kind: 'conflict', version: await currentVersion(engine, path) };
}

async function listBelow(engine: Engine, folder: string): Promise<string[]> {
  const answer = await ask(engine, { method: 'GET', path: `${pathOf(engine, 'metadata', folder)}/?list=true` });
  if (answer.status === 404) return [];
  const names = listAnswer.safeParse(answer.body).data?.data.keys;
  if (answer.status !== 200 || names === undefined) throw refused(engine, answer, 'list');
  const paths: string[] = [];
  for (const name of names) {
    const path = `${folder}/${name.replace(/\/$/, '')}`;
    if (name.endsWith('/')) paths.push(...(await listBelow(engine, path)));
    else paths.push(path);
  }
  return paths;
}

export function createVaultValues(http: Pick<VaultHttp, 'request'>, settings: VaultValuesSettings): SecretValues {
  const engine = { http, settings };
  const { storeRef } = settings;
  return {
    name: 'vault',
    place: `Vault at ${settings.url}, ${nameOf({ prefix: settings.mount }, settings.prefix)}`,
    external: storeRef === undefined ? undefined : { storeRef, keyOf: (path) => nameOf(settings, path) },
    get: (key) => get(engine, key),
    put: (key, values, expected) => put(engine, key, values, expected),
    async remove({ path }) {
      const answer = await ask(engine, { method: 'DELETE', path: pathOf(engine, 'metadata', path) });
      if (answer.status !== 204 && answer.status !== 404) throw refused(engine, answer, 'delete');
    },
    list: async (orgId) => (await listBelow(engine, `orgs/${orgId}`)).toSorted(),
  };
}
