/** Looks at domains in processes that are killed with SIGKILL around each question to the provider, and others that go on from there. */
import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault } from '../../../test/vault.ts';
import { useVictims, type Victim } from '../../../test/victims.ts';
import { type CloudflareServer, startCloudflareServer } from '../../adapters/cloud/zones/cloudflare-server.fake.ts';
import { createDnsProviders } from '../../adapters/cloud/zones/zones.ts';
import { system } from '../../platform/authz/actor.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from '../../platform/http/context.ts';
import { createAudit } from '../audit/index.ts';
import { createCredentialLoan } from '../credentials/index.ts';
import { insertCredential, secretPlace } from '../credentials/provider-credential.store.ts';
import type { VaultParts } from '../vault/index.ts';
import { createDnsDomainService, type DnsDeps } from './dns-domain.service.ts';
import { createDnsRecordService } from './dns-record.service.ts';
import { dnsCredentialUses } from './index.ts';

const rootByte = 3;
const orgId = '018f0000-0000-7000-8000-000000000001';
const began = new Date('2026-03-01T12:00:00Z');
const zone = 'example.org';
const ids = createIds(createFakeClock(began));
const credentialId = ids.uuid();

const source = useTestDatabase(migratedDatabase('dns_kill'));
const startVictim = useVictims('dns-victim.ts');
let database: Database;
let vault: VaultParts;
let cloudflare: CloudflareServer;
let clock: FakeClock;

beforeAll(async () => {
  clock = createFakeClock(began);
  database = openDatabase(source.dsn);
  await database.start();
  vault = createTestVault(database, clock, rootByte);
  await vault.start();
  cloudflare = await startCloudflareServer();
  await database.system('test', (tx) =>
    tx.insertInto('orgs').values({ id: orgId, name: 'Org', slug: 'org', plan: 'free', created_at: began }).execute(),
  );
  await vault.vault.prepare(orgId);
  await database.tenant([orgId], async (tx) => {
    const place = { ...secretPlace, orgId, row: credentialId };
    const sealed = await vault.vault.seal(tx, place, new Secret(JSON.stringify({ token: 'good' })));
    const kind = { provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones' } as const;
    const scope = { scope_kind: 'service', scope_version: 1, scope: { service: 'dns' }, account_id: null, region: null } as const;
    const row = { id: credentialId, org_id: orgId, ...kind, ...scope, created_at: began, updated_at: began };
    await insertCredential(tx, row, sealed);
  });
});
afterAll(async () => {
  await cloudflare.stop();
  await vault.stop();
  await database.stop();
});

/** What an owner does, without anybody who would look at the domain right after. */
function ownerOf() {
  const deps: DnsDeps = {
    ...{ db: database, clock, ids, audit: createAudit({ db: database, ids }) },
    jobs: { enqueue: () => Promise.resolve() },
    credentials: createCredentialLoan({ db: database, vault: vault.vault, uses: [dnsCredentialUses] }),
    providers: createDnsProviders({ clock, urls: { aws: undefined, cloudflare: cloudflare.url }, updateNetworks: [] }),
    uses: [],
  };
  const base = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal: new AbortController().signal }, 'script');
  const ctx: RequestCtx = { ...base, actor: { ...system, currentOrgId: orgId } };
  return { ctx, domains: createDnsDomainService(deps), records: createDnsRecordService(deps) };
}

const foreign = [
  { id: 'f1', name: `mine.${zone}`, type: 'A', content: '198.51.100.1', ttl: 60 },
  { id: 'f2', name: `keep.${zone}`, type: 'TXT', content: '"v=spf1 -all"', ttl: 60 },
];
const added = Array.from({ length: 12 }, (_, index) => `n${index}`);

function order(domainId: string): object {
  return { dsn: source.dsn, rootByte, at: clock.now(), url: cloudflare.url, domainId };
}

