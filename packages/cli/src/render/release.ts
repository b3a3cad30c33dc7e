/** Releases, differences and the cluster's events for people. */
import type { ClusterEvent, FieldChange, Release } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf, renderTable } from './table.ts';

/** With the digest that its tag stood for, where that is known and not said already. */
function imageOf({ image, digest }: Release['services'][number]): string {
  const named = /^(.+)@sha256:([a-f0-9]{12})/.exec(image);
  const short = named?.[2] ?? digest?.slice('sha256:'.length, 'sha256:'.length + 12);
  return `${named?.[1] ?? image}${short === undefined ? '' : ` (${short})`}`;
}

/** Columns of `deployments releases`. */
export function releaseListView(now: Date): View<Release> {
  return {
    name: (row) => String(row.number),
    empty: 'No releases yet.',
    columns: [
      { title: 'release', value: (row) => `${row.number}${row.isCurrent ? ' *' : ''}` },
      { title: 'state', value: (row) => row.state },
      { title: 'kind', value: (row) => (row.kind.endsWith('rollback') ? `${row.kind} to ${row.from ?? '?'}` : row.kind) },
      { title: 'images', value: (row) => row.services.map(imageOf).join(', ') },
      { title: 'by', value: (row) => row.by.email ?? row.by.name ?? row.by.kind },
      { title: 'age', value: (row) => ageOf(row.createdAt, now) },
      { title: 'reason', value: (row) => row.reason ?? row.message ?? '' },
    ],
  };
}

/** Columns of `deployments events`. */
export function clusterEventListView(now: Date): View<ClusterEvent> {
  return {
    name: (row) => row.id,
    empty: 'The cluster tells of no events. It forgets them after about an hour.',
    columns: [
      { title: 'age', value: (row) => (row.lastAt === null ? '-' : ageOf(row.lastAt, now)) },
      { title: 'type', value: (row) => row.type },
      { title: 'reason', value: (row) => row.reason },
      { title: 'object', value: (row) => `${row.object.kind}/${row.object.name}` },
      { title: 'count', value: (row) => row.count },
      { title: 'message', value: (row) => row.message },
    ],
  };
}

interface Changes {
  readonly changes: readonly FieldChange[];
  readonly services: readonly { readonly name: string; readonly effect: string }[];
}

/** What is different, and what that does to each service. */
export function describeChanges({ changes, services }: Changes): string {
  if (changes.length === 0) return 'Nothing is different.';
  const table = renderTable(changes, [
    { title: 'field', value: (row) => row.path },
    { title: 'from', value: (row) => row.from ?? '-' },
    { title: 'to', value: (row) => row.to ?? '-' },
  ]);
  return [table, '', ...services.map((service) => `${service.name} ${service.effect}`)].join('\n');
}
