/** One question to the API of a provider: with a deadline, a bound on what is read, and to public addresses only. */
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Clock } from '@moorage/core/clock';
import { exchange } from '../../platform/http/exchange.ts';
import { createPublicLookup } from '../../platform/http/outgoing-address.ts';

export interface CloudApi {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Named by the configuration and not by us, so it may be anywhere. */
  readonly isConfigured: boolean;
}

export interface CloudAnswer {
  readonly status: number;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
}

export interface CloudQuestion {
  readonly api: CloudApi;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** GET when absent. */
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Rejects with an error whose text names no secret, where there is no answer. */
export type AskCloud = (question: CloudQuestion) => Promise<CloudAnswer>;

export const cloudTimeoutMs = 10_000;
const mostBytes = 1024 * 1024;

/** For the AWS SDK too, which brings its own way to ask. */
export function createPublicAgent(): TlsAgent {
  return new TlsAgent({ lookup: createPublicLookup() });
}

export function createAskCloud({ clock }: { readonly clock: Clock }): AskCloud {
  return async ({ api, path, headers, signal, method = 'GET', body }) => {
    const url = new URL(`${api.baseUrl}${path}`);
    const isTls = url.protocol === 'https:';
    if (!isTls && !api.isConfigured) throw new Error('it is not asked without encryption');
    const agent = api.isConfigured ? (isTls ? new TlsAgent() : new Agent()) : createPublicAgent();
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const type = bytes === undefined ? {} : { 'content-type': 'application/json' };
    const all = { accept: 'application/json', 'user-agent': 'moorage', ...type, ...headers };
    const bounds = { timeoutMs: cloudTimeoutMs, mostBytes };
    try {
      return await exchange(clock, { url, agent, method, headers: all, body: bytes, signal, ...bounds });
    } finally {
      agent.destroy();
    }
  };
}
