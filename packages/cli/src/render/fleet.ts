/** What clusters consist of beside servers, for people. */
import type { V1Action, V1LoadBalancer } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

/** Columns of `load-balancers list`. */
export function loadBalancerListView(now: Date): View<V1LoadBalancer> {
  return {
    name: (row) => row.id,
    empty: 'No load balancers yet. Describe one with `moorage load-balancers create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'kind', value: (row) => row.kind },
      { title: 'public', value: (row) => row.public_ip_address || '-' },
      { title: 'private', value: (row) => row.private_ip_address || '-' },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
  };
}

export function describeLoadBalancer(row: V1LoadBalancer): string {
  return [
    `Id:      ${row.id}`,
    `Name:    ${row.name}`,
    `Kind:    ${row.kind}`,
    `Public:  ${row.public_ip_address || '-'}`,
    `Private: ${row.private_ip_address || '-'}`,
    `Changed: ${row.updated_at}`,
  ].join('\n');
}

/** Columns of `admin actions list`. */
export const actionListView: View<V1Action> = {
  name: (row) => row.id,
  empty: 'No actions yet. Offer one with `moorage admin actions create`.',
  columns: [
    { title: 'label', value: (row) => row.label },
    { title: 'target', value: (row) => row.make_target },
    { title: 'description', value: (row) => row.description },
  ],
  more: [{ title: 'id', value: (row) => row.id }],
};

export function describeAction(row: V1Action): string {
  return [
    `Id:          ${row.id}`,
    `Label:       ${row.label}`,
    `Target:      ${row.make_target}`,
    `Changed:     ${row.updated_at}`,
    '',
    row.description,
  ].join('\n');
}
