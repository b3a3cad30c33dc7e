/** Credentials of registries, in the shape of Docker's `config.json`, so that such a file can be mounted as it is. */
import { Secret } from '@moorage/core/secret';
import { z } from 'zod';

export interface RegistryCredential {
  readonly username: string;
  readonly password: Secret;
}

export type RegistryCredentials = ReadonlyMap<string, RegistryCredential>;

const entry = z.object({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional() });
const file = z.object({ auths: z.record(z.string(), entry) });

/** The host that references are normalized to, of a key as `docker login` writes it: a host or a URL, of Docker Hub an old name. */
export function credentialHost(key: string): string {
  const host = (/^(?:https?:\/\/)?([^/]+)/.exec(key)?.[1] ?? key).toLowerCase();
  return ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'].includes(host) ? 'docker.io' : host;
}

function credentialOf({ auth, username, password }: z.output<typeof entry>): RegistryCredential | undefined {
  if (username !== undefined && password !== undefined) return { username, password: new Secret(password) };
  if (auth === undefined) return undefined;
  const [, user, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(auth, 'base64').toString('utf8')) ?? [];
  return user === undefined || secret === undefined ? undefined : { username: user, password: new Secret(secret) };
}

/** Undefined where the text is not such a file. What it holds is never part of an error. */
export function parseRegistryCredentials(text: string): RegistryCredentials | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = file.safeParse(json);
  if (!parsed.success) return undefined;
  const found = new Map<string, RegistryCredential>();
  for (const [key, value] of Object.entries(parsed.data.auths)) {
    const credential = credentialOf(value);
    if (credential === undefined) return undefined;
    found.set(credentialHost(key), credential);
  }
  return found;
}
