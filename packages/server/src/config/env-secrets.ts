/** Stores of secrets beside the one that is built in: their part of the environment. */
import { text, variable } from '@moorage/core/config-reader';
import type { FieldIssue } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { type VaultLoginConfig, vaultLoginsOf } from './vault-login.ts';

const group = 'Stores of secrets';
const optionalText = z.string().min(1).optional();
const trimmed = z.string().transform((value) => value.replaceAll(/^\/+|\/+$/g, ''));
/** Paths of documents in custom resources begin with it. */
const prefix = trimmed.refine((value) => /^([A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?)?$/.test(value), {
  message: 'must be letters, digits, dots, dashes, underscores and slashes',
});
const storeRef = z
  .string()
  .regex(
    /^((Cluster)?SecretStore\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    'must be a name, SecretStore/name or ClusterSecretStore/name',
  )
  .transform((value): StoreRef => {
    const [name = '', kind] = value.split('/').toReversed();
    return { kind: kind === 'SecretStore' ? 'SecretStore' : 'ClusterSecretStore', name };
  })
  .optional();
const tags = z
  .string()
  .default('managed-by=moorage')
  .transform((value) => value.split(',').filter((one) => one !== ''))
  .refine((all) => all.every((one) => /^[^=]+=.*$/.test(one)), 'must be name=value, separated by commas')
  .transform((all) =>
    Object.fromEntries(all.map((one): [string, string] => [one.split('=')[0] ?? '', one.slice(one.indexOf('=') + 1)])),
  );

export interface StoreRef {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
}

export const secretStores = {
  secretsVaultAddr: variable({
    names: ['SECRETS_VAULT_ADDR', 'VAULT_ADDR'],
    schema: text.url.optional(),
    doc: 'Where HashiCorp Vault or OpenBao answers. Makes it a store that secrets can be switched to.',
    group,
  }),
  secretsVaultToken: variable({
    names: ['SECRETS_VAULT_TOKEN', 'VAULT_TOKEN'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Token to log in with. This, an AppRole or a role for Kubernetes.',
    group,
  }),
  secretsVaultRoleId: variable({
    names: ['SECRETS_VAULT_ROLE_ID'],
    schema: optionalText,
    doc: 'AppRole to log in with.',
    group,
  }),
  secretsVaultSecretId: variable({
    names: ['SECRETS_VAULT_SECRET_ID'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Its secret id.',
    group,
  }),
  secretsVaultKubernetesRole: variable({
    names: ['SECRETS_VAULT_KUBERNETES_ROLE'],
    schema: optionalText,
    doc: 'Role to log in as with the service account of the pod.',
    group,
  }),
  secretsVaultKubernetesToken: variable({
    names: ['SECRETS_VAULT_KUBERNETES_TOKEN_PATH'],
    schema: z.string(),
    default: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    doc: 'The token of that service account.',
    group,
  }),
  secretsVaultLoginMount: variable({
    names: ['SECRETS_VAULT_LOGIN_MOUNT'],
    schema: trimmed.optional(),
    doc: 'Where that login is mounted; `approle` or `kubernetes` when unset.',
    group,
  }),
  secretsVaultNamespace: variable({
    names: ['SECRETS_VAULT_NAMESPACE', 'VAULT_NAMESPACE'],
    schema: optionalText,
    doc: 'Namespace, where the server has them.',
    group,
  }),
  secretsVaultCaPath: variable({
    names: ['SECRETS_VAULT_CA_PATH', 'VAULT_CACERT'],
    schema: optionalText,
    doc: 'Authorities that its certificate may come from, as PEM; those of the system when unset.',
    group,
  }),
  secretsVaultMount: variable({
    names: ['SECRETS_VAULT_MOUNT'],
    schema: trimmed,
    default: 'secret',
    doc: 'Where its key-value engine (version 2) is mounted.',
    group,
  }),
  secretsVaultPrefix: variable({
    names: ['SECRETS_VAULT_PREFIX'],
    schema: prefix,
    default: 'moorage',
    doc: 'Before the path of every document there. One prefix for each installation.',
    group,
  }),
  secretsVaultStoreRef: variable({
    names: ['SECRETS_VAULT_EXTERNAL_STORE'],
    schema: storeRef,
    doc: 'The `ClusterSecretStore/<name>` of External Secrets that reads the same engine. With it, services get an ExternalSecret in place of a pushed Secret.',
    group,
  }),
  secretsAwsRegion: variable({
    names: ['SECRETS_AWS_REGION'],
    schema: optionalText,
    doc: 'Region of AWS Secrets Manager. Makes it a store that secrets can be switched to.',
    group,
  }),
  secretsAwsEndpoint: variable({
    names: ['SECRETS_AWS_ENDPOINT'],
    schema: text.url.optional(),
    doc: 'Where it answers; AWS when unset.',
    group,
  }),
  secretsAwsAccessKeyId: variable({
    names: ['SECRETS_AWS_ACCESS_KEY_ID'],
    schema: optionalText,
    doc: 'Credential of the platform itself for it. Credentials of organizations are never used. The machine’s own role when unset.',
    group,
  }),
  secretsAwsSecretAccessKey: variable({
    names: ['SECRETS_AWS_SECRET_ACCESS_KEY'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Its secret.',
    group,
  }),
  secretsAwsPrefix: variable({
    names: ['SECRETS_AWS_PREFIX'],
    schema: prefix,
    default: 'moorage',
    doc: 'Before the name of every document there. One prefix for each installation.',
    group,
  }),
  secretsAwsKmsKeyId: variable({
    names: ['SECRETS_AWS_KMS_KEY_ID'],
    schema: optionalText,
    doc: 'Key of KMS that encrypts them; the account’s own key of the service when unset.',
    group,
  }),
  secretsAwsTags: variable({
    names: ['SECRETS_AWS_TAGS'],
    schema: tags,
    doc: 'Tags that they get, as `name=value` separated by commas; `managed-by=moorage` when unset.',
    group,
  }),
  secretsAwsRecoveryDays: variable({
    names: ['SECRETS_AWS_RECOVERY_DAYS'],
    schema: text.integer(0, 30).refine((days) => days === 0 || days >= 7, 'must be 0, or 7 to 30'),
    default: '7',
    doc: 'How long a document that was removed can be brought back; 0 removes at once.',
    group,
  }),
  secretsAwsStoreRef: variable({
    names: ['SECRETS_AWS_EXTERNAL_STORE'],
    schema: storeRef,
    doc: 'The `ClusterSecretStore/<name>` of External Secrets that reads the same secrets.',
    group,
  }),
};

export interface SecretStoresConfig {
  readonly vault:
    | {
        readonly url: string;
        readonly namespace: string | undefined;
        readonly caPath: string | undefined;
        readonly login: VaultLoginConfig;
        readonly mount: string;
        readonly prefix: string;
        readonly storeRef: StoreRef | undefined;
      }
    | undefined;
  readonly aws:
    | {
        readonly region: string;
        readonly endpoint: string | undefined;
        readonly prefix: string;
        readonly kmsKeyId: string | undefined;
        readonly tags: Readonly<Record<string, string>>;
        readonly recoveryDays: number;
        readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: Secret } | undefined;
        readonly storeRef: StoreRef | undefined;
      }
    | undefined;
}

type StoresEnv = { readonly [K in keyof typeof secretStores]: z.output<(typeof secretStores)[K]['schema']> };

function loginsOf(env: StoresEnv): VaultLoginConfig[] {
  return vaultLoginsOf({
    token: env.secretsVaultToken,
    roleId: env.secretsVaultRoleId,
    secretId: env.secretsVaultSecretId,
    kubernetesRole: env.secretsVaultKubernetesRole,
    tokenPath: env.secretsVaultKubernetesToken,
    mount: env.secretsVaultLoginMount,
  });
}

function vaultOf(env: StoresEnv): SecretStoresConfig['vault'] {
  const [login] = loginsOf(env);
  if (env.secretsVaultAddr === undefined || login === undefined) return undefined;
  return {
    url: env.secretsVaultAddr,
    namespace: env.secretsVaultNamespace,
    caPath: env.secretsVaultCaPath,
    login,
    mount: env.secretsVaultMount,
    prefix: env.secretsVaultPrefix,
    storeRef: env.secretsVaultStoreRef,
  };
}

function awsOf(env: StoresEnv): SecretStoresConfig['aws'] {
  if (env.secretsAwsRegion === undefined) return undefined;
  const { secretsAwsAccessKeyId: accessKeyId, secretsAwsSecretAccessKey: secretAccessKey } = env;
  return {
    region: env.secretsAwsRegion,
    endpoint: env.secretsAwsEndpoint,
    prefix: env.secretsAwsPrefix,
    kmsKeyId: env.secretsAwsKmsKeyId,
    tags: env.secretsAwsTags,
    recoveryDays: env.secretsAwsRecoveryDays,
    credentials: accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey },
    storeRef: env.secretsAwsStoreRef,
  };
}

export function secretStoresConfig(env: StoresEnv): SecretStoresConfig {
  return { vault: vaultOf(env), aws: awsOf(env) };
}

export function secretStoreProblems(env: StoresEnv): FieldIssue[] {
  const problems: FieldIssue[] = [];
  if ((env.secretsVaultRoleId === undefined) !== (env.secretsVaultSecretId === undefined)) {
    problems.push({ path: 'SECRETS_VAULT_ROLE_ID', message: 'and SECRETS_VAULT_SECRET_ID go together' });
  }
  const logins = loginsOf(env).length;
  if (env.secretsVaultAddr !== undefined && logins !== 1) {
    const message =
      logins === 0 ? 'needs a token, an AppRole or a role for Kubernetes' : 'needs one way to log in, and several are set';
    problems.push({ path: 'SECRETS_VAULT_ADDR', message });
  }
  if ((env.secretsAwsAccessKeyId === undefined) !== (env.secretsAwsSecretAccessKey === undefined)) {
    problems.push({ path: 'SECRETS_AWS_ACCESS_KEY_ID', message: 'and SECRETS_AWS_SECRET_ACCESS_KEY go together' });
  }
  return problems;
}
