/**
 * The secret of a credential leaves the vault here and nowhere else: to who may reveal it, and to its own provider.
 *
 * Both are limited by who asks. A reveal is written to the audit trail before the answer leaves: what cannot be written down is not
 * shown. What a provider is asked happens outside of any transaction.
 */
import { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { principalOf } from '../../platform/authz/actor.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { Fields } from './credential-kind.rules.ts';
import { type CredentialDeps, credentialTarget, missingCredential } from './provider-credential.service.ts';
import { findSealedSecret, secretPlace } from './provider-credential.store.ts';
import { type CredentialRow, type CredentialTestView } from './provider-credential.view.ts';

export interface CredentialSecretService {
  reveal(ctx: RequestCtx, id: string): Promise<Fields>;
  test(ctx: RequestCtx, id: string): Promise<CredentialTestView>;
}

const sealedFields = z.record(z.string(), z.string());

async function open(deps: CredentialDeps, orgId: string, id: string): Promise<{ row: CredentialRow; fields: Fields }> {
  const found = await deps.db.tenant([orgId], (tx) => findSealedSecret(tx, orgId, id));
  if (found === undefined) throw missingCredential();
  const plain = await deps.vault.open({ ...secretPlace, orgId, row: id }, found.sealed);
  return { row: found.row, fields: sealedFields.parse(JSON.parse(plain.toString('utf8'))) };
}

async function reveal(deps: CredentialDeps, ctx: RequestCtx, id: string): Promise<Fields> {
  const orgId = authorizedOrg(ctx, 'credential:reveal');
  await deps.limits.reveal(principalOf(ctx.actor) ?? ctx.ip);
  const { row, fields } = await open(deps, orgId, id);
  await deps.db.tenant([orgId], (tx) =>
    deps.audit.append(tx, ctx, { orgId, event: 'credential.revealed', target: credentialTarget(row) }),
  );
  return fields;
}

async function test(deps: CredentialDeps, ctx: RequestCtx, id: string): Promise<CredentialTestView> {
  const orgId = authorizedOrg(ctx, 'credential:test');
  await deps.limits.test(principalOf(ctx.actor) ?? ctx.ip);
  const { row, fields } = await open(deps, orgId, id);
  const { provider, kind, scope_kind, scope_version, scope } = row;
  const secret = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, new Secret(value)]));
  const presented = {
    ...{ provider, kind, scope_kind, scope_version, scope, secret },
    accountId: row.account_id ?? undefined,
    region: row.region ?? undefined,
  };
  const { nextStep, ...finding } = await deps.check.check(presented, ctx.signal);
  const data = { status: finding.status };
  await deps.db.tenant([orgId], (tx) =>
    deps.audit.append(tx, ctx, { orgId, event: 'credential.tested', target: credentialTarget(row), data }),
  );
  const tested_at = wholeSeconds(deps.clock.now());
  return { ...finding, verified: [...finding.verified], ...(nextStep === undefined ? {} : { next_step: nextStep }), tested_at };
}

export function createCredentialSecretService(deps: CredentialDeps): CredentialSecretService {
  return { reveal: (ctx, id) => reveal(deps, ctx, id), test: (ctx, id) => test(deps, ctx, id) };
}
