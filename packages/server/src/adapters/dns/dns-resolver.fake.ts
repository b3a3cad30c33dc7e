/** A DNS in memory. A name that nobody set does not exist. */
import type { DnsAnswer, DnsResolver, DnsType } from '../../domains/custom-domains/custom-domain.ports.ts';

export interface FakeDns extends DnsResolver {
  set(name: string, type: DnsType, ...values: readonly string[]): void;
  fail(name: string, reason: Extract<DnsAnswer, { kind: 'failed' }>['reason']): void;
  remove(name: string): void;
}

export function createFakeDns(): FakeDns {
  const zones = new Map<string, Map<DnsType, readonly string[]>>();
  const failures = new Map<string, Extract<DnsAnswer, { kind: 'failed' }>['reason']>();
  function answer(name: string, type: DnsType): DnsAnswer {
    const reason = failures.get(name);
    if (reason !== undefined) return { kind: 'failed', reason };
    const zone = zones.get(name);
    if (zone === undefined) return { kind: 'no-name' };
    const values = zone.get(type);
    if (values !== undefined) {
      return { kind: 'found', values: type === 'CNAME' ? values.map((value) => value.toLowerCase()) : values };
    }
    const alias = zone.get('CNAME')?.[0];
    return alias === undefined ? { kind: 'no-record' } : answer(alias.toLowerCase(), type);
  }

  return {
    set(name, type, ...values) {
      failures.delete(name);
      zones.set(name, (zones.get(name) ?? new Map<DnsType, readonly string[]>()).set(type, values));
    },
    fail: (name, reason) => void failures.set(name, reason),
    remove(name) {
      zones.delete(name);
      failures.delete(name);
    },
    lookup: async (name, type) => answer(name, type),
  };
}
