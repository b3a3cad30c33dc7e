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
    async lookup(name, type) {
      const reason = failures.get(name);
      if (reason !== undefined) return { kind: 'failed', reason };
      const zone = zones.get(name);
      if (zone === undefined) return { kind: 'no-name' };
      const values = zone.get(type);
      return values === undefined ? { kind: 'no-record' } : { kind: 'found', values };
    },
  };
}
