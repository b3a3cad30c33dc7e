/** Labels, annotations and taints, as they are made by API and described to Terraform. */
import { type Metadata, type MetadataDraft, type MetadataKind, oneOf, writtenMetadata } from '../../../lib/metadata.ts';
import { type ApiAction, ofOrg } from '../../../lib/snippets.ts';
import type { TerraformBlock } from '../../../lib/terraform.ts';

function metadataResource(kind: MetadataKind, { key, value, effect }: MetadataDraft, importId?: string): TerraformBlock {
  return { type: `moorage_${oneOf(kind)}`, name: `${key}_${value}`, attributes: { key, value, effect }, importId };
}

export function createMetadataAction(orgId: string, kind: MetadataKind, draft: MetadataDraft): ApiAction {
  const { key, value, effect } = draft;
  const body = { key, value, ...(effect === undefined ? {} : { effect }) };
  return ofOrg(orgId, {
    ...{ method: 'POST', path: `/api/v1/${kind}`, body, cli: [kind, 'create', writtenMetadata(draft)] },
    ...{ call: `${kind}.create`, callArgs: { body }, terraform: [metadataResource(kind, draft)] },
  });
}

export function createManyMetadataAction(orgId: string, kind: MetadataKind, drafts: readonly MetadataDraft[]): ApiAction {
  const body = { [kind]: drafts };
  return ofOrg(orgId, {
    ...{ method: 'POST', path: `/api/v1/${kind}/bulk`, body, cli: [kind, 'create', '--file', `${kind}.txt`] },
    ...{ call: `${kind}.createMany`, callArgs: { body }, terraform: drafts.map((draft) => metadataResource(kind, draft)) },
  });
}

/** All that the page shows; Terraform takes them over. */
export function metadataAction(orgId: string, kind: MetadataKind, items: readonly Metadata[]): ApiAction {
  return ofOrg(orgId, {
    ...{ method: 'GET', path: `/api/v1/${kind}`, cli: [kind, 'list'], call: `${kind}.list` },
    terraform: items.length === 0 ? undefined : items.map((item) => metadataResource(kind, item, item.id)),
  });
}
