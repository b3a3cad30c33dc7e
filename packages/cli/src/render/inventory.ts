/** Servers, node pools and what nodes are marked with, for people. */
import type { V1Annotation, V1Label, V1NodePool, V1Server, V1Taint } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

export type Metadata = V1Label | V1Annotation | V1Taint;
export type MetadataNoun = 'labels' | 'annotations' | 'taints';

/** As it is written on the command line: `key`, `key=value` and, of a taint, `key=value:effect`. */
export function writtenOf(row: Metadata): string {
  const pair = row.value === '' ? row.key : `${row.key}=${row.value}`;
  return 'effect' in row ? `${pair}:${row.effect}` : pair;
}

const nameOf = (row: V1Server): string => row.hostname || row.private_ip_address;

/** Columns of `servers list`. */
export function serverListView(now: Date): View<V1Server> {
  return {
    name: (row) => row.id,
    empty: 'No servers yet. Describe one with `moorage servers create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.hostname || '-' },
      { title: 'role', value: (row) => row.role },
      { title: 'status', value: (row) => row.status },
      { title: 'private', value: (row) => row.private_ip_address },
      { title: 'public', value: (row) => row.public_ip_address ?? '-' },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
    more: [
      { title: 'user', value: (row) => row.ssh_user },
      { title: 'key', value: (row) => row.ssh_key_id },
    ],
  };
}

export function describeServer(row: V1Server): string {
  return [
    `Id:      ${row.id}`,
    `Name:    ${row.hostname || '-'}`,
    `Role:    ${row.role}`,
    `Status:  ${row.status}`,
    `Private: ${row.private_ip_address}`,
    `Public:  ${row.public_ip_address ?? '-'}`,
    `User:    ${row.ssh_user}`,
    `SSH key: ${row.ssh_key_id}`,
    `Changed: ${row.updated_at}`,
  ].join('\n');
}

/** Columns of `labels list` and its like. */
export function metadataListView(noun: MetadataNoun, now: Date): View<Metadata> {
  return {
    name: (row) => row.id,
    empty: `No ${noun} yet. Keep one with \`moorage ${noun} create\`.`,
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'key', value: (row) => row.key },
      { title: 'value', value: (row) => row.value || '-' },
      ...(noun === 'taints' ? [{ title: 'effect', value: (row: Metadata) => ('effect' in row ? row.effect : '') }] : []),
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
  };
}

export function describeMetadata(row: Metadata): string {
  return [
    `Id:      ${row.id}`,
    `Key:     ${row.key}`,
    `Value:   ${row.value || '-'}`,
    ...('effect' in row ? [`Effect:  ${row.effect}`] : []),
    `Changed: ${row.updated_at}`,
  ].join('\n');
}

/** Columns of `pools list`. */
export function poolListView(now: Date): View<V1NodePool> {
  return {
    name: (row) => row.id,
    empty: 'No node pools yet. Make one with `moorage pools create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'role', value: (row) => row.role },
      { title: 'servers', value: (row) => row.servers.length },
      { title: 'labels', value: (row) => row.labels.length },
      { title: 'taints', value: (row) => row.taints.length },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
    more: [{ title: 'annotations', value: (row) => row.annotations.length }],
  };
}

export function describePool(row: V1NodePool): string {
  const named = (names: readonly string[]): string => (names.length === 0 ? '-' : names.join(', '));
  return [
    `Id:          ${row.id}`,
    `Name:        ${row.name}`,
    `Role:        ${row.role}`,
    `Servers:     ${named(row.servers.map(nameOf))}`,
    `Labels:      ${named(row.labels.map(writtenOf))}`,
    `Annotations: ${named(row.annotations.map(({ key }) => key))}`,
    `Taints:      ${named(row.taints.map(writtenOf))}`,
    `Changed:     ${row.updated_at}`,
  ].join('\n');
}
