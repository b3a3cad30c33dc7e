import type { z } from 'zod';
import type { adminMetrics, adminOrg, adminUser } from './admin.contract.ts';

export type AdminUserView = z.input<typeof adminUser>;
export type AdminOrgView = z.input<typeof adminOrg>;
export type AdminMetricsView = z.input<typeof adminMetrics>;

export interface AdminUserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly platform_role: string | null;
  readonly tier: string;
  readonly disabled_at: Date | null;
  readonly client_id: string | null;
  readonly created_at: Date;
  readonly last_login_at: Date | null;
  readonly org_count: string;
}

export interface AdminOrgRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly client_id: string | null;
  readonly deleting_since: Date | null;
  readonly created_at: Date;
  readonly member_count: string;
  readonly deployment_count: string;
}

export function adminUserToView(row: AdminUserRow): AdminUserView {
  const { tier } = row;
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    platformRole: row.platform_role === 'platform_admin' ? 'platform_admin' : null,
    tier: tier === 'business' || tier === 'enterprise' ? tier : 'free',
    state: row.disabled_at === null ? 'active' : 'disabled',
    clientId: row.client_id,
    orgCount: Number(row.org_count),
    createdAt: row.created_at.toISOString(),
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
  };
}

export function adminOrgToView(row: AdminOrgRow): AdminOrgView {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    plan: row.plan,
    clientId: row.client_id,
    memberCount: Number(row.member_count),
    deploymentCount: Number(row.deployment_count),
    deleting: row.deleting_since !== null,
    createdAt: row.created_at.toISOString(),
  };
}
