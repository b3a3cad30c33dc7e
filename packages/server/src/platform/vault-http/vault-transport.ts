/** One request to a Vault server and its answer: with a deadline, a bound on what is read, and an authority of one's own. */
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Clock } from '@moorage/core/clock';
import { z } from 'zod';
import { exchange, type ExchangeAnswer } from '../http/exchange.ts';

export interface VaultServer {
  /** Such as `https://vault.example.org:8200`, without `/v1`. */
  readonly url: string;
  readonly namespace: string | undefined;
  /** In PEM; the authorities of the system where there is none. */
  readonly ca: string | undefined;
  /** Of one request. */
  readonly timeoutMs?: number;
}

export interface VaultRequest {
  readonly method: 'GET' | 'LIST' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Below `/v1/`; whoever builds it encodes its parts. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface VaultAnswer {
  readonly status: number;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
  /** What the server says about a refusal. */
  readonly errors: readonly string[];
  /** What it asks for before another try. */
  readonly retryAfterMs: number | undefined;
}

/** Rejects with an error that names no secret where there is no answer. */
export interface VaultTransport {
  send(ask: VaultRequest, token: string | undefined): Promise<VaultAnswer>;
  close(): void;
}

const defaultTimeoutMs = 10_000;
/** A value of KV has at most a megabyte; an answer can have several of them. */
const mostBytes = 16 * 1024 * 1024;
const refusal = z.object({ errors: z.array(z.string()) });

function answerOf({ status, headers, body }: ExchangeAnswer): VaultAnswer {
  const retryAfter = Number(headers['retry-after']);
  return {
    status,
    body,
    errors: refusal.safeParse(body).data?.errors ?? [],
    retryAfterMs: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : undefined,
  };
}

function headersOf({ namespace }: VaultServer, { method }: VaultRequest, token: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    // Answers a proxy in between with a refusal instead of a page for people.
    'x-vault-request': 'true',
    'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
    ...(token === undefined ? {} : { 'x-vault-token': token }),
  };
}

export function createVaultTransport(clock: Clock, server: VaultServer): VaultTransport {
  const base = new URL(server.url);
  const isTls = base.protocol === 'https:';
  const ca = server.ca === undefined ? {} : { ca: server.ca };
  const agent = isTls ? new TlsAgent({ keepAlive: true, ...ca }) : new Agent({ keepAlive: true });
  const timeoutMs = server.timeoutMs ?? defaultTimeoutMs;
  return {
    close: () => agent.destroy(),
    async send(ask, token) {
      const url = new URL(`${base.pathname.replace(/\/+$/, '')}/v1/${ask.path}`, base);
      const body = ask.body === undefined ? undefined : Buffer.from(JSON.stringify(ask.body));
      const { method, signal } = ask;
      const headers = headersOf(server, ask, token);
      try {
        return answerOf(await exchange(clock, { url, agent, method, headers, body, signal, timeoutMs, mostBytes }));
      } finally {
        body?.fill(0);
      }
    },
  };
}
