/** SSH keys. A private half is read by the calls that show or download it only, which are audited. */
import type { V1SshKeyCreate, V1SshKeyImport } from '@moorage/sdk/types';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const listKey = (orgId: string) => ['ssh-keys', orgId];

export interface SshKeyPlace {
  readonly orgId: string;
  readonly id: string;
}

export function sshKeysQuery(orgId: string, unattached: boolean) {
  return queryOptions({
    queryKey: [...listKey(orgId), { unattached }],
    queryFn: ({ signal }) => {
      const query = unattached ? { unattached: 'true' as const } : {};
      return dataOf(client.sshKeys.list({ query }, { signal, ...inOrg(orgId) }));
    },
  });
}

export function createSshKey(queries: QueryClient, orgId: string, body: V1SshKeyCreate) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.sshKeys.create({ body }, inOrg(orgId))));
}

export function importSshKey(queries: QueryClient, orgId: string, body: V1SshKeyImport) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.sshKeys.import({ body }, inOrg(orgId))));
}

export function deleteSshKey(queries: QueryClient, { orgId, id }: SshKeyPlace) {
  return thenRefresh(queries, listKey(orgId), dataOf(client.sshKeys.delete({ params: { id } }, inOrg(orgId))));
}

/** The private half, as PEM. */
export async function revealSshKey({ orgId, id }: SshKeyPlace): Promise<string> {
  const key = await dataOf(client.sshKeys.get({ params: { id }, query: { reveal: 'true' } }, inOrg(orgId)));
  return key.private_key ?? '';
}

export type SshKeyPart = 'public' | 'private' | 'both';

export interface SshKeyFile {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** As a file, named as the server names it. */
export async function downloadSshKey({ orgId, id }: SshKeyPlace, part: SshKeyPart): Promise<SshKeyFile> {
  const answer = await dataOf(client.sshKeys.download({ params: { id }, query: { part, mode: 'json' } }, inOrg(orgId)));
  const [name = id] = answer.filenames;
  if (part === 'both') {
    const content = Uint8Array.from(atob(answer.zip_base64 ?? ''), (char) => char.charCodeAt(0));
    return { name: `${answer.name}.zip`, content, type: 'application/zip' };
  }
  if (part === 'private') return { name, content: answer.private_pem ?? '', type: 'application/x-pem-file' };
  return { name, content: `${answer.public_key ?? ''}\n`, type: 'text/plain' };
}
