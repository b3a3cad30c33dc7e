/** Root keys: their part of the environment. */
import { text, variable } from '@moorage/core/config-reader';
import type { FieldIssue } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { parseKey } from '../platform/crypto/sealed-box.ts';
import { type VaultLoginConfig, vaultLoginsOf } from './vault-login.ts';

const keyText = z
  .string()
  .refine((value) => parseKey(value) !== undefined, 'must be 32 bytes in base64')
  .pipe(text.secret)
  .optional();

const group = 'Encryption';
const optionalText = z.string().min(1).optional();
/** They become parts of a path. */
const pathText = z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/, 'must be letters, digits, dots, dashes and slashes in between');
const keyName = z.string().regex(/^[\w.-]+$/, 'must be letters, digits, dots and dashes');

const kms = {
  rootKeyKmsKeyId: variable({
    names: ['ROOT_KEY_KMS_KEY_ID'],
    schema: optionalText,
    doc: 'The same as a symmetric key of AWS KMS: its id, alias or ARN. The process needs kms:DescribeKey, kms:Encrypt and kms:Decrypt on it, by its role or the usual variables of AWS.',
    group,
  }),
  rootKeyNextKmsKeyId: variable({
    names: ['ROOT_KEY_NEXT_KMS_KEY_ID'],
    schema: optionalText,
    doc: 'The root key that is to follow, in AWS KMS.',
    group,
  }),
  rootKeyKmsRegion: variable({
    names: ['ROOT_KEY_KMS_REGION'],
    schema: optionalText,
    doc: 'Region of keys of KMS; that of an ARN when unset.',
    group,
  }),
  rootKeyKmsEndpoint: variable({
    names: ['ROOT_KEY_KMS_ENDPOINT'],
    schema: text.url.optional(),
    doc: 'Where KMS answers; AWS when unset.',
    group,
  }),
};

