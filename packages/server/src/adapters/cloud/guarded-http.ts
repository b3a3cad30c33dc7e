/** One question to the API of a provider: with a deadline, a bound on what is read, and to public addresses only. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '@moorage/core/clock';
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

async function read(response: IncomingMessage): Promise<CloudAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > mostBytes) throw new Error('the answer is longer than is read');
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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
    const deadline = new AbortController();
    const cancel = clock.after(cloudTimeoutMs, () => deadline.abort(new Error('it did not answer in time')));
    const { promise, resolve, reject } = Promise.withResolvers<CloudAnswer>();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const request = (isTls ? httpsRequest : httpRequest)(url, {
      agent,
      method,
      headers: { accept: 'application/json', 'user-agent': 'moorage', ...type, ...headers },
      signal: AbortSignal.any([signal, deadline.signal]),
    });
    request.on('response', (response) => void read(response).then(resolve, reject));
    request.on('error', reject);
    request.end(text);
    try {
      return await promise;
    } catch (error) {
      throw deadline.signal.aborted ? deadline.signal.reason : error;
    } finally {
      cancel();
      agent.destroy();
    }
  };
}
