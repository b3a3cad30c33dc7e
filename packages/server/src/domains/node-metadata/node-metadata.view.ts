import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { MetadataKind, MetadataView, TaintEffect } from './node-metadata.contract.ts';

export interface MetadataRow {
  readonly id: string;
  readonly org_id: string;
  readonly kind: MetadataKind;
  readonly key: string;
  readonly value: string;
  /** Of taints. */
  readonly effect: TaintEffect | '';
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function metadataToView(row: MetadataRow): MetadataView {
  return {
    id: row.id,
    organization_id: row.org_id,
    key: row.key,
    value: row.value,
    ...(row.effect === '' ? {} : { effect: row.effect }),
    created_at: wholeSeconds(row.created_at),
    updated_at: wholeSeconds(row.updated_at),
  };
}
