/** What is wrong with a credential, field by field, without ever telling a value. */
import type { FieldIssue } from '@moorage/core/errors';
import {
  type Fields,
  type FieldsSchema,
  type Kind,
  kindsOf,
  type Provider,
  type ScopeKind,
  scopeKinds,
  scopeSchema,
  secretSchema,
} from './credential-kind.rules.ts';

export type Parsed<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly issues: readonly FieldIssue[] };

function refused(path: string, message: string): Parsed<never> {
  return { kind: 'refused', issues: [{ path, message }] };
}

/** Keys in order, so that the same content is the same text. */
function tidy(fields: Readonly<Record<string, string | undefined>>): Fields {
  const present = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return Object.fromEntries(present.toSorted(([left], [right]) => left.localeCompare(right)));
}

function parseFields(schema: FieldsSchema, value: unknown, root: 'scope' | 'secret'): Parsed<Fields> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'ok', value: tidy(parsed.data) };
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: [root, ...path.map(String)].join('.'), message }));
  return { kind: 'refused', issues };
}

export interface SecretKind {
  readonly provider: Provider;
  readonly kind: Kind;
  readonly version: number;
}

export function parseSecret({ provider, kind, version }: SecretKind, value: unknown): Parsed<Fields> {
  const schema = secretSchema(provider, kind, version);
  if (schema !== undefined) return parseFields(schema, value, 'secret');
  return refused('kind', `${provider} has no ${kind} version ${version}; it has ${kindsOf(provider)}`);
}

/** As callers name it, also by its older name. */
export function parseScopeKind(name: string): ScopeKind | undefined {
  return name === 'provider' ? 'credential_provider' : scopeKinds.find((one) => one === name);
}

export interface Scope {
  readonly scope_kind: ScopeKind;
  readonly scope_version: number;
  readonly scope: Fields;
}

export interface WantedScope {
  readonly scope_kind: string;
  readonly scope_version: number;
  readonly scope: unknown;
}

export function parseScope(provider: Provider, wanted: WantedScope): Parsed<Scope> {
  const scope_kind = parseScopeKind(wanted.scope_kind);
  const { scope_version } = wanted;
  const schema = scope_kind === undefined ? undefined : scopeSchema(provider, scope_kind, scope_version);
  if (scope_kind === undefined || schema === undefined)
    return refused('scope_version', `${provider} has no scope ${wanted.scope_kind} version ${scope_version}`);
  const parsed = parseFields(schema, wanted.scope, 'scope');
  return parsed.kind === 'ok' ? { kind: 'ok', value: { scope_kind, scope_version, scope: parsed.value } } : parsed;
}

/** Empty and null clear; absent leaves as it is. */
export function clearable(text: string | null | undefined): string | null | undefined {
  return text === '' ? null : text;
}
