/** Every kind of credential and of scope, by provider and version, as schemas: what there is to fill in, and what is wrong with it. */
import { z } from 'zod';

export const providers = ['aws', 'cloudflare', 'hetzner', 'digitalocean', 'generic'] as const;
export type Provider = (typeof providers)[number];
export const kinds = ['aws_access_key', 'api_token', 'basic_auth', 'oauth2', 'tsig'] as const;
export type Kind = (typeof kinds)[number];
export const scopeKinds = ['credential_provider', 'service', 'resource'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

export type Fields = Readonly<Record<string, string>>;
export type FieldsSchema = z.ZodType<Readonly<Record<string, string | undefined>>>;

/** Of headers and forms these are parts: no line breaks, nothing invisible. */
function secret(max: number) {
  return z
    .string({ error: 'is required, as text' })
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');
}

/** A token that goes into a header as it is. */
const token = secret(4_096).regex(/^[\x21-\x7e]*$/, 'must be ASCII without spaces');

const awsRegion = z
  .string({ error: 'must be text' })
  .max(32, 'must have at most 32 characters')
  .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'must be a region such as eu-central-1');

const awsAccessKey = z.object({
  access_key_id: z.string({ error: 'is required, as text' }).regex(/^[A-Za-z0-9]{20}$/, 'must be 20 letters and digits'),
  secret_access_key: secret(256).regex(/^[\x21-\x7e]*$/, 'must be ASCII without spaces'),
  region: awsRegion.optional(),
});
const apiToken = z.object({ token });
const basicAuth = z.object({
  username: secret(256).regex(/^[^:]*$/, 'must not contain a colon'),
  password: secret(4_096),
});
const oauth2 = z.object({ client_id: secret(1_024), client_secret: secret(4_096), refresh_token: secret(8_192) });

/** A key of dynamic updates (RFC 2136, RFC 8945). Where the server is, the scope says. */
const tsig = z.object({
  key_name: secret(253).regex(/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/, 'must be a name such as update-key'),
  algorithm: z.enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'], {
    error: 'must be one of hmac-sha256, hmac-sha384, hmac-sha512',
  }),
  secret: secret(1_024).regex(/^[A-Za-z0-9+/]{16,}={0,2}$/, 'must be base64'),
});

/** provider / kind / version */
const secrets: Readonly<Record<string, FieldsSchema | undefined>> = {
  'aws/aws_access_key/1': awsAccessKey,
  'cloudflare/api_token/1': apiToken,
  'hetzner/api_token/1': apiToken,
  'digitalocean/api_token/1': apiToken,
  'generic/basic_auth/1': basicAuth,
  'generic/oauth2/1': oauth2,
  'generic/tsig/1': tsig,
};

function oneOf(...names: [string, ...string[]]) {
  return z.object({ service: z.enum(names, { error: `must be one of ${names.join(', ')}` }) });
}

const whole = z.object({});
const arn = z
  .string({ error: 'is required, as text' })
  .min(11, 'must have at least 11 characters')
  .max(2_047, 'must have at most 2047 characters')
  .regex(/^arn:[!-~]+$/, 'must begin with arn: and have no spaces');
const anyText = (max: number) => secret(max);

/** provider / kind of scope / version */
const scopes: Readonly<Record<string, FieldsSchema | undefined>> = {
  'aws/credential_provider/1': whole,
  'aws/service/1': oneOf('route53', 's3', 'ec2', 'iam', 'rds', 'dynamodb'),
  'aws/resource/1': z.object({ arn }),
  'cloudflare/credential_provider/1': whole,
  'cloudflare/service/1': oneOf('dns', 'r2'),
  'cloudflare/resource/1': z.object({
    zone_id: z.string({ error: 'is required, as text' }).regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
  }),
  'hetzner/credential_provider/1': whole,
  'hetzner/service/1': oneOf('cloud', 'dns'),
  'hetzner/resource/1': z.object({
    server_id: z.string({ error: 'is required, as text' }).regex(/^\d{1,18}$/, 'must be a number, as text'),
  }),
  'digitalocean/credential_provider/1': whole,
  'digitalocean/service/1': oneOf('dns', 'droplets'),
  'digitalocean/resource/1': z.object({
    domain: z
      .string({ error: 'is required, as text' })
      .max(253, 'must have at most 253 characters')
      .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'must be a domain in small letters'),
  }),
  'generic/credential_provider/1': whole,
  'generic/service/1': z.object({ service: anyText(100) }),
  'generic/resource/1': z.object({ uri: anyText(2_047) }),
};

/** What a secret of this kind consists of; undefined where there is no such kind. */
export function secretSchema(provider: Provider, kind: Kind, version: number): FieldsSchema | undefined {
  return secrets[`${provider}/${kind}/${version}`];
}

/** What a scope of this kind consists of; undefined where there is no such kind. */
export function scopeSchema(provider: Provider, kind: ScopeKind, version: number): FieldsSchema | undefined {
  return scopes[`${provider}/${kind}/${version}`];
}

/** The kinds that a provider has, for people. */
export function kindsOf(provider: Provider): string {
  const own = Object.keys(secrets).filter((key) => key.startsWith(`${provider}/`));
  return own.map((key) => key.split('/').slice(1).join(' version ')).join(', ');
}
