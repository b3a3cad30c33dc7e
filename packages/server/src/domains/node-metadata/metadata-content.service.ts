/** Labels, annotations and taints for what has them attached, each as it is shown. */
import type { Tx } from '../../platform/db/database.ts';
import type { MetadataView, TaintEffect } from './node-metadata.contract.ts';
import { findMetadataOf } from './node-metadata.store.ts';
import { metadataToView } from './node-metadata.view.ts';

export interface MetadataContent {
  readonly label: readonly MetadataView[];
  readonly annotation: readonly MetadataView[];
  readonly taint: readonly (MetadataView & { readonly effect: TaintEffect })[];
}

/** Of every kind, the newest first. */
export async function viewMetadata(tx: Tx, orgId: string, ids: readonly string[]): Promise<MetadataContent> {
  const rows = await findMetadataOf(tx, orgId, ids);
  return {
    label: rows.filter(({ kind }) => kind === 'label').map(metadataToView),
    annotation: rows.filter(({ kind }) => kind === 'annotation').map(metadataToView),
    taint: rows.flatMap((row) => (row.effect === '' ? [] : [{ ...metadataToView(row), effect: row.effect }])),
  };
}