/** A domain in the middle of its life: one record is to be changed, one to be cleared away and many to be made. */
async function setStage(victim: Victim): Promise<string> {
  await database.system('test', (tx) => tx.deleteFrom('dns_domains').execute());
  cloudflare.records.clear();
  for (const record of foreign) cloudflare.records.set(record.id, record);
  const { ctx, domains, records } = ownerOf();
  const { id } = await domains.create(ctx, { domain_name: zone, credential_id: credentialId });
  const make = (name: string) => records.create(ctx, id, { name, type: 'A', ttl: 60, values: ['192.0.2.1'] });
  const [keep, gone] = [await make('keep'), await make('gone')];
  expect((await victim.run(order(id))).value).toBe('done');
  await records.update(ctx, keep.id, { values: ['192.0.2.2'] });
  await records.remove(ctx, gone.id);
  for (const name of added) await make(name);
  return id;
}

/** What the zone has, without what differs from one stage to the next. */
function zoneText(): string[] {
  const texts = [...cloudflare.records.values()].map(({ name, type, ttl, ...more }) =>
    [name, type, ttl, String(more['content']).replace(/rec=\S+/, 'rec=')].join(' '),
  );
  return texts.toSorted();
}

function foreignNow(): unknown[] {
  return foreign.map(({ id }) => cloudflare.records.get(id));
}

async function statesOf(domainId: string): Promise<string[]> {
  const rows = await database.system('test', (tx) =>
    tx.selectFrom('dns_records').select(['name', 'status']).where('domain_id', '=', domainId).execute(),
  );
  return rows.map(({ name, status }) => `${name} ${status}`).toSorted();
}

/** Long enough for whatever waits for another try. */
async function later(): Promise<void> {
  await clock.advance(2 * 3_600_000);
}

/** Everywhere on the server of production; else after each change that nobody has written down yet. */
function killsAt(steps: readonly string[]): number[] {
  return [...steps.keys()].filter((index) => readTestConfig().everyKill || steps[index] === 'after apply');
}

describe('kill -9', { timeout: 240_000 }, () => {
  it('leaves a zone that the next run brings right, and nothing foreign touched', async () => {
    let victim = startVictim();
    const { steps, value } = await victim.run(order(await setStage(victim)));
    const wanted = zoneText();
    expect([value, steps.filter((step) => step === 'after apply').length]).toEqual(['done', 2]);
    for (const killAt of killsAt(steps)) {
      const id = await setStage(victim);
      await victim.die(order(id), killAt);
      expect([killAt, foreignNow()]).toEqual([killAt, foreign]);
      victim = startVictim();
      expect((await victim.run(order(id))).value).toBe('done');
      expect([killAt, zoneText()]).toEqual([killAt, wanted]);
      expect(await statesOf(id)).toEqual(['keep', ...added].map((name) => `${name} ready`).toSorted());
      const written = [...cloudflare.records.keys()];
      await later();
      await victim.run(order(id));
      expect([...cloudflare.records.keys()]).toEqual(written);
    }
  });

  it('leaves a deleted domain of which the next run takes everything away, and nothing else', async () => {
    let victim = startVictim();
    const end = async (): Promise<string> => {
      const id = await setStage(victim);
      await victim.run(order(id));
      const { ctx, domains } = ownerOf();
      await domains.remove(ctx, id);
      return id;
    };
    const { steps } = await victim.run(order(await end()));
    for (const killAt of killsAt(steps)) {
      const id = await end();
      await victim.die(order(id), killAt);
      expect([killAt, foreignNow()]).toEqual([killAt, foreign]);
      victim = startVictim();
      await victim.run(order(id));
      expect([killAt, [...cloudflare.records.values()]]).toEqual([killAt, foreign]);
      const left = await database.system('test', (tx) => tx.selectFrom('dns_domains').select('id').execute());
      expect([killAt, left]).toEqual([killAt, []]);
    }
  });
});

describe('two processes at once', { timeout: 120_000 }, () => {
  it('bring the zone to where one brings it', async () => {
    const [one, other] = [startVictim(), startVictim()];
    await one.run(order(await setStage(one)));
    const wanted = zoneText();
    const id = await setStage(one);
    await Promise.all([one.run(order(id)), other.run(order(id))]);
    await later();
    await one.run(order(id));
    expect([zoneText(), foreignNow()]).toEqual([wanted, foreign]);
    expect(await statesOf(id)).toEqual(['keep', ...added].map((name) => `${name} ready`).toSorted());
  });
});
