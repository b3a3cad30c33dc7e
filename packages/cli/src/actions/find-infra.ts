/** Servers, node pools, labels, annotations and taints by what people call them. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1NodePool, V1Server, V1SshKey } from '@moorage/sdk/types';
import { dataOf } from '../failure.ts';
import { type Metadata, type MetadataNoun, writtenOf } from '../render/inventory.ts';
import { pickOne } from './find.ts';

export async function listMetadata(
  client: Client,
  noun: MetadataNoun,
  query: object,
  options: CallOptions,
): Promise<readonly Metadata[]> {
  if (noun === 'labels') return dataOf(await client.labels.list({ query }, options));
  if (noun === 'annotations') return dataOf(await client.annotations.list({ query }, options));
  return dataOf(await client.taints.list({ query }, options));
}

/** The one of this id, this writing or this key. */
export function pickMetadata(rows: readonly Metadata[], noun: MetadataNoun, text: string): Metadata {
  const names = (row: Metadata): string[] => [row.id, writtenOf(row), row.key];
  const id = (row: Metadata): string => `${writtenOf(row)} (${row.id})`;
  return pickOne(rows, { what: noun.slice(0, -1), text, names, id, list: `moorage ${noun} list` });
}

/** The server of this id, host name or address. */
export function pickServer(rows: readonly V1Server[], text: string): V1Server {
  const names = (row: V1Server): string[] => [row.id, row.hostname, row.private_ip_address];
  return pickOne(rows, { what: 'server', text, names, id: (row) => row.id, list: 'moorage servers list' });
}

export async function findServer(client: Client, text: string, options: CallOptions): Promise<V1Server> {
  return pickServer(dataOf(await client.servers.list({}, options)), text);
}

/** The SSH key of this id, name or fingerprint. */
export async function findSshKey(client: Client, text: string, options: CallOptions): Promise<V1SshKey> {
  const names = (row: V1SshKey): string[] => [row.id, row.name, row.fingerprint];
  const rows = dataOf(await client.sshKeys.list({}, options));
  return pickOne(rows, { what: 'SSH key', text, names, id: (row) => row.fingerprint, list: 'moorage ssh-keys list' });
}

/** The node pool of this id or name. */
export async function findPool(client: Client, text: string, options: CallOptions): Promise<V1NodePool> {
  const names = (row: V1NodePool): string[] => [row.id, row.name];
  const rows = dataOf(await client.nodePools.list({}, options));
  return pickOne(rows, { what: 'node pool', text, names, id: (row) => row.id, list: 'moorage pools list' });
}
