/** Node pools: what is attached to them, in words. */
import type { V1NodePool } from '@moorage/sdk/types';
import { writtenMetadata } from './metadata.ts';
import { nameOfServer } from './server.ts';

export const attachmentKinds = ['servers', 'labels', 'annotations', 'taints'] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];
export const poolRoles = ['worker', 'master'] as const;

/** Something that can be attached, for a list to choose from. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
}

type Attached = V1NodePool[AttachmentKind][number];

export function choiceOf(item: Attached): Choice {
  if ('hostname' in item) return { id: item.id, label: nameOfServer(item), note: `${item.role}, ${item.private_ip_address}` };
  return { id: item.id, label: writtenMetadata(item) };
}

/** Node pools that something is attached to. */
export function poolsWith(pools: readonly V1NodePool[], kind: AttachmentKind, id: string): readonly V1NodePool[] {
  return pools.filter((pool) => pool[kind].some((item) => item.id === id));
}
