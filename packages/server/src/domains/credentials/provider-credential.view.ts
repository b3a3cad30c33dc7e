import type { z } from 'zod';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { Fields, Kind, Provider, ScopeKind } from './credential-kind.rules.ts';
import type { credentialRoutes } from './provider-credential.contract.ts';

export interface CredentialRow {
  readonly id: string;
  readonly org_id: string;
  readonly provider: Provider;
  readonly kind: Kind;
  readonly schema_version: number;
  readonly name: string;
  readonly scope_kind: ScopeKind;
  readonly scope_version: number;
  readonly scope: Fields;
  readonly account_id: string | null;
  readonly region: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export type CredentialView = z.input<(typeof credentialRoutes.get.responses)[200]>;
export type CredentialTestView = z.input<(typeof credentialRoutes.test.responses)[200]>;

export function credentialToView(row: CredentialRow): CredentialView {
  return {
    id: row.id,
    credential_provider: row.provider,
    kind: row.kind,
    schema_version: row.schema_version,
    name: row.name,
    scope_kind: row.scope_kind,
    scope_version: row.scope_version,
    scope: row.scope,
    ...(row.account_id === null ? {} : { account_id: row.account_id }),
    ...(row.region === null ? {} : { region: row.region }),
    created_at: wholeSeconds(row.created_at),
    updated_at: wholeSeconds(row.updated_at),
  };
}
