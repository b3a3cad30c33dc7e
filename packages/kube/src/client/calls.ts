/** Calls to the API server: rate, repetition of reads, errors, JSON. What they are about is known in client.ts. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { CallLimit } from './call-limit.ts';
import { answerToError } from './errors.ts';
import { retryRead } from './retry.ts';
import type { HttpAnswer, HttpCall, Transport } from './transport.ts';
import type { CallOptions, ClientStats } from './types.ts';

export const contentTypes = {
  json: 'application/json',
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  jsonPatch: 'application/json-patch+json',
} as const;

interface Send extends CallOptions {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string | undefined;
}

export interface Calls {
  /** Sends and gives the parsed answer; the type is the caller's word for what the server serves there. */
  send<T>(call: Send): Promise<T>;
  open(path: string, signal: AbortSignal | undefined, accept?: string): Promise<IncomingMessage>;
  stats(): ClientStats;
}

function parseJson<T>(text: string, what: string): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('upstream_failed', 'The Kubernetes API answered with something that is not JSON.', {
      internal: what,
      cause: error,
    });
  }
}

interface CallsDeps {
  readonly transport: Transport;
  readonly limit: CallLimit;
  readonly clock: Clock;
  readonly seed: string;
  readonly timeoutMs: number;
}

function httpCall({ method, path, body, contentType, accept, signal, timeoutMs }: Send, defaultMs: number): HttpCall {
  const headers = {
    ...(accept === undefined ? {} : { accept }),
    ...(body === undefined ? {} : { 'content-type': contentType ?? contentTypes.json }),
  };
  return {
    method,
    path,
    signal,
    headers,
    timeoutMs: timeoutMs ?? defaultMs,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** Makes the calls of one transport. */
export function createCalls(deps: CallsDeps): Calls {
  const { transport, limit } = deps;
  const counts = { calls: 0, failures: 0, pauses: 0 };
  function refused(answer: HttpAnswer, what: string): AppError {
    const error = answerToError({ ...answer, retryAfter: answer.headers['retry-after'], what });
    counts.failures += 1;
    const isBusy = answer.status === 429 || answer.status === 503;
    if (isBusy && error.retryAfterSeconds !== undefined) {
      counts.pauses += 1;
      limit.pause(error.retryAfterSeconds * 1_000);
    }
    return error;
  }
  return {
    stats: () => ({ ...counts, waiting: limit.waiting() }),
    async send(wanted) {
      const { method, path, signal, priority = 'normal' } = wanted;
      const call = httpCall(wanted, deps.timeoutMs);
      const once = async (): Promise<string> => {
        await limit.acquire(priority, signal);
        counts.calls += 1;
        const answer = await transport.call(call);
        if (answer.status < 400) return answer.body;
        throw refused(answer, `${method} ${path}`);
      };
      const text = await (method === 'GET' ? retryRead(deps, signal, once) : once());
      return parseJson(text, `${method} ${path}`);
    },
    async open(path, signal, accept) {
      await limit.acquire('normal', signal);
      counts.calls += 1;
      const call = httpCall({ method: 'GET', path, accept, ...(signal === undefined ? {} : { signal }) }, deps.timeoutMs);
      const opened = await transport.stream(call);
      if ('body' in opened) throw refused(opened, `GET ${path}`);
      return opened;
    },
  };
}
