/** The query of a pod subresource, checked. */
import { invalid, invalidValue, type StatusCause } from '../apiserver/refusal.ts';
import type { ExecRequest, LogOptions, PodTarget } from '../pod-streams.ts';

export type PodSubresource = 'log' | 'exec' | 'attach' | 'portforward';

/** What a request is about, from its path and query. */
export interface SubresourceTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly subresource: PodSubresource;
  readonly query: URLSearchParams;
}

export function podOf(target: SubresourceTarget): PodTarget {
  const container = target.query.get('container') ?? '';
  return { namespace: target.namespace, pod: target.pod, ...(container === '' ? {} : { container }) };
}

function flag(query: URLSearchParams, name: string): boolean {
  return ['true', '1', 't', 'T', 'TRUE', 'True'].includes(query.get(name) ?? '');
}

function integer(query: URLSearchParams, name: string, least: number): number | StatusCause | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    return invalidValue(name, text, `must be a whole number of at least ${least}`);
  return number;
}

function moment(query: URLSearchParams, now: Date): Date | StatusCause | undefined {
  const text = query.get('sinceTime');
  const seconds = integer(query, 'sinceSeconds', 1);
  if (typeof seconds === 'object') return seconds;
  if (text === null || text === '') return seconds === undefined ? undefined : new Date(now.getTime() - seconds * 1000);
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return invalidValue('sinceTime', text, 'must be a time such as 2006-01-02T15:04:05Z');
  return seconds === undefined
    ? at
    : invalidValue('sinceSeconds', seconds, 'at most one of sinceTime or sinceSeconds may be specified');
}

const isCause = (value: unknown): value is StatusCause => typeof value === 'object' && value !== null && 'reason' in value;

/** The options of a log request; throws with every wrong one named. */
export function parseLogOptions(target: SubresourceTarget, now: Date): LogOptions {
  const { query } = target;
  const tailLines = integer(query, 'tailLines', 0);
  const limitBytes = integer(query, 'limitBytes', 1);
  const sinceTime = moment(query, now);
  const causes = [tailLines, limitBytes, sinceTime].filter(isCause);
  if (causes.length > 0) throw invalid({ group: '', plural: 'pods', kind: 'PodLogOptions' }, target.pod, causes);
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...(typeof tailLines === 'number' ? { tailLines } : {}),
    ...(typeof limitBytes === 'number' ? { limitBytes } : {}),
    ...(sinceTime instanceof Date ? { sinceTime } : {}),
  };
}

export interface StreamRequest extends ExecRequest {
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/** What an exec or attach request asks for; a terminal has no separate error stream. */
export function parseStreamRequest(target: SubresourceTarget): StreamRequest {
  const { query } = target;
  const request = {
    command: query.getAll('command'),
    stdin: flag(query, 'stdin'),
    stdout: flag(query, 'stdout'),
    stderr: flag(query, 'stderr') && !flag(query, 'tty'),
    tty: flag(query, 'tty'),
  };
  const causes: StatusCause[] = [];
  if (target.subresource === 'exec' && request.command.length === 0)
    causes.push({ reason: 'FieldValueRequired', field: 'command', message: 'Required value' });
  if (!request.stdin && !request.stdout && !request.stderr) {
    causes.push({ reason: 'FieldValueRequired', field: '', message: 'you must specify at least 1 of stdin, stdout, stderr' });
  }
  if (causes.length > 0) throw invalid({ group: '', plural: 'pods', kind: 'PodExecOptions' }, target.pod, causes);
  return request;
}
