/**
 * The DNS through the resolver of Node (c-ares), which asks the servers itself: no file of hosts, no cache of the system, so that
 * an answer is what the servers say now.
 */
import { Resolver } from 'node:dns/promises';
import type { DnsAnswer, DnsResolver, DnsType } from '../../domains/custom-domains/custom-domain.ports.ts';

export interface DnsConfig {
  /** `address` or `address:port`; those of the system when empty. */
  readonly servers: readonly string[];
  /** Of one attempt; there are two. */
  readonly timeoutMs: number;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function answerOf(error: unknown): DnsAnswer {
  switch (codeOf(error)) {
    case 'ENOTFOUND':
      return { kind: 'no-name' };
    case 'ENODATA':
      return { kind: 'no-record' };
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return { kind: 'failed', reason: 'timeout' };
    case 'EREFUSED':
      return { kind: 'failed', reason: 'refused' };
    case 'ECONNREFUSED':
      return { kind: 'failed', reason: 'unreachable' };
    default:
      return { kind: 'failed', reason: 'server-failure' };
  }
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

async function resolve(resolver: Resolver, name: string, type: DnsType): Promise<readonly string[]> {
  switch (type) {
    case 'TXT':
      // A long text travels in several strings.
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(plainName);
    case 'A':
      return await resolver.resolve4(name);
  }
}

export function createDnsResolver({ servers, timeoutMs }: DnsConfig): DnsResolver {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async lookup(name, type) {
      try {
        const values = await resolve(resolver, name, type);
        return values.length === 0 ? { kind: 'no-record' } : { kind: 'found', values };
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}
