/** Credentials of providers: kept sealed, changed without being read, deleted when nothing uses them. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidThing } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import type { ExactLimit } from '../../platform/limits/exact-limit.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Fields, Kind, Provider } from './credential-kind.rules.ts';
import type { CredentialUses, ProviderCheck } from './provider-credential.ports.ts';
import {
  clearable,
  parseScope,
  parseScopeKind,
  type Parsed,
  parseSecret,
  type Scope,
  type SecretKind,
  type WantedScope,
} from './provider-credential.rules.ts';
import {
  claimCredential,
  type CredentialChange,
  endCredential,
  findCredential,
  insertCredential,
  listCredentials,
  removeCredential,
  secretPlace,
  updateCredential,
} from './provider-credential.store.ts';
import { type CredentialRow, credentialToView, type CredentialView } from './provider-credential.view.ts';

export interface CredentialDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly check: ProviderCheck;
  readonly uses: readonly CredentialUses[];
  /** Of showing secrets and of asking providers, by who asks. */
  readonly limits: { readonly reveal: ExactLimit; readonly test: ExactLimit };
}

export interface CredentialFilters extends OptionalPage {
  readonly credential_provider?: string | undefined;
  readonly kind?: string | undefined;
  readonly scope_kind?: string | undefined;
}

export interface NewCredential extends WantedScope {
  readonly credential_provider: Provider;
  readonly kind: Kind;
  readonly schema_version: number;
  readonly name?: string | undefined;
  readonly account_id?: string | undefined;
  readonly region?: string | undefined;
  readonly secret: unknown;
}

export interface CredentialPatch {
  readonly name?: string | undefined;
  readonly account_id?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly scope_kind?: string | undefined;
  readonly scope_version?: number | undefined;
  readonly scope?: unknown;
  readonly secret?: unknown;
}

export interface CredentialService {
  list(ctx: RequestCtx, filters: CredentialFilters): Promise<Page<CredentialView>>;
  create(ctx: RequestCtx, input: NewCredential): Promise<CredentialView>;
  get(ctx: RequestCtx, id: string): Promise<CredentialView>;
  update(ctx: RequestCtx, id: string, patch: CredentialPatch): Promise<CredentialView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

export function missingCredential(): AppError {
  return new AppError('not_found', 'There is no such credential.');
}

export function credentialTarget({ id, name }: Pick<CredentialRow, 'id' | 'name'>): { type: string; id: string; name: string } {
  return { type: 'credential', id, name };
}

/** Throws what is wrong with any of them, all at once: a form tells each at its field. */
function requireGood(parsed: readonly Parsed<unknown>[], reason: string): void {
  const issues = parsed.flatMap((one) => (one.kind === 'refused' ? one.issues : []));
  if (issues.length > 0) throw invalidThing('credential', issues, reason);
}

function valueOf<T>(parsed: Parsed<T>, reason: string): T {
  if (parsed.kind === 'ok') return parsed.value;
  throw invalidThing('credential', parsed.issues, reason);
}

function secretOf(kind: SecretKind, value: unknown, reason: string): Secret {
  return new Secret(JSON.stringify(valueOf<Fields>(parseSecret(kind, value), reason)));
}

async function create(deps: CredentialDeps, ctx: RequestCtx, input: NewCredential): Promise<CredentialView> {
  const orgId = authorizedOrg(ctx, 'credential:create');
  const { credential_provider: provider, kind, schema_version: version, name = '' } = input;
  const secretKind = { provider, kind, version };
  const wanted = parseScope(provider, input);
  requireGood([wanted, parseSecret(secretKind, input.secret)], 'validation_error');
  const scope = valueOf<Scope>(wanted, 'validation_error');
  const secret = secretOf(secretKind, input.secret, 'validation_error');
  const now = deps.clock.now();
  const row: CredentialRow = {
    id: deps.ids.uuid(),
    org_id: orgId,
    provider,
    kind,
    schema_version: version,
    name,
    ...scope,
    account_id: clearable(input.account_id) ?? null,
    region: clearable(input.region) ?? null,
    created_at: now,
    updated_at: now,
  };
  await deps.vault.prepare(orgId);
  await deps.db.tenant([orgId], async (tx) => {
    const sealed = await deps.vault.seal(tx, { ...secretPlace, orgId, row: row.id }, secret);
    await insertCredential(tx, row, sealed);
    const data = { provider, kind, scopeKind: scope.scope_kind, scope: scope.scope };
    await deps.audit.append(tx, ctx, { orgId, event: 'credential.created', target: credentialTarget(row), data });
  });
  return credentialToView(row);
}

/** Another kind or version of scope is another set of fields, so they have to come with it. */
function changedScope(before: CredentialRow, patch: CredentialPatch): Partial<Scope> {
  const { scope_kind = before.scope_kind, scope_version = before.scope_version, scope } = patch;
  if (scope !== undefined) return valueOf(parseScope(before.provider, { scope_kind, scope_version, scope }), 'invalid_scope');
  if (parseScopeKind(scope_kind) === before.scope_kind && scope_version === before.scope_version) return {};
  const issues = [{ path: 'scope', message: 'is required with another kind or version of scope' }];
  return valueOf<Scope>({ kind: 'refused', issues }, 'validation_error');
}

const shownChanges = { fields: ['name', 'account_id', 'region', 'scope_kind', 'scope_version', 'scope'] };

async function update(deps: CredentialDeps, ctx: RequestCtx, id: string, patch: CredentialPatch): Promise<CredentialView> {
  const orgId = authorizedOrg(ctx, 'credential:update');
  if (patch.secret !== undefined) await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimCredential(tx, orgId, id);
    if (before === undefined) throw missingCredential();
    const [accountId, region] = [clearable(patch.account_id), clearable(patch.region)];
    const change: CredentialChange = {
      updated_at: deps.clock.now(),
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(accountId === undefined ? {} : { account_id: accountId }),
      ...(region === undefined ? {} : { region }),
      ...changedScope(before, patch),
    };
    const sealed = patch.secret === undefined ? undefined : await sealAnew(deps, tx, before, patch.secret);
    const after = await updateCredential(tx, id, change, sealed);
    const data = { changes: changesOf(before, after, shownChanges), secretReplaced: sealed !== undefined };
    await deps.audit.append(tx, ctx, { orgId, event: 'credential.updated', target: credentialTarget(after), data });
    return credentialToView(after);
  });
}

