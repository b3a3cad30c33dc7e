import type { z } from 'zod';
import type { sshKeyRoutes } from './ssh-key.contract.ts';

export interface SshKeyRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly type: string;
  readonly bits: number;
  readonly public_key: string;
  readonly fingerprint: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export type SshKeyView = z.input<(typeof sshKeyRoutes.list.responses)[200]>[number];
export type RevealedSshKeyView = z.input<(typeof sshKeyRoutes.get.responses)[200]>;
export type DownloadView = z.input<(typeof sshKeyRoutes.download.responses)[200]>;

export function sshKeyToView(row: SshKeyRow, serverCount?: number): SshKeyView {
  return {
    id: row.id,
    organization_id: row.org_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    name: row.name,
    public_key: row.public_key,
    fingerprint: row.fingerprint,
    ...(serverCount === undefined ? {} : { server_count: serverCount }),
  };
}
