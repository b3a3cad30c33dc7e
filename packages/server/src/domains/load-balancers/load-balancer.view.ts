import type { z } from 'zod';
import type { loadBalancerRoutes } from './load-balancer.contract.ts';

export type LoadBalancerView = z.input<(typeof loadBalancerRoutes.get.responses)[200]>;

export interface LoadBalancerRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly kind: LoadBalancerView['kind'];
  readonly public_ip_address: string;
  readonly private_ip_address: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function loadBalancerToView({ org_id, created_at, updated_at, ...row }: LoadBalancerRow): LoadBalancerView {
  const times = { created_at: created_at.toISOString(), updated_at: updated_at.toISOString() };
  return { ...row, organization_id: org_id, ...times };
}
