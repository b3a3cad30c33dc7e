import type { z } from 'zod';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { nodePoolRoutes, poolRoles } from './node-pool.contract.ts';

export interface NodePoolRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly role: (typeof poolRoles)[number];
  readonly created_at: Date;
  readonly updated_at: Date;
}

export type NodePoolView = z.input<(typeof nodePoolRoutes.get.responses)[200]>;
export type PoolContent = Pick<NodePoolView, 'servers' | 'labels' | 'annotations' | 'taints'>;

export const emptyPool: PoolContent = { servers: [], annotations: [], labels: [], taints: [] };

export function poolToView(row: NodePoolRow, { servers, annotations, labels, taints }: PoolContent): NodePoolView {
  return {
    id: row.id,
    organization_id: row.org_id,
    created_at: wholeSeconds(row.created_at),
    updated_at: wholeSeconds(row.updated_at),
    name: row.name,
    role: row.role,
    ...{ servers, annotations, labels, taints },
  };
}
