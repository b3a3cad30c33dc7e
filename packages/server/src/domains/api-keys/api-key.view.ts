import type { z } from 'zod';
import type { apiKey } from './api-key.contract.ts';
import type { Secrets } from './api-key.rules.ts';
import { shownPrefix } from './presented-key.rules.ts';

export interface ApiKeyRow extends Secrets {
  readonly id: string;
  readonly kind: string;
  /** One of the two is set. */
  readonly user_id: string | null;
  readonly org_id: string | null;
  /** Of a machine. */
  readonly role: string | null;
  readonly team_id: string | null;
  readonly name: string;
  readonly prefix: string;
  /** `null` for kinds that scopes do not limit. */
  readonly scopes: string[] | null;
  readonly allowed_ips: string[];
  readonly rate_per_second: number | null;
  readonly created_by: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly last_used_ip: string | null;
  readonly rotated_at: Date | null;
  readonly several_factors: boolean;
}

export type ApiKeyView = z.input<typeof apiKey>;

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

function kindOf(kind: string): ApiKeyView['kind'] {
  return kind === 'machine' || kind === 'user' || kind === 'pair' ? kind : 'personal';
}

export function apiKeyToView(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    kind: kindOf(row.kind),
    name: row.name,
    prefix: shownPrefix(row.kind, row.prefix),
    scopes: row.scopes ?? [],
    role: row.role,
    teamId: row.team_id,
    allowedIps: row.allowed_ips,
    ratePerSecond: row.rate_per_second,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: iso(row.expires_at),
    lastUsedAt: iso(row.last_used_at),
    lastUsedIp: row.last_used_ip,
    rotatedAt: iso(row.rotated_at),
    previousUntil: iso(row.previous_until),
  };
}
