import type { z } from 'zod';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { serverRoutes, serverSchema } from './server.contract.ts';
import { isSettled, type ServerRole, type ServerStatus } from './server.rules.ts';

export interface ServerRow {
  readonly id: string;
  readonly org_id: string;
  readonly hostname: string;
  readonly public_ip_address: string | null;
  readonly private_ip_address: string;
  readonly ssh_user: string;
  readonly ssh_key_id: string;
  readonly role: ServerRole;
  readonly status: ServerStatus;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface ServerLogRow {
  readonly id: string;
  readonly stream: 'stdout' | 'system';
  readonly chunk: string;
  readonly created_at: Date;
}

export type ServerView = z.input<typeof serverSchema>;
export type ServerLogView = z.input<(typeof serverRoutes.logs.responses)[200]>;

export function serverToView(row: ServerRow): ServerView {
  return {
    id: row.id,
    organization_id: row.org_id,
    hostname: row.hostname,
    ...(row.public_ip_address === null ? {} : { public_ip_address: row.public_ip_address }),
    private_ip_address: row.private_ip_address,
    ssh_user: row.ssh_user,
    ssh_key_id: row.ssh_key_id,
    role: row.role,
    status: row.status,
    created_at: wholeSeconds(row.created_at),
    updated_at: wholeSeconds(row.updated_at),
  };
}

/** A full page may not be the last one, so the reader comes again. */
export function logToView(
  rows: readonly ServerLogRow[],
  { status, after, limit }: { readonly status: ServerStatus; readonly after: number; readonly limit: number },
): ServerLogView {
  const items = rows.map(({ id, stream, chunk, created_at: at }) => ({
    ...{ id: Number(id), stream, chunk },
    created_at: at.toISOString(),
  }));
  return { items, next_cursor: items.at(-1)?.id ?? after, done: isSettled(status) && items.length < limit };
}
