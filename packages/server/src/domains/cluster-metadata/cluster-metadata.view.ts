import type { z } from 'zod';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { clusterMetadataRoutes } from './cluster-metadata.contract.ts';

export type EntryView = z.input<(typeof clusterMetadataRoutes.get.responses)[200]>;

export interface EntryRow {
  readonly id: string;
  readonly org_id: string;
  readonly cluster_id: string;
  readonly key: string;
  readonly value: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function entryToView({ id, org_id, cluster_id, key, value, ...row }: EntryRow): EntryView {
  const times = { created_at: wholeSeconds(row.created_at), updated_at: wholeSeconds(row.updated_at) };
  return { id, organization_id: org_id, ...times, cluster_id, key, value };
}
