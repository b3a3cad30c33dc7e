/** What there is to fill in for each kind of credential and scope; the server's schemas, as forms. */
import type { V1Credential, V1CredentialCreate } from '@moorage/sdk/types';

export type Provider = V1Credential['credential_provider'];
export type CredentialKind = V1Credential['kind'];
export type ScopeKind = V1Credential['scope_kind'];

export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly isSecret: boolean;
  readonly isOptional?: true;
  readonly hint?: string;
}

const shown = (name: string, label: string, hint?: string): CredentialField => ({
  ...{ name, label, isSecret: false },
  ...(hint === undefined ? {} : { hint }),
});
const hidden = (name: string, label: string): CredentialField => ({ name, label, isSecret: true });

const kindFields: Readonly<Record<CredentialKind, readonly CredentialField[]>> = {
  aws_access_key: [
    shown('access_key_id', 'Access key ID', '20 letters and digits.'),
    hidden('secret_access_key', 'Secret access key'),
    { ...shown('region', 'Region of the key', 'Such as eu-central-1.'), isOptional: true },
  ],
  api_token: [hidden('token', 'Token')],
  basic_auth: [shown('username', 'User name'), hidden('password', 'Password')],
  oauth2: [shown('client_id', 'Client ID'), hidden('client_secret', 'Client secret'), hidden('refresh_token', 'Refresh token')],
  tsig: [
    shown('key_name', 'Name of the key'),
    shown('algorithm', 'Algorithm, such as hmac-sha256'),
    hidden('secret', 'Secret in base64'),
  ],
};

const kindNames: Readonly<Record<CredentialKind, string>> = {
  aws_access_key: 'Access key',
  api_token: 'API token',
  basic_auth: 'User name and password',
  oauth2: 'OAuth 2 client',
  tsig: 'Key of dynamic DNS updates',
};

interface ProviderForm {
  readonly name: string;
  readonly kinds: readonly CredentialKind[];
  /** Empty where a service is free text. */
  readonly services: readonly string[];
  readonly resource: CredentialField;
}

const forms: Readonly<Record<Provider, ProviderForm>> = {
  aws: {
    name: 'AWS',
    kinds: ['aws_access_key'],
    services: ['route53', 's3', 'ec2', 'iam', 'rds', 'dynamodb'],
    resource: shown('arn', 'ARN', 'Such as arn:aws:s3:::backups.'),
  },
  cloudflare: {
    name: 'Cloudflare',
    kinds: ['api_token'],
    services: ['dns', 'r2'],
    resource: shown('zone_id', 'Zone', '32 hexadecimal digits.'),
  },
  hetzner: {
    name: 'Hetzner',
    kinds: ['api_token'],
    services: ['cloud', 'dns'],
    resource: shown('server_id', 'Server', 'Its number.'),
  },
  digitalocean: {
    name: 'DigitalOcean',
    kinds: ['api_token'],
    services: ['dns', 'droplets'],
    resource: shown('domain', 'Domain'),
  },
  generic: {
    name: 'Other provider',
    kinds: ['basic_auth', 'oauth2', 'tsig'],
    services: [],
    resource: shown('uri', 'Address', 'Such as https://images.example.com.'),
  },
};

export const providers: readonly { readonly id: Provider; readonly name: string }[] = [
  ...(['aws', 'cloudflare', 'hetzner', 'digitalocean', 'generic'] as const).map((id) => ({ id, name: forms[id].name })),
];

export function providerForm(provider: Provider): ProviderForm {
  return forms[provider];
}

export function kindName(kind: CredentialKind): string {
  return kindNames[kind];
}

export function fieldsOf(kind: CredentialKind): readonly CredentialField[] {
  return kindFields[kind];
}

/** What one fills in for a scope; nothing where it is all of the provider. */
export function scopeField(provider: Provider, scopeKind: ScopeKind): CredentialField | undefined {
  if (scopeKind === 'credential_provider') return undefined;
  return scopeKind === 'resource' ? forms[provider].resource : shown('service', 'Service');
}

/** What a credential is for, in words. */
export function scopeText({ scope_kind, scope }: V1Credential): string {
  if (scope_kind === 'credential_provider') return 'everything';
  return Object.values(scope).join(', ');
}

export interface CredentialDraft {
  readonly provider: Provider;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly scopeKind: ScopeKind;
  readonly scope: string;
  readonly secret: Readonly<Record<string, string>>;
}

export const emptyCredential: CredentialDraft = {
  ...{ provider: 'aws', kind: 'aws_access_key', name: '', accountId: '', region: '' },
  ...{ scopeKind: 'credential_provider', scope: '', secret: {} },
};

/** Another provider has other kinds and scopes; what was typed for the old one is not for it. */
export function withProvider(draft: CredentialDraft, provider: Provider): CredentialDraft {
  const [kind = 'api_token'] = forms[provider].kinds;
  return { ...draft, provider, kind, scopeKind: 'credential_provider', scope: '', secret: {} };
}

export function withScopeKind(draft: CredentialDraft, scopeKind: ScopeKind): CredentialDraft {
  const [first = ''] = forms[draft.provider].services;
  return { ...draft, scopeKind, scope: scopeKind === 'service' ? first : '' };
}

/** Filled-in fields only. */
export function secretOf(kind: CredentialKind, secret: CredentialDraft['secret']): Record<string, string> {
  const names = kindFields[kind].map(({ name }) => name);
  return Object.fromEntries(Object.entries(secret).filter(([name, value]) => names.includes(name) && value !== ''));
}

export function hasSecret(kind: CredentialKind, secret: CredentialDraft['secret']): boolean {
  return kindFields[kind].every(({ name, isOptional }) => isOptional === true || (secret[name] ?? '') !== '');
}

function scopeOf({ provider, scopeKind, scope }: CredentialDraft): Record<string, string> {
  const field = scopeField(provider, scopeKind);
  return field === undefined ? {} : { [field.name]: scope.trim() };
}

/** Where the server may find something wrong that a field of the form can show. */
export function pathsOfSecret(kind: CredentialKind): string[] {
  return kindFields[kind].map(({ name }) => `secret.${name}`);
}

/** The same of what is not secret. */
export function pathsOfPlace({ provider, scopeKind }: CredentialDraft): string[] {
  const field = scopeField(provider, scopeKind);
  return ['name', 'account_id', 'region', ...(field === undefined ? [] : [`scope.${field.name}`])];
}

export function isComplete(draft: CredentialDraft): boolean {
  const scoped = draft.scopeKind === 'credential_provider' || draft.scope.trim() !== '';
  return draft.name.trim() !== '' && scoped && hasSecret(draft.kind, draft.secret);
}

export function bodyOfCredential(draft: CredentialDraft): V1CredentialCreate {
  const accountId = draft.accountId.trim();
  const region = draft.region.trim();
  return {
    credential_provider: draft.provider,
    kind: draft.kind,
    schema_version: 1,
    name: draft.name.trim(),
    scope_kind: draft.scopeKind,
    scope_version: 1,
    scope: scopeOf(draft),
    ...(accountId === '' ? {} : { account_id: accountId }),
    ...(region === '' ? {} : { region }),
    secret: secretOf(draft.kind, draft.secret),
  };
}

/** What is not secret of one that exists, to be changed. */
export function draftOfCredential(credential: V1Credential): CredentialDraft {
  return {
    provider: credential.credential_provider,
    kind: credential.kind,
    name: credential.name,
    accountId: credential.account_id ?? '',
    region: credential.region ?? '',
    scopeKind: credential.scope_kind,
    scope: Object.values(credential.scope)[0] ?? '',
    secret: {},
  };
}
