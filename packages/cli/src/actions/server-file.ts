/** Servers as a file: a YAML or JSON list of what the API takes. */
import type { V1ServerCreate } from '@moorage/sdk/types';
import { parseDocument } from 'yaml';
import { usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { readText } from './template-file.ts';

const needed = ['private_ip_address', 'ssh_user', 'ssh_key_id', 'role'] as const;

/** Whether the fields that every server needs are there; the server checks the rest. */
function isServer(value: unknown): value is V1ServerCreate {
  return typeof value === 'object' && value !== null && needed.every((name) => typeof Reflect.get(value, name) === 'string');
}

export function readServers(io: CliIo, path: string): readonly V1ServerCreate[] {
  const document = parseDocument(readText(io, path === '-' ? '/dev/stdin' : path));
  const [problem] = document.errors;
  if (problem !== undefined) throw usageFailure(`${path} is not YAML: ${problem.message.split('\n')[0] ?? ''}`, 'Mend the file.');
  const parsed: unknown = document.toJS();
  const rows: unknown = typeof parsed === 'object' && parsed !== null && 'servers' in parsed ? parsed.servers : parsed;
  if (Array.isArray(rows) && rows.length > 0 && rows.every(isServer)) return rows;
  throw usageFailure(`${path} is not a list of servers.`, `Each of them needs at least ${needed.join(', ')}.`);
}
