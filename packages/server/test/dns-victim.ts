/** One look at a domain, in a process that is killed around any question to its provider: `node dns-victim.ts`, orders on its input. */
import { createFakeClock, systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { z } from 'zod';
import { createDnsProviders } from '../src/adapters/cloud/zones/zones.ts';
import { createAudit } from '../src/domains/audit/index.ts';
import { createCredentialLoan } from '../src/domains/credentials/index.ts';
import { dnsCredentialUses } from '../src/domains/dns/index.ts';
import type { DnsProvider } from '../src/domains/dns/dns-provider.ports.ts';
import { createReconciler } from '../src/domains/dns/dns-reconcile.service.ts';
import { createSystemCtx } from '../src/platform/http/context.ts';
import { openDatabase } from './open-database.ts';
import { createTestVault } from './vault.ts';
import { serveOrders } from './victim-loop.ts';

const order = z.object({
  dsn: z.string(),
  rootByte: z.number(),
  at: z.coerce.date(),
  /** Of the API of Cloudflare. */
  url: z.string(),
  domainId: z.string(),
});

/** Tells of each question before it is asked and after it was answered. */
function watched(provider: DnsProvider, onStep: (step: string) => void): DnsProvider {
  const around = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
    onStep(`before ${what}`);
    const answer = await ask();
    onStep(`after ${what}`);
    return answer;
  };
  return {
    ...provider,
    findZone: (name, id, signal) => around('find', () => provider.findZone(name, id, signal)),
    read: (zone, names, signal) => around('read', () => provider.read(zone, names, signal)),
    apply: (zone, edits, signal) => around('apply', () => provider.apply(zone, edits, signal)),
  };
}

await serveOrders(async (given, onStep) => {
  const { dsn, rootByte, at, url, domainId } = order.parse(given);
  const [clock, db] = [createFakeClock(at), openDatabase(dsn)];
  await db.start();
  const { vault } = createTestVault(db, clock, rootByte);
  const zones = createDnsProviders({ clock: systemClock, urls: { aws: undefined, cloudflare: url }, updateNetworks: [] });
  const reconciler = createReconciler({
    ...{ db, clock, audit: createAudit({ db, ids: createIds(clock) }) },
    credentials: createCredentialLoan({ db, vault, uses: [dnsCredentialUses] }),
    providers: { ...zones, open: (access) => watched(zones.open(access), onStep) },
    settings: { driftMs: 86_400_000, maxRecords: 100 },
  });
  const ctx = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal: new AbortController().signal }, 'job');
  try {
    return (await reconciler.reconcile(ctx, domainId)).kind;
  } finally {
    await db.stop();
  }
});
