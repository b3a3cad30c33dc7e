/** One request to a server of somebody else and its answer: with a deadline, and a bound on what is read. */
import {
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '@moorage/core/clock';

export interface Exchange {
  readonly url: URL;
  /** Of the kind of the address: it says where to, and whom to believe. */
  readonly agent: Agent;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function read(response: IncomingMessage, mostBytes: number): Promise<ExchangeAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > mostBytes) throw new Error('the answer is longer than is read');
    chunks.push(bytes);
  }
  const body = parsed(Buffer.concat(chunks).toString('utf8'));
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** Rejects with an error whose text names nothing that was sent, where there is no answer. */
export async function exchange(clock: Clock, ask: Exchange): Promise<ExchangeAnswer> {
  const { url, agent, method, headers, body, signal, timeoutMs, mostBytes } = ask;
  const deadline = new AbortController();
  const cancel = clock.after(timeoutMs, () => deadline.abort(new Error('it did not answer in time')));
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeAnswer>();
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    agent,
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.byteLength }) },
    signal: AbortSignal.any(signal === undefined ? [deadline.signal] : [deadline.signal, signal]),
  });
  request.on('response', (response) => void read(response, mostBytes).then(resolve, reject));
  request.on('error', reject);
  request.end(body);
  try {
    return await promise;
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    cancel();
  }
}
