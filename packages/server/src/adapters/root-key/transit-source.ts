/** A root key in the transit engine of HashiCorp Vault or OpenBao. The context is the associated data of what it encrypts. */
import { readFileSync } from 'node:fs';
import { messageOf } from '@moorage/core/errors';
import { z } from 'zod';
import type { RootKeyKeeper, RootKeySource } from '../../domains/vault/vault.ports.ts';
import { VaultFailure } from '../../platform/vault-http/vault-failure.ts';
import { createVaultHttp, type VaultHttp, type VaultHttpDeps } from '../../platform/vault-http/vault-http.ts';
import type { VaultLogin } from '../../platform/vault-http/vault-login.ts';
import type { VaultAnswer } from '../../platform/vault-http/vault-transport.ts';
import { refused } from './refused.ts';
import { createRemoteSource, unopened } from './remote-source.ts';

export interface TransitPlace {
  readonly url: string;
  readonly mount: string;
  readonly key: string;
  readonly namespace: string | undefined;
  /** A file with authorities in PEM. */
  readonly caPath: string | undefined;
  readonly login: VaultLogin;
  readonly timeoutMs?: number;
}

const keyAnswer = z.object({ data: z.object({ type: z.string(), derived: z.boolean().optional() }) });
const encrypted = z.object({ data: z.object({ ciphertext: z.string() }) });
const decrypted = z.object({ data: z.object({ plaintext: z.string() }) });
const bindingTypes = new Set(['aes128-gcm96', 'aes256-gcm96', 'chacha20-poly1305']);
/** What it says of a value that it will not open, of all that it answers with 400. */
const isOfValue = /message authentication failed|invalid ciphertext|unable to decode|could not decode|decryption failed/i;

/** Paths are built of names that were checked with the configuration. */
interface Transit {
  readonly id: string;
  readonly place: TransitPlace;
  readonly vault: VaultHttp;
}

async function ask({ vault }: Pick<Transit, 'vault'>, path: string, body?: unknown): Promise<VaultAnswer> {
  try {
    return await vault.request({ method: body === undefined ? 'GET' : 'POST', path, ...(body === undefined ? {} : { body }) });
  } catch (error) {
    if (error instanceof VaultFailure) throw refused(error.message, error.nextStep, error);
    throw error;
  }
}

function refusal({ id, place }: Transit, verb: string, { status, errors }: VaultAnswer): Error {
  const said = errors.join(' ').replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  const why = said === '' ? String(status) : `${status}: ${said}`;
  const path = `${place.mount}/${verb}/${place.key}`;
  if (status === 403) return refused(`Vault refuses ${path} (${why}).`, `Give the token a policy with update on ${path}.`);
  if (said.includes('too old')) {
    return refused(`A former version of ${id} is refused (${why}).`, `Lower min_decryption_version of the key ${place.key}.`);
  }
  return refused(
    `Vault cannot ${verb} with ${id} (${why}).`,
    `Look at the key ${place.key} in ${place.mount}/, whether it is still there.`,
  );
}

function createTransitKeeper(transit: Transit): RootKeyKeeper {
  const { id, place } = transit;
  const associated = (context: string) => ({ associated_data: Buffer.from(context, 'utf8').toString('base64') });
  return {
    id,
    kind: 'transit',
    async wrap(plain, context) {
      const body = { plaintext: Buffer.from(plain).toString('base64'), ...associated(context) };
      const answer = await ask(transit, `${place.mount}/encrypt/${place.key}`, body);
      const { data } = encrypted.safeParse(answer.body).data ?? {};
      if (answer.status !== 200 || data === undefined) throw refusal(transit, 'encrypt', answer);
      return Buffer.from(data.ciphertext, 'utf8');
    },
    async unwrap(wrapped, context) {
      const body = { ciphertext: Buffer.from(wrapped).toString('utf8'), ...associated(context) };
      const answer = await ask(transit, `${place.mount}/decrypt/${place.key}`, body);
      const { data } = decrypted.safeParse(answer.body).data ?? {};
      if (answer.status === 200 && data !== undefined) return Buffer.from(data.plaintext, 'base64');
      const said = answer.errors.join(' ');
      if (answer.status === 400 && isOfValue.test(said)) throw unopened(id, context, new Error(said));
      throw refusal(transit, 'decrypt', answer);
    },
  };
}

/** Throws where there is no such key, or one of a kind that cannot bind to a context. */
async function checkKey({ vault, place }: Transit): Promise<void> {
  const path = `${place.mount}/keys/${place.key}`;
  const answer = await ask({ vault }, path);
  if (answer.status === 403)
    throw refused(
      `Vault refuses ${path} (403).`,
      `Give the token a policy with read on ${path}, and update on encrypt and decrypt.`,
    );
  if (answer.status === 404) {
    const nextStep = `Make it with \`vault write -f ${path}\`, or look at ROOT_KEY_TRANSIT_MOUNT.`;
    throw refused(`Vault at ${place.url} has no key ${place.key} in ${place.mount}/.`, nextStep);
  }
  const { data } = keyAnswer.safeParse(answer.body).data ?? {};
  if (data !== undefined && bindingTypes.has(data.type) && data.derived !== true) return;
  throw refused(
    `The key ${place.key} in ${place.mount}/ is of the kind ${data?.type ?? 'unknown'}${data?.derived === true ? ', derived' : ''}.`,
    'Make one of the kind aes256-gcm96 that is not derived.',
  );
}

function readCa(path: string | undefined): string | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path, 'utf8');
  } catch (error) {
    throw refused(`The authorities in ${String(path)} cannot be read: ${messageOf(error)}.`, 'Look at ROOT_KEY_TRANSIT_CA.');
  }
}

export function createTransitSource(deps: VaultHttpDeps, place: TransitPlace): RootKeySource {
  const scope = place.namespace === undefined ? '' : `${place.namespace}/`;
  const id = `transit:${scope}${place.mount}/${place.key}`;
  return createRemoteSource(`${place.mount}/${place.key} of Vault at ${place.url}`, async () => {
    const vault = createVaultHttp(deps, { ...place, ca: readCa(place.caPath) });
    const transit: Transit = { id, place, vault };
    try {
      await checkKey(transit);
      return createTransitKeeper(transit);
    } catch (error) {
      vault.close();
      throw error;
    }
  });
}
