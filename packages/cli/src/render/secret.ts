/** Secrets for people: keys, scopes and versions. */
import type { EffectiveSecrets, OrgSecret, Secret, SecretUse, SecretVersion } from '@moorage/sdk/types';
import type { View } from './output.ts';

type Shown = Pick<Secret, 'key' | 'version' | 'updatedAt' | 'description'> &
  Partial<Pick<Secret, 'deploymentName' | 'serviceName' | 'scope'>>;

/** Columns of `secrets list`; those of an organization have no place of their own. */
export const secretListView: View<Secret | OrgSecret> = {
  name: (row) => row.key,
  empty: 'No secrets.',
  columns: [
    { title: 'key', value: (row) => row.key },
    { title: 'scope', value: (row) => placeOf(row) },
    { title: 'version', value: (row) => String(row.version) },
    { title: 'changed', value: (row) => row.updatedAt },
    { title: 'description', value: (row) => row.description },
  ],
};

function placeOf({ scope = 'organization', deploymentName = '', serviceName = '' }: Shown): string {
  return [scope, [deploymentName, serviceName].filter((part) => part !== '').join('/')].filter((part) => part !== '').join(' ');
}

export function describeSecret(row: Shown): string {
  return `${row.key} is at version ${row.version} (${placeOf(row)}).`;
}

/** Columns of `secrets versions`. */
export const secretVersionView: View<SecretVersion> = {
  name: (row) => String(row.version),
  empty: 'No versions.',
  columns: [
    { title: 'version', value: (row) => (row.isCurrent ? `${row.version} (now)` : String(row.version)) },
    { title: 'by', value: (row) => row.by ?? '' },
    { title: 'at', value: (row) => row.createdAt },
    { title: 'restored from', value: (row) => (row.restoredFrom === null ? '' : String(row.restoredFrom)) },
  ],
};

/** Columns of `secrets who-uses`. */
export const secretUseView: View<SecretUse> = {
  name: (row) => row.deploymentName,
  empty: 'No deployment of yours receives it.',
  columns: [
    { title: 'deployment', value: (row) => row.deploymentName },
    { title: 'received by', value: (row) => namesOf(row, true) },
    { title: 'covered in', value: (row) => namesOf(row, false) },
  ],
};

function namesOf({ services }: SecretUse, receives: boolean): string {
  return services
    .filter((service) => service.receives === receives)
    .map(({ name, coveredBy }) => (coveredBy === null ? name : `${name} (${coveredBy})`))
    .join(', ');
}

export interface EffectiveRow {
  readonly service: string;
  readonly key: string;
  readonly from: string;
  readonly note: string;
}

/** One row a key and service, and one for each that is missing. */
export function effectiveRows(all: readonly EffectiveSecrets[]): EffectiveRow[] {
  return all.flatMap(({ serviceName: service, secrets, missing }) => [
    ...secrets.map(({ key, scope, version, covers, hiddenByVariable }) => ({
      service,
      key,
      from: `${scope} (version ${version})`,
      note: hiddenByVariable ? 'hidden by a plain variable' : covers.map((each) => `covers ${each}`).join(', '),
    })),
    ...missing.map((key) => ({ service, key, from: '', note: 'required, and has no value' })),
  ]);
}

/** Columns of `secrets effective`. */
export const effectiveView: View<EffectiveRow> = {
  name: (row) => row.key,
  empty: 'Its services receive no secrets.',
  columns: [
    { title: 'service', value: (row) => row.service },
    { title: 'key', value: (row) => row.key },
    { title: 'from', value: (row) => row.from },
    { title: 'note', value: (row) => row.note },
  ],
};
