import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault, keeperOf, sourceOf } from '../../../test/vault.ts';
import { createSealedBox } from '../../platform/crypto/sealed-box.ts';
import type { Database } from '../../platform/db/database.ts';
import { encryptedColumns } from './encrypted-columns.rules.ts';
import { type RootKeyKeeper, vaultConstraints, type VaultParts } from './index.ts';

const source = useTestDatabase(migratedDatabase('vault'));
const orgs = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'] as const;
const [org, other] = orgs;
let database: Database;
let clock: FakeClock;

function vaultWith(...keepers: readonly (RootKeyKeeper | undefined)[]): VaultParts {
  return createTestVault(database, clock, undefined, { sources: keepers.map(sourceOf) });
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
});

/** A vault, and the very bytes that its keeper gave it or got from it to wrap: the only other place that has them. */
function watchedVault(): { readonly parts: VaultParts; readonly ofOrg: (id: string) => (readonly number[])[] } {
  const keeper = keeperOf(1);
  const seen: { readonly context: string; readonly bytes: Uint8Array }[] = [];
  const watching: RootKeyKeeper = {
    ...keeper,
    wrap(bytes, context) {
      seen.push({ context, bytes });
      return keeper.wrap(bytes, context);
    },
    async unwrap(wrapped, context) {
      const bytes = await keeper.unwrap(wrapped, context);
      seen.push({ context, bytes });
      return bytes;
    },
  };
  const ofOrg = (id: string) => seen.filter(({ context }) => context.includes(id)).map(({ bytes }) => [...bytes]);
  return { parts: vaultWith(watching), ofOrg };
}

describe('an unwrapped key', () => {
  const zeros = Array.from({ length: 32 }, () => 0);

  it('is overwritten with zeros after five minutes, and the one that was made as soon as it is wrapped', async () => {
    const { parts, ofOrg } = watchedVault();
    await parts.start();
    await parts.vault.prepare(org);
    expect(parts.status()).toMatchObject({ keys: 1 });
    const [made, kept] = ofOrg(org);
    expect([made, kept?.some((byte) => byte !== 0)]).toEqual([zeros, true]);
    await clock.advance(270_000);
    expect(ofOrg(org).at(-1)).toEqual(kept);
    await clock.advance(60_000);
    expect([parts.status()['keys'], ofOrg(org)]).toEqual([0, [zeros, zeros]]);
    await parts.stop();
  });

  it('is overwritten when its organization goes, in every process, and no other is', async () => {
    const watched = [watchedVault(), watchedVault()];
    const [first] = watched;
    for (const { parts } of watched) {
      await parts.start();
      for (const id of orgs) await parts.vault.prepare(id);
    }
    await database.system('test', async (tx) => await first?.parts.destroyKeysOf(tx, org));
    await waitUntil(() => watched.every(({ parts }) => parts.status()['keys'] === 1), { describe: 'the keys to be gone' });
    for (const { parts, ofOrg } of watched) {
      expect(
        ofOrg(org)
          .flat()
          .some((byte) => byte !== 0),
      ).toBe(false);
      expect(ofOrg(other).at(-1)).not.toEqual(zeros);
      await parts.stop();
    }
  });

  it('is overwritten when its process stops', async () => {
    const { parts, ofOrg } = watchedVault();
    await parts.start();
    await parts.vault.prepare(org);
    expect(ofOrg(org).at(-1)).not.toEqual(zeros);
    await parts.stop();
    expect(ofOrg(org)).toEqual([zeros, zeros]);
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
    expect(await refusal(vaultWith({ ...keeperOf(2), id: keeperOf(1).id }))).toContain('is not the one that this database was');
  });

  it('ends well where several processes register different root keys: one wins and the others are refused', async () => {
    const outcomes = await Promise.all([1, 2, 3].map((byte) => refusal(vaultWith(keeperOf(byte)))));
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
  });
});

describe('the registry of encrypted columns', () => {
  it('is exactly what the schema has, with rows that can be told apart', async () => {
    const { rows } = await database.execute(
      `select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname like 'sealed\\_%'
          and a.atttypid = 'bytea'::regtype and not a.attisdropped`,
    );
    const listed = encryptedColumns.map(({ table, column }) => `${table}.${column}`);
    expect(listed.toSorted()).toEqual(rows.map(({ name }) => String(name)).toSorted());
    for (const { table, row, org: owner } of encryptedColumns) {
      const { rows: found } = await database.execute(
        `select exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                         where i.indrelid = $1::regclass and i.indisunique and i.indnkeyatts = 1 and a.attname = $2 and a.attnotnull) as is_unique,
                exists (select from pg_attribute where attrelid = $1::regclass and attname = $3) as has_org`,
        [table, row, owner ?? 'org_id'],
      );
      expect({ table, ...found[0] }).toEqual({ table, is_unique: true, has_org: owner !== null });
    }
  });
});

describe('values from before the vault', () => {
  const key = new Secret(Buffer.alloc(32, 5).toString('base64'));
  const at = { orgId: org, table: 'audit_sinks', row: '7', column: 'sealed_secret' };

  it('open with the key of that time, and not elsewhere', async () => {
    const box = createSealedBox(key);
    const sealed = box.seal(Buffer.from('old'), 'audit_sinks/7');
    const { vault } = createTestVault(database, clock, 1, { earlier: box });
    expect((await vault.open(at, sealed)).toString()).toBe('old');
    await expect(vault.open({ ...at, row: '8' }, sealed)).rejects.toMatchObject({ code: 'internal' });
    await expect(vault.open({ ...at, table: 'things' }, sealed)).rejects.toMatchObject({ code: 'internal' });
    const keyless = createTestVault(database, clock, 1).vault;
    await expect(keyless.open(at, sealed)).rejects.toMatchObject({
      details: { nextStep: expect.stringContaining('JWT_PRIVATE_ENC_KEY') },
    });
  });

  it('open where they were not sealed at all, in the one column that had such', async () => {
    const { vault } = createTestVault(database, clock, 1);
    const plain = Buffer.concat([Buffer.of(0), Buffer.from('old')]);
    expect((await vault.open(at, plain)).toString()).toBe('old');
    await expect(vault.open({ ...at, table: 'image_hooks' }, plain)).rejects.toMatchObject({ code: 'internal' });
  });
});
