import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createLocalKeeper } from '../../adapters/root-key/local-keeper.ts';
import type { Database } from '../../platform/db/database.ts';
import { createMetrics } from '../../platform/metrics/metrics.ts';
import { createVault, type RootKeyKeeper, type RootKeySource, vaultConstraints, type VaultParts } from './index.ts';

const source = useTestDatabase(migratedDatabase('vault'));
const orgs = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'] as const;
const [org, other] = orgs;
let database: Database;
let clock: FakeClock;

const keeperOf = (byte: number): RootKeyKeeper => createLocalKeeper('environment', Buffer.alloc(32, byte));
const sourceOf = (keeper: RootKeyKeeper | undefined): RootKeySource => ({
  name: 'a test',
  open: async () => keeper,
  create: undefined,
});

function vaultWith(...keepers: readonly (RootKeyKeeper | undefined)[]): VaultParts {
  const deps = { db: database, clock, ids: createIds(clock), log: silentLog, metrics: createMetrics() };
  return createVault({ ...deps, sources: keepers.map(sourceOf) });
}

async function refusal(parts: VaultParts): Promise<unknown> {
  try {
    await parts.start();
    await parts.stop();
    return 'started';
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

const place = { orgId: org, table: 'things', row: '1', column: 'sealed_value' };
const text = new Secret('a secret of somebody');

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  await database.system('test', async (tx) => {
    for (const [index, id] of orgs.entries()) {
      const row = { id, name: `Org ${index}`, slug: `org-${index}`, plan: 'free', created_at: new Date('2026-03-01T00:00:00Z') };
      await tx.insertInto('orgs').values(row).execute();
    }
  });
});
afterAll(() => database.stop());
beforeEach(async () => {
  clock = createFakeClock(new Date('2026-03-01T12:00:00Z'));
  await database.system('test', async (tx) => {
    await tx.deleteFrom('vault_keys').execute();
    await tx.deleteFrom('vault_roots').execute();
  });
});

describe('sealing', () => {
  it('gives back what was sealed, in another process too, and for the platform', async () => {
    for (const orgId of [org, null]) {
      const { vault } = vaultWith(keeperOf(1));
      await vault.prepare(orgId);
      const sealed = await database.system('test', (tx) => vault.seal(tx, { ...place, orgId }, text));
      expect((await vaultWith(keeperOf(1)).vault.openSecret({ ...place, orgId }, sealed)).reveal()).toBe(text.reveal());
      await expect(vault.open({ ...place, orgId: other }, sealed)).rejects.toMatchObject({ code: 'internal' });
    }
  });

  it('needs a transaction that sees the organization', async () => {
    const { vault } = vaultWith(keeperOf(1));
    await vault.prepare(org);
    await database.tenant([org], (tx) => vault.seal(tx, place, text));
    for (const orgId of [other, null]) {
      await vault.prepare(orgId);
      const sealing = database.tenant([org], (tx) => vault.seal(tx, { ...place, orgId }, text));
      await expect(sealing).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('asks the keeper only to prepare, and not again for what it knows', async () => {
    let asked = 0;
    const keeper = keeperOf(1);
    const counting: RootKeyKeeper = {
      ...keeper,
      unwrap(...what) {
        asked += 1;
        return keeper.unwrap(...what);
      },
    };
    const { vault } = vaultWith(counting);
    await vault.prepare(org);
    const before = asked;
    await Promise.all([vault.prepare(org), vault.prepare(org)]);
    const sealed = await database.system('test', (tx) => vault.seal(tx, place, text));
    await vault.open(place, sealed);
    expect(asked).toBe(before);
    await clock.advance(241_000);
    await vault.prepare(org);
    expect(asked).toBe(before + 1);
  });

  it('refuses an organization that does not exist', async () => {
    const { vault } = vaultWith(keeperOf(1));
    await expect(vault.prepare('018f0000-0000-7000-8000-00000000dead')).rejects.toThrow();
    expect(Object.keys(vaultConstraints)).toEqual(['vault_keys_org_id_fkey']);
  });
});

describe('the first key of an organization', () => {
  it('is one, however many processes need it at the same time', async () => {
    const vaults = Array.from({ length: 8 }, () => vaultWith(keeperOf(1)).vault);
    await Promise.all(vaults.map((vault) => vault.prepare(org)));
    const sealed = await Promise.all(vaults.map((vault) => database.system('test', (tx) => vault.seal(tx, place, text))));
    const keys = await database.system('test', (tx) => tx.selectFrom('vault_keys').select('version').execute());
    expect(keys).toEqual([{ version: 1 }]);
    for (const [index, bytes] of sealed.entries()) {
      const reader = vaults[(index + 1) % vaults.length];
      expect((await reader?.open(place, bytes))?.toString()).toBe(text.reveal());
    }
  });

  it('leaves memory after five minutes, and goes with the organization', async () => {
    const parts = vaultWith(keeperOf(1));
    await parts.vault.prepare(org);
    expect(parts.status()).toMatchObject({ keys: 1 });
    await parts.start();
    await clock.advance(330_000);
    expect(parts.status()).toMatchObject({ keys: 0 });
    await parts.stop();
  });
});

describe('start-up', () => {
  it('registers the first root key, and takes the same one again', async () => {
    expect(await refusal(vaultWith(keeperOf(1)))).toBe('started');
    expect(await refusal(vaultWith(keeperOf(1)))).toBe('started');
  });

  it('refuses a wrong and a missing root key, by name', async () => {
    expect(await refusal(vaultWith())).toContain('no root key');
    expect(await refusal(vaultWith(keeperOf(1)))).toBe('started');
    expect(await refusal(vaultWith(keeperOf(2)))).toContain(`this database was encrypted with ${keeperOf(1).id}`);
    expect(await refusal(vaultWith(undefined))).toContain(`The root key ${keeperOf(1).id} is missing: there is none at a test`);
    expect(await refusal(vaultWith({ ...keeperOf(2), id: keeperOf(1).id }))).toContain('Something went wrong');
  });

  it('ends well where several processes register different root keys: one wins and the others are refused', async () => {
    const outcomes = await Promise.all([1, 2, 3].map((byte) => refusal(vaultWith(keeperOf(byte)))));
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
  });
});
