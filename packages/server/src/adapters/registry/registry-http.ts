/**
 * One exchange with a registry, under rules that hold for all of them.
 *
 * Who writes an image reference chooses where we connect to, so: https only, but for hosts that the configuration names; never to
 * this machine or to the link-local addresses where clouds keep their secrets; a deadline; a bound on what is read; three
 * redirects at most, each held to the same rules. A header that proves who we are goes to the host it is for and is dropped when a
 * redirect leads elsewhere. That a name could lead to another address the second time it is asked is answered by TLS: whoever is
 * there has no certificate of that name.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import { registryFailure } from './registry-failure.ts';

export interface RegistryHttpDeps {
  readonly clock: Clock;
  /** `host` or `host:port` of registries that are asked by http, wherever they are. */
  readonly insecureHosts: readonly string[];
  readonly timeoutMs: number;
  /** Addresses of a host name; the system's resolver by default. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

export interface Exchange {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  /** Only for the host of `url`. */
  readonly authorization?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface RegistryHttp {
  isInsecure(host: string): boolean;
  send(exchange: Exchange): Promise<Answer>;
}

const maxAnswerBytes = 4 * 1024 * 1024;
const maxRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);

const forbidden = new BlockList();
forbidden.addSubnet('127.0.0.0', 8);
forbidden.addSubnet('0.0.0.0', 8);
forbidden.addSubnet('169.254.0.0', 16);
forbidden.addAddress('::1', 'ipv6');
forbidden.addAddress('::', 'ipv6');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

/** True for addresses of this machine and of the link; what is IPv4 within IPv6 counts as what it is. */
export function isForbiddenAddress(address: string): boolean {
  return forbidden.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

async function resolveWithSystem(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map((entry) => entry.address);
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) throw registryFailure('BadAnswer', 'The registry answered more than is read.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function createRegistryHttp(deps: RegistryHttpDeps): RegistryHttp {
  const insecure = new Set(deps.insecureHosts.map((host) => host.toLowerCase()));
  const isInsecure = (host: string): boolean => insecure.has(host.toLowerCase());
  const resolve = deps.resolve ?? resolveWithSystem;

  async function checkPlace(url: URL): Promise<void> {
    if (isInsecure(url.host)) return;
    if (url.protocol !== 'https:') throw registryFailure('NotAllowed', `${url.host} is not asked without encryption.`);
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(hostname) === 0 ? await resolve(hostname) : [hostname];
    if (addresses.some(isForbiddenAddress)) {
      throw registryFailure('NotAllowed', `${url.host} is an address of this machine or its link, which is not asked.`);
    }
  }

  async function follow(exchange: Exchange, signal: AbortSignal): Promise<Answer> {
    let { url, authorization } = exchange;
    for (let hop = 0; ; hop += 1) {
      await checkPlace(url);
      const headers = { ...exchange.headers, ...(authorization === undefined ? {} : { authorization }) };
      const response = await fetch(url, { method: exchange.method, redirect: 'manual', headers, signal });
      const location = redirects.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return { status: response.status, headers: response.headers, body: await readBounded(response) };
      await response.body?.cancel();
      if (hop === maxRedirects) throw registryFailure('BadAnswer', `${exchange.url.host} redirects without end.`);
      const next = new URL(location, url);
      if (next.origin !== url.origin) authorization = undefined;
      url = next;
    }
  }

  return {
    isInsecure,
    async send(exchange) {
      const deadline = new AbortController();
      const cancel = deps.clock.after(deps.timeoutMs, () => deadline.abort());
      try {
        return await follow(exchange, AbortSignal.any([exchange.signal, deadline.signal]));
      } catch (error) {
        if (error instanceof AppError) throw error;
        const { host } = exchange.url;
        if (deadline.signal.aborted) throw registryFailure('Unreachable', `${host} did not answer in time.`);
        // Not as the cause: what the transport keeps of the request holds its headers.
        throw registryFailure('Unreachable', `${host} could not be reached.`, {
          internal: `registry ${host}: ${messageOf(error)}`,
        });
      } finally {
        cancel();
      }
    },
  };
}
