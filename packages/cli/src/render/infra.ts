/** Credentials and SSH keys for people. */
import type { V1Credential, V1CredentialTest, V1SshKey } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

function scopeText({ scope_kind: kind, scope }: V1Credential): string {
  const values = Object.values(scope).join(' ');
  return values === '' ? 'everything' : `${kind} ${values}`;
}

/** Columns of `credentials list`. */
export function credentialListView(now: Date): View<V1Credential> {
  return {
    name: (row) => row.id,
    empty: 'No credentials yet. Keep one with `moorage credentials create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'provider', value: (row) => row.credential_provider },
      { title: 'kind', value: (row) => row.kind },
      { title: 'for', value: scopeText },
      { title: 'changed', value: (row) => `${ageOf(row.updated_at, now)} ago` },
    ],
  };
}

export function describeCredential(row: V1Credential): string {
  return [
    `Id:       ${row.id}`,
    `Name:     ${row.name}`,
    `Provider: ${row.credential_provider}`,
    `Kind:     ${row.kind}, version ${row.schema_version}`,
    `For:      ${scopeText(row)}`,
    `Account:  ${row.account_id ?? '-'}`,
    `Region:   ${row.region ?? '-'}`,
    `Changed:  ${row.updated_at}`,
  ].join('\n');
}

export function describeCredentialTest(test: V1CredentialTest): string {
  return [
    `Status:   ${test.status}`,
    ...test.verified.map((sentence) => `Verified: ${sentence}`),
    ...(test.reason === undefined ? [] : [`Reason:   ${test.reason}`]),
    ...Object.entries(test.evidence).map(([name, value]) => `          ${name}: ${value}`),
    ...(test.next_step === undefined ? [] : [`Next:     ${test.next_step}`]),
  ].join('\n');
}

export function describeSecret(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Columns of `ssh-keys list`. */
export function sshKeyListView(now: Date): View<V1SshKey> {
  return {
    name: (row) => row.id,
    empty: 'No SSH keys yet. Make one with `moorage ssh-keys create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'type', value: (row) => row.public_key.split(' ')[0] ?? '' },
      { title: 'fingerprint', value: (row) => row.fingerprint },
      { title: 'servers', value: (row) => row.server_count ?? 0 },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
  };
}

export function describeSshKey(row: V1SshKey): string {
  return [
    `Id:          ${row.id}`,
    `Name:        ${row.name}`,
    `Fingerprint: ${row.fingerprint}`,
    `Public:      ${row.public_key}`,
    ...(row.server_count === undefined ? [] : [`Servers:     ${row.server_count}`]),
  ].join('\n');
}
