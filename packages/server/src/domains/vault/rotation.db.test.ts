/** Rotations that end at every one of their steps, and writers who know nothing of them. */
import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault, keeperOf, sourceOf } from '../../../test/vault.ts';
import { createSealedBox } from '../../platform/crypto/sealed-box.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSystemCtx, type RequestCtx } from '../../platform/http/context.ts';
import { encryptedColumns } from './encrypted-columns.rules.ts';
import type { Vault, VaultParts } from './index.ts';

const source = useTestDatabase(migratedDatabase('vault_rotation'));
const mine = '018f0000-0000-7000-8000-000000000001';
const other = '018f0000-0000-7000-8000-000000000002';
const sinkIds = Array.from({ length: 6 }, (_none, index) => `018f0000-0000-7000-8000-0000000000a${index}`);
/** Those with a value in the scene, and one without. */
const columns = encryptedColumns.filter(({ table }) => table === 'audit_sinks' || table === 'credentials');
const earlier = createSealedBox(new Secret(Buffer.alloc(32, 5).toString('base64')));
const began = new Date('2026-03-01T12:00:00Z');
let database: Database;
let clock: FakeClock;
let ctx: RequestCtx;

class Crash extends Error {}

/** Names the steps, and ends the process at the one of this number. */
function steps(crashAt?: number): { readonly names: string[]; onStep(step: string): void } {
  const names: string[] = [];
  return {
    names,
    onStep(step) {
      names.push(step);
      if (names.length - 1 === crashAt) throw new Crash(step);
    },
  };
}

/** A process of its own, with root keys of these bytes. */
function processWith(bytes: readonly number[], onStep?: (step: string) => void): VaultParts {
  const rotation = { batchSize: 2, columns, ...(onStep === undefined ? {} : { onStep }) };
  const sources = bytes.map((byte) => sourceOf(keeperOf(byte)));
  return createTestVault(database, clock, undefined, { sources, earlier, rotation });
}

const orgOf = (id: string): string => (id === sinkIds[5] ? other : mine);
const placeOf = (id: string) => ({ orgId: orgOf(id), table: 'audit_sinks', row: id, column: 'sealed_secret' });

async function write(vault: Vault, id: string, text: string): Promise<void> {
  await vault.prepare(orgOf(id));
  await database.system('test', async (tx) => {
    const sealed = await vault.seal(tx, placeOf(id), new Secret(text));
    await tx.updateTable('audit_sinks').set({ sealed_secret: sealed }).where('id', '=', id).execute();
  });
}

async function sealedOf(id: string): Promise<Buffer> {
  const row = await database.system('test', (tx) =>
    tx.selectFrom('audit_sinks').select('sealed_secret').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  return row.sealed_secret;
}

async function readAll({ vault }: VaultParts): Promise<string[]> {
  return await Promise.all(sinkIds.map(async (id) => (await vault.openSecret(placeOf(id), await sealedOf(id))).reveal()));
}

async function keysOf(orgId: string): Promise<{ version: number; state: string }[]> {
  return await database.system('test', (tx) =>
    tx.selectFrom('vault_keys').select(['version', 'state']).where('org_id', '=', orgId).orderBy('version').execute(),
  );
}

const texts = sinkIds.map((_id, index) => `secret ${index}`);

/** Six values of two organizations; one of them is from before the vault. */
async function setScene(): Promise<void> {
  const { vault } = processWith([1]);
  await database.system('test', async (tx) => {
    for (const table of ['audit_sinks', 'vault_keys', 'vault_roots', 'vault_checks'] as const)
      await tx.deleteFrom(table).execute();
    for (const id of sinkIds) {
      const sealed = earlier.seal(Buffer.from('secret 0'), `audit_sinks/${id}`);
      const row = {
        id,
        org_id: orgOf(id),
        url: 'https://example.com',
        sealed_secret: sealed,
        created_at: began,
        delivered_seq: '0',
      };
      await tx.insertInto('audit_sinks').values(row).execute();
    }
  });
  for (const [index, id] of sinkIds.entries()) if (index > 0) await write(vault, id, `secret ${index}`);
}

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  await database.system('test', async (tx) => {
    for (const [index, id] of [mine, other].entries()) {
      const row = { id, name: `Org ${index}`, slug: `org-${index}`, plan: 'free', created_at: began };
      await tx.insertInto('orgs').values(row).execute();
    }
  });
});
afterAll(() => database.stop());
beforeEach(async () => {
  clock = createFakeClock(began);
  ctx = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal: new AbortController().signal }, 'script');
  await setScene();
});

