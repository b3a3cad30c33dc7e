/** The settings of the server, handed over on its command line so that the files of the cluster hold none. */
import { socketPort } from './cluster-paths.ts';

export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** One machine, one application: little memory, no helpers that only large servers need. */
const smallServer: ServerSettings = {
  listen_addresses: '',
  port: socketPort,
  unix_socket_permissions: '0700',
  max_connections: 60,
  superuser_reserved_connections: 3,
  shared_buffers: '24MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  io_method: 'sync',
  max_worker_processes: 2,
  max_parallel_workers: 0,
  max_parallel_workers_per_gather: 0,
  autovacuum_max_workers: 1,
  wal_level: 'minimal',
  max_wal_senders: 0,
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  jit: false,
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: false,
  log_line_prefix: '%m [%p] ',
};

export interface SettingsInput {
  readonly socketDir: string;
  readonly fsync: boolean;
  readonly overrides: ServerSettings;
}

function written(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

/** The setting is a list: a name with a comma must not become two. */
function quoteDirectory(dir: string): string {
  return `"${dir.replaceAll('"', '""')}"`;
}

/** Arguments for `postgres`. Without fsync the server also gives up the other promises that only a crash would call in. */
export function serverSettings(input: SettingsInput): string[] {
  const durability: ServerSettings = input.fsync ? {} : { fsync: false, synchronous_commit: false, full_page_writes: false };
  const all = { ...smallServer, ...durability, unix_socket_directories: quoteDirectory(input.socketDir), ...input.overrides };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${written(value)}`]);
}
