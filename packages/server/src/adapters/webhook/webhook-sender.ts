/**
 * Sends what tenants ask for to addresses that tenants name, so whatever is near us must be out of their reach.
 *
 * Only `https:`, and `http:` to this machine in development, to addresses that `platform/http/outgoing-address` lets through. Redirects
 * are not followed and answers not read. What an owner is told is the status or the kind of failure, never what is behind it.
 */
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '@moorage/core/clock';
import {
  type Address,
  addressesOf,
  isLoopbackAddress,
  isPublicAddress,
  type Resolve,
} from '../../platform/http/outgoing-address.ts';
import type { SinkAnswer, SinkRequest, SinkSender } from '../../domains/audit-sinks/audit-sink.ports.ts';

export interface WebhookSenderDeps {
  readonly clock: Clock;
  /** In development mode, for receivers on this machine. */
  readonly allowLoopback: boolean;
  readonly resolve?: Resolve;
}

const timeoutMs = 10_000;

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function namesLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && isLoopbackAddress({ address: host, family: isIP(host) }));
}

function failed(message: string): SinkAnswer {
  return { kind: 'failed', message };
}

function failureOf(error: unknown): SinkAnswer {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return failed('The connection was refused.');
  if (/CERT|SSL|TLS|SIGNATURE|ALTNAME/.test(code)) return failed(`The certificate of the receiver is not valid (${code}).`);
  return failed(`The receiver cannot be reached${code === '' ? '' : ` (${code})`}.`);
}

function statusAnswer(response: IncomingMessage): SinkAnswer {
  const { statusCode: status = 0 } = response;
  response.destroy();
  if (status >= 200 && status < 300) return { kind: 'taken', status };
  if (status >= 300 && status < 400) return failed(`The receiver answered ${status}; redirects are not followed.`);
  return failed(`The receiver answered ${status}.`);
}

export function createWebhookSender(deps: WebhookSenderDeps): SinkSender {
  const { clock, allowLoopback } = deps;

  function problemOf(text: string): string | undefined {
    const url = URL.parse(text);
    if (url === null) return 'is not a URL';
    if (url.username !== '' || url.password !== '') return 'must not contain a name or a password';
    const host = hostOf(url);
    if (allowLoopback && namesLoopback(host)) return /^https?:$/.test(url.protocol) ? undefined : 'must begin with https:';
    if (url.protocol !== 'https:') return 'must begin with https:';
    const family = isIP(host);
    return family === 0 || isPublicAddress({ address: host, family }) ? undefined : 'must lead to a public address';
  }
  function send({ headers, body }: SinkRequest, url: URL, addresses: readonly Address[]): Promise<SinkAnswer> {
    const bytes = Buffer.from(body);
    const options = {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': bytes.byteLength, 'user-agent': 'moorage-audit' },
      lookup: (_host: string, _options: object, done: (error: null, found: Address[]) => void) => done(null, [...addresses]),
    };
    const { promise, resolve: settle } = Promise.withResolvers<SinkAnswer>();
    const onResponse = (response: IncomingMessage): void => settle(statusAnswer(response));
    const request: ClientRequest =
      url.protocol === 'https:' ? httpsRequest(url, options, onResponse) : httpRequest(url, options, onResponse);
    const cancel = clock.after(timeoutMs, () => {
      settle(failed('The receiver did not answer in time.'));
      request.destroy();
    });
    request.on('error', (error) => settle(failureOf(error)));
    request.end(bytes);
    return promise.finally(cancel);
  }
  return {
    problemOf,
    async post(request) {
      const problem = problemOf(request.url);
      if (problem !== undefined) return failed(`The address ${problem}.`);
      const url = new URL(request.url);
      const host = hostOf(url);
      try {
        const addresses = await addressesOf(host, deps.resolve);
        const isOpen = (one: Address): boolean =>
          allowLoopback && namesLoopback(host) ? isLoopbackAddress(one) : isPublicAddress(one);
        if (addresses.length === 0 || !addresses.every(isOpen))
          return failed('The address leads to a network that is not public.');
        return await send(request, url, addresses);
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}