describe('a rotation of an organization’s key', () => {
  it('leaves every value readable where it ends at any step, and goes on from there', async () => {
    await processWith([1]).encryption.upkeep();
    const counted = steps();
    await clock.advance(1_000);
    await processWith([1], counted.onStep).encryption.rotate(ctx, mine, { askedAt: clock.now() });
    expect(counted.names.length).toBeGreaterThan(8);
    for (const [index, name] of counted.names.entries()) {
      await setScene();
      await processWith([1]).encryption.upkeep();
      const witness = processWith([1]);
      await witness.vault.prepare(mine);
      const askedAt = clock.now();
      await clock.advance(1_000);
      const crashed = processWith([1], steps(index).onStep).encryption.rotate(ctx, mine, { askedAt });
      await expect(crashed).rejects.toThrow(name);
      expect([await readAll(witness), await readAll(processWith([1]))]).toEqual([texts, texts]);
      const resumed = await processWith([1]).encryption.rotate(ctx, mine, { askedAt });
      expect(resumed).toMatchObject({ version: 2, failed: 0, isDone: true });
      expect([await readAll(witness), await readAll(processWith([1]))]).toEqual([texts, texts]);
      expect(await keysOf(mine)).toEqual([
        { version: 1, state: 'retired' },
        { version: 2, state: 'active' },
      ]);
      expect((await sealedOf(sinkIds[1] ?? '')).readUInt32BE(1)).toBe(2);
      expect((await sealedOf(sinkIds[5] ?? '')).readUInt32BE(1)).toBe(1);
    }
  });

  it('misses nothing that is written at any of its steps by a process that knows only the old key', async () => {
    await processWith([1]).encryption.upkeep();
    const writer = processWith([1]);
    await writer.vault.prepare(mine);
    const writes: Promise<void>[] = [];
    const last = new Map<string, string>();
    let count = 0;
    const written = processWith([1], () => {
      const id = sinkIds[count % 5] ?? '';
      count += 1;
      const text = `written ${count}`;
      // One after the other, so that the last is known.
      const before = writes.at(-1) ?? Promise.resolve();
      writes.push(before.then(() => write(writer.vault, id, text)));
      last.set(id, text);
    });
    await written.encryption.rotate(ctx, mine);
    await Promise.all(writes);
    const expected = sinkIds.map((id, index) => last.get(id) ?? `secret ${index}`);
    expect(await readAll(processWith([1]))).toEqual(expected);
    await clock.advance(3_700_000);
    const cleaned = await processWith([1]).encryption.upkeep();
    expect(cleaned).toMatchObject({ failed: 0, destroyed: 1 });
    expect(await keysOf(mine)).toEqual([{ version: 2, state: 'active' }]);
    expect(await readAll(processWith([1]))).toEqual(expected);
  });

  it('is done once where two ask at the same time', async () => {
    await processWith([1]).encryption.upkeep();
    await Promise.all(
      [1, 2, 3].map(() => processWith([1]).encryption.rotate(ctx, mine, { askedAt: new Date(began.getTime() - 1) })),
    );
    expect(await readAll(processWith([1]))).toEqual(texts);
    expect((await keysOf(mine)).filter(({ state }) => state === 'active')).toHaveLength(1);
  });

  it('leaves a value that does not open as it is, keeps the key that it needs, and says where it is', async () => {
    const [from = '', to = ''] = [sinkIds[1], sinkIds[2]];
    const moved = await sealedOf(from);
    await database.system('test', (tx) =>
      tx.updateTable('audit_sinks').set({ sealed_secret: moved }).where('id', '=', to).execute(),
    );
    expect(await processWith([1]).encryption.upkeep()).toMatchObject({ resealed: 1, failed: 0 });
    expect(await processWith([1]).encryption.rotate(ctx, mine)).toMatchObject({ version: 2, failed: 1 });
    await clock.advance(3_700_000);
    expect(await processWith([1]).encryption.upkeep()).toMatchObject({ failed: 1, destroyed: 0 });
    expect(await keysOf(mine)).toHaveLength(2);
    expect(await processWith([1]).encryption.verify()).toMatchObject({
      checked: 6,
      failed: 1,
      places: [`audit_sinks.sealed_secret of ${to}`],
    });
  });

  it('is refused for an organization that has no key', async () => {
    const nobody = '018f0000-0000-7000-8000-00000000dead';
    await expect(processWith([1]).encryption.rotate(ctx, nobody)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a rotation of the root key', () => {
  const started = async (bytes: readonly number[]): Promise<string> => {
    const parts = processWith(bytes);
    try {
      await parts.start();
      await parts.stop();
      return 'started';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  it('leaves every value readable with the old root key where it ends at any step, and goes on from there', async () => {
    const counted = steps();
    await processWith([1, 2], counted.onStep).encryption.rotateRoot(ctx);
    expect(counted.names.length).toBeGreaterThan(6);
    for (const [index, name] of counted.names.entries()) {
      await setScene();
      await expect(processWith([1, 2], steps(index).onStep).encryption.rotateRoot(ctx)).rejects.toThrow(name);
      expect(await readAll(processWith([1]))).toEqual(texts);
      expect(await readAll(processWith([1, 2]))).toEqual(texts);
      const resumed = await processWith([1, 2])
        .encryption.rotateRoot(ctx)
        .catch((error: unknown) => error);
      // What had committed everything is not begun again.
      if (index === counted.names.length - 1) expect(resumed).toMatchObject({ code: 'conflict' });
      else expect(resumed).toMatchObject({ from: keeperOf(1).id, to: keeperOf(2).id });
      for (const bytes of [[1], [2], [1, 2], [2, 1]]) expect(await readAll(processWith(bytes))).toEqual(texts);
    }
  });

  it('ends with the new root key alone, at whatever step it was interrupted', async () => {
    const counted = steps();
    const begun = async (): Promise<void> => {
      await processWith([1, 2]).encryption.rotateRoot(ctx);
      // A process with the old root key makes a key in between.
      const { vault } = processWith([1]);
      await vault.prepare(null);
    };
    await begun();
    await processWith([2, 1], counted.onStep).encryption.finishRoot(ctx);
    expect(counted.names.length).toBeGreaterThan(3);
    for (const [index, name] of counted.names.entries()) {
      await setScene();
      await begun();
      await expect(processWith([2, 1], steps(index).onStep).encryption.finishRoot(ctx)).rejects.toThrow(name);
      expect(await readAll(processWith([2]))).toEqual(texts);
      const resumed = await processWith([2, 1])
        .encryption.finishRoot(ctx)
        .catch((error: unknown) => error);
      if (index === counted.names.length - 1) expect(resumed).toMatchObject({ code: 'conflict' });
      else expect(resumed).toMatchObject({ to: keeperOf(2).id });
      expect(await readAll(processWith([2]))).toEqual(texts);
      expect([await started([2]), await started([1])]).toEqual(['started', expect.stringContaining('was encrypted with')]);
    }
  });

  it('keeps running processes at work: with the old root key before its end, with both throughout', async () => {
    const [old, both] = [processWith([1]), processWith([1, 2])];
    expect([await readAll(old), await readAll(both)]).toEqual([texts, texts]);
    await processWith([1, 2]).encryption.rotateRoot(ctx);
    await clock.advance(400_000);
    expect([await readAll(old), await readAll(both)]).toEqual([texts, texts]);
    await write(old.vault, sinkIds[1] ?? '', 'secret 1');
    await processWith([2, 1]).encryption.finishRoot(ctx);
    await clock.advance(400_000);
    expect(await readAll(both)).toEqual(texts);
    await expect(readAll(old)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says what it needs, and can go back', async () => {
    await processWith([1]).vault.prepare(null);
    await expect(processWith([1]).encryption.rotateRoot(ctx)).rejects.toThrow('no root key to rotate to');
    await expect(processWith([1, 2]).encryption.finishRoot(ctx)).rejects.toThrow('No rotation');
    await processWith([1, 2]).encryption.rotateRoot(ctx);
    await expect(processWith([1, 2]).encryption.rotateRoot(ctx)).rejects.toThrow('not finished');
    await processWith([2, 1]).encryption.finishRoot(ctx);
    await processWith([2, 1]).encryption.rotateRoot(ctx);
    await processWith([1, 2]).encryption.finishRoot(ctx);
    expect(await readAll(processWith([1]))).toEqual(texts);
  });
});

describe('the first root key', () => {
  it('is made once, and a second one is refused with the reason', async () => {
    const refused = processWith([2]).encryption.createRoot(ctx);
    await expect(refused).rejects.toMatchObject({ code: 'already_exists', message: expect.stringContaining(keeperOf(1).id) });
    await database.system('test', async (tx) => {
      for (const table of ['audit_sinks', 'vault_keys', 'vault_roots'] as const) await tx.deleteFrom(table).execute();
    });
    const outcomes = await Promise.allSettled([2, 3].map((byte) => processWith([byte]).encryption.createRoot(ctx)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('the state of encryption', () => {
  it('counts keys and values, and names no secret', async () => {
    const { encryption } = processWith([1]);
    const before = await encryption.status();
    expect(before.columns.find(({ table }) => table === 'audit_sinks')).toMatchObject({
      total: 6,
      current: 5,
      previous: 0,
      earlier: 1,
    });
    expect(before).toMatchObject({ keys: [{ version: 1, state: 'active', owners: 2 }], lastVerified: null });
    await encryption.rotate(ctx, mine);
    const verified = await encryption.verify();
    expect(verified).toMatchObject({ checked: 6, failed: 0 });
    const after = await encryption.status();
    expect(after.rootKeys).toMatchObject([{ id: keeperOf(1).id, state: 'active', keys: 3 }]);
    expect(after.lastVerified).toEqual({ at: began.toISOString(), checked: 6, failed: 0 });
  });
});