const transit = {
  rootKeyTransitKey: variable({
    names: ['ROOT_KEY_TRANSIT_KEY'],
    schema: keyName.optional(),
    doc: 'The same as a key of the transit engine of HashiCorp Vault or OpenBao: its name. It is of the kind aes256-gcm96 and not derived; the token may read it, and update encrypt and decrypt of it.',
    group,
  }),
  rootKeyNextTransitKey: variable({
    names: ['ROOT_KEY_NEXT_TRANSIT_KEY'],
    schema: keyName.optional(),
    doc: 'The root key that is to follow, in the same transit engine.',
    group,
  }),
  rootKeyTransitUrl: variable({
    names: ['ROOT_KEY_TRANSIT_URL'],
    schema: text.url.optional(),
    doc: 'Where Vault answers, such as `https://vault.example.org:8200`. With TLS, unless on this machine.',
    group,
  }),
  rootKeyTransitMount: variable({
    names: ['ROOT_KEY_TRANSIT_MOUNT'],
    schema: pathText,
    default: 'transit',
    doc: 'Where the engine is mounted.',
    group,
  }),
  rootKeyTransitNamespace: variable({
    names: ['ROOT_KEY_TRANSIT_NAMESPACE'],
    schema: pathText.optional(),
    doc: 'Namespace of Vault, where it has them.',
    group,
  }),
  rootKeyTransitCa: variable({
    names: ['ROOT_KEY_TRANSIT_CA'],
    schema: optionalText,
    doc: 'File with the authorities that sign its certificate, in PEM; those of the system when unset.',
    group,
  }),
  rootKeyTransitToken: variable({
    names: ['ROOT_KEY_TRANSIT_TOKEN'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Log in with this token, which is renewed. This, an AppRole or a service account.',
    group,
  }),
  rootKeyTransitRoleId: variable({
    names: ['ROOT_KEY_TRANSIT_ROLE_ID'],
    schema: optionalText,
    doc: 'Log in with an AppRole: its role id.',
    group,
  }),
  rootKeyTransitSecretId: variable({
    names: ['ROOT_KEY_TRANSIT_SECRET_ID'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Its secret id, one that may be used more than once.',
    group,
  }),
  rootKeyTransitKubernetesRole: variable({
    names: ['ROOT_KEY_TRANSIT_KUBERNETES_ROLE'],
    schema: optionalText,
    doc: 'Log in with the service account of the pod: the role of the login.',
    group,
  }),
  rootKeyTransitJwtPath: variable({
    names: ['ROOT_KEY_TRANSIT_JWT_PATH'],
    schema: z.string(),
    default: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    doc: 'Where the token of that service account is.',
    group,
  }),
  rootKeyTransitLoginMount: variable({
    names: ['ROOT_KEY_TRANSIT_LOGIN_MOUNT'],
    schema: pathText.optional(),
    doc: 'Where the login is mounted; `approle` or `kubernetes` when unset.',
    group,
  }),
};

export const encryption = {
  rootKey: variable({
    names: ['ROOT_KEY'],
    schema: keyText,
    secret: true,
    doc: 'Wraps the keys that seal what the database must not be able to read; 32 random bytes in base64 (`openssl rand -base64 32`). Keep a copy elsewhere: without it nothing sealed can be read again.',
    group: 'Encryption',
  }),
  rootKeyPath: variable({
    names: ['ROOT_KEY_PATH'],
    schema: z.string().optional(),
    doc: 'The same in a file that only its owner may read (0600), as `moorage encrypt create-master` makes it. With the embedded database it is `root.key` beside it.',
    group: 'Encryption',
  }),
  rootKeyCreate: variable({
    names: ['ROOT_KEY_CREATE'],
    schema: text.flag,
    default: 'false',
    doc: 'Make that file at the first start on an empty database. On with the embedded database.',
    group: 'Encryption',
  }),
  rootKeyNext: variable({
    names: ['ROOT_KEY_NEXT'],
    schema: keyText,
    secret: true,
    doc: 'The root key that is to follow, while it is rotated.',
    group: 'Encryption',
  }),
  rootKeyNextPath: variable({
    names: ['ROOT_KEY_NEXT_PATH'],
    schema: z.string().optional(),
    doc: 'The same in a file (0600).',
    group: 'Encryption',
  }),
  ...kms,
  ...transit,
};

/** Where one root key may be. */
export type RootKeyPlace =
  | { readonly kind: 'environment'; readonly name: string; readonly key: Secret }
  | { readonly kind: 'file'; readonly path: string; readonly mayCreate: boolean }
  | { readonly kind: 'kms'; readonly keyId: string; readonly region: string; readonly endpoint: string | undefined }
  | {
      readonly kind: 'transit';
      readonly url: string;
      readonly mount: string;
      readonly key: string;
      readonly namespace: string | undefined;
      readonly caPath: string | undefined;
      readonly login: VaultLoginConfig;
    };

export interface EncryptionConfig {
  /** The one of this installation first, then the one that is to follow. */
  readonly roots: readonly RootKeyPlace[];
}

export interface EncryptionEnv {
  readonly rootKey: Secret | undefined;
  readonly rootKeyPath: string | undefined;
  readonly rootKeyCreate: boolean;
  readonly rootKeyNext: Secret | undefined;
  readonly rootKeyNextPath: string | undefined;
  readonly rootKeyKmsKeyId: string | undefined;
  readonly rootKeyNextKmsKeyId: string | undefined;
  readonly rootKeyKmsRegion: string | undefined;
  readonly rootKeyKmsEndpoint: string | undefined;
  readonly rootKeyTransitKey: string | undefined;
  readonly rootKeyNextTransitKey: string | undefined;
  readonly rootKeyTransitUrl: string | undefined;
  readonly rootKeyTransitMount: string;
  readonly rootKeyTransitNamespace: string | undefined;
  readonly rootKeyTransitCa: string | undefined;
  readonly rootKeyTransitToken: Secret | undefined;
  readonly rootKeyTransitRoleId: string | undefined;
  readonly rootKeyTransitSecretId: Secret | undefined;
  readonly rootKeyTransitKubernetesRole: string | undefined;
  readonly rootKeyTransitJwtPath: string;
  readonly rootKeyTransitLoginMount: string | undefined;
}

function loginOf(env: EncryptionEnv): VaultLoginConfig | undefined {
  return vaultLoginsOf({
    token: env.rootKeyTransitToken,
    roleId: env.rootKeyTransitRoleId,
    secretId: env.rootKeyTransitSecretId,
    kubernetesRole: env.rootKeyTransitKubernetesRole,
    tokenPath: env.rootKeyTransitJwtPath,
    mount: env.rootKeyTransitLoginMount,
  })[0];
}

function regionOf({ rootKeyKmsRegion }: EncryptionEnv, keyId: string): string | undefined {
  return /^arn:[^:]+:kms:([a-z0-9-]+):/.exec(keyId)?.[1] ?? rootKeyKmsRegion;
}

function kmsPlaces(env: EncryptionEnv, keyId: string | undefined): RootKeyPlace[] {
  const region = keyId === undefined ? undefined : regionOf(env, keyId);
  return keyId === undefined || region === undefined ? [] : [{ kind: 'kms', keyId, region, endpoint: env.rootKeyKmsEndpoint }];
}

function transitPlaces(env: EncryptionEnv, key: string | undefined): RootKeyPlace[] {
  const { rootKeyTransitUrl: url, rootKeyTransitMount: mount, rootKeyTransitNamespace: namespace } = env;
  const login = loginOf(env);
  if (key === undefined || url === undefined || login === undefined) return [];
  return [{ kind: 'transit', url, mount, key, namespace, caPath: env.rootKeyTransitCa, login }];
}

export function encryptionConfig(env: EncryptionEnv): EncryptionConfig {
  const roots: RootKeyPlace[] = [];
  if (env.rootKey !== undefined) roots.push({ kind: 'environment', name: 'ROOT_KEY', key: env.rootKey });
  if (env.rootKeyPath !== undefined) roots.push({ kind: 'file', path: env.rootKeyPath, mayCreate: env.rootKeyCreate });
  roots.push(...kmsPlaces(env, env.rootKeyKmsKeyId), ...transitPlaces(env, env.rootKeyTransitKey));
  if (env.rootKeyNext !== undefined) roots.push({ kind: 'environment', name: 'ROOT_KEY_NEXT', key: env.rootKeyNext });
  if (env.rootKeyNextPath !== undefined) roots.push({ kind: 'file', path: env.rootKeyNextPath, mayCreate: false });
  roots.push(...kmsPlaces(env, env.rootKeyNextKmsKeyId), ...transitPlaces(env, env.rootKeyNextTransitKey));
  return { roots };
}

function transitProblems(env: EncryptionEnv, isLocal: (url: string) => boolean): FieldIssue[] {
  const problems: FieldIssue[] = [];
  const url = env.rootKeyTransitUrl;
  if (url === undefined) problems.push({ path: 'ROOT_KEY_TRANSIT_URL', message: 'is required with a key of transit' });
  else if (!url.startsWith('https:') && !isLocal(url))
    problems.push({ path: 'ROOT_KEY_TRANSIT_URL', message: 'must be https, because keys are sent to it' });
  const logins = [env.rootKeyTransitToken, env.rootKeyTransitRoleId, env.rootKeyTransitKubernetesRole];
  if (logins.filter((one) => one !== undefined).length !== 1) {
    const message = 'or ROOT_KEY_TRANSIT_ROLE_ID or ROOT_KEY_TRANSIT_KUBERNETES_ROLE is required, and one of them only';
    problems.push({ path: 'ROOT_KEY_TRANSIT_TOKEN', message });
  }
  if ((env.rootKeyTransitRoleId === undefined) !== (env.rootKeyTransitSecretId === undefined))
    problems.push({ path: 'ROOT_KEY_TRANSIT_SECRET_ID', message: 'and ROOT_KEY_TRANSIT_ROLE_ID go together' });
  return problems;
}

/** Each root key is in one place, of which enough is said. */
export function encryptionProblems(env: EncryptionEnv, isLocal: (url: string) => boolean): FieldIssue[] {
  const problems: FieldIssue[] = [];
  const slots = [
    ['ROOT_KEY', [env.rootKey, env.rootKeyPath, env.rootKeyKmsKeyId, env.rootKeyTransitKey]],
    ['ROOT_KEY_NEXT', [env.rootKeyNext, env.rootKeyNextPath, env.rootKeyNextKmsKeyId, env.rootKeyNextTransitKey]],
  ] as const;
  for (const [name, places] of slots) {
    const names = [name, `${name}_PATH`, `${name}_KMS_KEY_ID`, `${name}_TRANSIT_KEY`].filter((_, at) => places[at] !== undefined);
    const [first = name, ...others] = names;
    if (others.length > 0) {
      const rest = others.length === 1 ? 'both set; unset one' : 'all set; unset all but one';
      problems.push({ path: first, message: `and ${others.join(' and ')} are ${rest}` });
    }
  }
  for (const keyId of [env.rootKeyKmsKeyId, env.rootKeyNextKmsKeyId]) {
    if (keyId !== undefined && regionOf(env, keyId) === undefined)
      problems.push({ path: 'ROOT_KEY_KMS_REGION', message: 'is required with a key of KMS that is no ARN' });
  }
  const hasTransit = env.rootKeyTransitKey !== undefined || env.rootKeyNextTransitKey !== undefined;
  return hasTransit ? [...problems, ...transitProblems(env, isLocal)] : problems;
}