async function sealAnew(deps: CredentialDeps, tx: Tx, row: CredentialRow, value: unknown): Promise<Buffer> {
  const secret = secretOf({ provider: row.provider, kind: row.kind, version: row.schema_version }, value, 'invalid_secret');
  return await deps.vault.seal(tx, { ...secretPlace, orgId: row.org_id, row: row.id }, secret);
}

/** Whether something still needs it that ends by itself. */
export async function isEndingAnywhere(
  uses: readonly CredentialUses[],
  tx: Tx,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<boolean> {
  for (const kind of uses) if ((await kind.isEnding?.(tx, orgId, id)) === true) return true;
  return false;
}

async function remove(deps: CredentialDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'credential:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'credential', noun: 'credential' },
        claim: () => claimCredential(tx, orgId, id),
        name: (row) => row.name,
        uses: deps.uses.map((kind) => () => kind.list(tx, orgId, id)),
        remove: async () => {
          if (await isEndingAnywhere(deps.uses, tx, { orgId, id })) await endCredential(tx, id, deps.clock.now());
          else await removeCredential(tx, id);
        },
        missing: missingCredential,
      },
    ),
  );
}

export function createCredentialService(deps: CredentialDeps): CredentialService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx, { credential_provider: provider, kind, scope_kind, ...paging }) {
      const orgId = authorizedOrg(ctx, 'credential:read');
      const scopeKind = scope_kind === undefined ? undefined : (parseScopeKind(scope_kind) ?? scope_kind);
      const page = pageRequestOf(paging);
      const rows = await deps.db.tenant([orgId], (tx) => listCredentials(tx, orgId, { provider, kind, scopeKind }, page));
      return newestPage(rows, page, credentialToView, 'updated_at');
    },
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'credential:read');
      const row = await deps.db.tenant([orgId], (tx) => findCredential(tx, orgId, id));
      if (row === undefined) throw missingCredential();
      return credentialToView(row);
    },
  };
}
