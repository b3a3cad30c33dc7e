/** What is described all at once, as a file: a YAML or JSON list of what the API takes. */
import type { V1LoadBalancerCreate, V1RecordSetCreate, V1ServerCreate } from '@moorage/sdk/types';
import { parseDocument } from 'yaml';
import { usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { readText } from './template-file.ts';

interface Listed<T> {
  /** What they are, as the API calls the list. */
  readonly list: string;
  readonly noun: string;
  /** Texts without which it is none of them; the server checks the rest. */
  readonly needed: readonly (keyof T & string)[];
}

function readList<T>(io: CliIo, path: string, { list, noun, needed }: Listed<T>): readonly T[] {
  const document = parseDocument(readText(io, path === '-' ? '/dev/stdin' : path));
  const [problem] = document.errors;
  if (problem !== undefined) throw usageFailure(`${path} is not YAML: ${problem.message.split('\n')[0] ?? ''}`, 'Mend the file.');
  const parsed: unknown = document.toJS();
  const rows: unknown = typeof parsed === 'object' && parsed !== null && list in parsed ? Reflect.get(parsed, list) : parsed;
  const isOne = (value: unknown): value is T =>
    typeof value === 'object' && value !== null && needed.every((name) => typeof Reflect.get(value, name) === 'string');
  if (Array.isArray(rows) && rows.length > 0 && rows.every(isOne)) return rows;
  throw usageFailure(`${path} is not a list of ${noun}.`, `Each of them needs at least ${needed.join(', ')}.`);
}

export function readServers(io: CliIo, path: string): readonly V1ServerCreate[] {
  const needed = ['private_ip_address', 'ssh_user', 'ssh_key_id', 'role'] as const;
  return readList<V1ServerCreate>(io, path, { list: 'servers', noun: 'servers', needed });
}

export function readRecords(io: CliIo, path: string): readonly V1RecordSetCreate[] {
  return readList<V1RecordSetCreate>(io, path, { list: 'records', noun: 'records', needed: ['name', 'type'] });
}

export function readLoadBalancers(io: CliIo, path: string): readonly V1LoadBalancerCreate[] {
  const needed = ['name', 'kind'] as const;
  return readList<V1LoadBalancerCreate>(io, path, { list: 'load_balancers', noun: 'load balancers', needed });
}
