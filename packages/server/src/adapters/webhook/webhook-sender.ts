/**
 * Sends what tenants ask for to addresses that tenants name, so whatever is near us must be out of their reach.
 *
 * Only `https:`, and `http:` to this machine in development. A name is resolved once, every address that it has must be public, and
 * the connection goes to these very addresses: a name that resolves otherwise a moment later changes nothing. Redirects are not
 * followed and answers not read. What an owner is told is the status or the kind of failure, never what is behind it.
 */
import { lookup } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Clock } from '@moorage/core/clock';
import type { SinkAnswer, SinkRequest, SinkSender } from '../../domains/audit-sinks/audit-sink.ports.ts';

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface WebhookSenderDeps {
  readonly clock: Clock;
  /** In development mode, for receivers on this machine. */
  readonly allowLoopback: boolean;
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
}

const timeoutMs = 10_000;

/** Of IPv4, what is not public (RFC 6890); of IPv6, the little that is. */
const closed = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, prefix, 'ipv4');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
/** Tunnels that carry IPv4 addresses inside, and documentation. */
const special6 = new BlockList();
special6.addSubnet('2001::', 23, 'ipv6');
special6.addSubnet('2001:db8::', 32, 'ipv6');
special6.addSubnet('2002::', 16, 'ipv6');
special6.addSubnet('3fff::', 20, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isPublic({ address, family }: Address): boolean {
  if (family === 4) return !closed.check(address, 'ipv4');
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

function isLoopback({ address, family }: Address): boolean {
  return loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function namesLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && isLoopback({ address: host, family: isIP(host) }));
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
  const resolve = deps.resolve ?? ((host: string) => lookup(host, { all: true, verbatim: true }));

  function problemOf(text: string): string | undefined {
    const url = URL.parse(text);
    if (url === null) return 'is not a URL';
    if (url.username !== '' || url.password !== '') return 'must not contain a name or a password';
    const host = hostOf(url);
    if (allowLoopback && namesLoopback(host)) return /^https?:$/.test(url.protocol) ? undefined : 'must begin with https:';
    if (url.protocol !== 'https:') return 'must begin with https:';
    const family = isIP(host);
    return family === 0 || isPublic({ address: host, family }) ? undefined : 'must lead to a public address';
  }
  async function addressesOf(host: string): Promise<readonly Address[]> {
    const family = isIP(host);
    return family === 0 ? await resolve(host) : [{ address: host, family }];
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
        const addresses = await addressesOf(host);
        const isOpen = (one: Address): boolean => (allowLoopback && namesLoopback(host) ? isLoopback(one) : isPublic(one));
        if (addresses.length === 0 || !addresses.every(isOpen))
          return failed('The address leads to a network that is not public.');
        return await send(request, url, addresses);
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}
