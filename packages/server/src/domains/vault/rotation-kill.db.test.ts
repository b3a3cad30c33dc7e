/** Rotations in processes that are killed with SIGKILL at each of their steps, and others that go on from there. */
import { createFakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault, keeperOf, sourceOf } from '../../../test/vault.ts';
import { killsAt, useVictims, type Victim } from '../../../test/victims.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import type { VaultParts } from './index.ts';

const source = useTestDatabase(migratedDatabase('rotation_kill'));
const startVictim = useVictims('vault-victim.ts');
const orgs = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'] as const;
const [mine, other] = orgs;
const sinkIds = Array.from({ length: 5 }, (_none, index) => `018f0000-0000-7000-8000-0000000000a${index}`);
const texts = sinkIds.map((_id, index) => `secret ${index}`);
const began = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number): Date => new Date(began.getTime() + seconds * 1_000);
let database: Database;

/** In this process, for looking. */
const processWith = (...bytes: readonly number[]): VaultParts =>
  createTestVault(database, createFakeClock(began), undefined, { sources: bytes.map((byte) => sourceOf(keeperOf(byte))) });
const clock = createFakeClock(began);
const ctx = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal: new AbortController().signal }, 'script');

const order = (work: string, ...roots: readonly number[]) => ({
  ...{ dsn: source.dsn, work, roots, orgId: mine, at: later(1), askedAt: began },
  tables: ['audit_sinks'],
});

const placeOf = (id: string) => ({ orgId: mine, table: 'audit_sinks', row: id, column: 'sealed_secret' });

/** Five values of one organization, and keys of another one and of the platform beside its own. */
async function setScene(): Promise<void> {
  await database.system('test', async (tx) => {
    for (const table of ['audit_sinks', 'vault_keys', 'vault_roots'] as const) await tx.deleteFrom(table).execute();
  });
  const { vault } = processWith(1);
  for (const orgId of [mine, other, null]) await vault.prepare(orgId);
  await database.system('test', async (tx) => {
    for (const [index, id] of sinkIds.entries()) {
      const sealed_secret = await vault.seal(tx, placeOf(id), new Secret(`secret ${index}`));
      const row = { id, org_id: mine, url: 'https://example.com', sealed_secret, created_at: began, delivered_seq: '0' };
      await tx.insertInto('audit_sinks').values(row).execute();
    }
  });
}

async function readAll({ vault }: VaultParts): Promise<string[]> {
  const rows = await database.system('test', (tx) =>
    tx.selectFrom('audit_sinks').select(['id', 'sealed_secret']).orderBy('id').execute(),
  );
  return await Promise.all(rows.map(async (row) => (await vault.openSecret(placeOf(row.id), row.sealed_secret)).reveal()));
}

async function keysOfMine(): Promise<string[]> {
  const rows = await database.system('test', (tx) =>
    tx.selectFrom('vault_keys').select(['version', 'state']).where('org_id', '=', mine).orderBy('version').execute(),
  );
  return rows.map(({ version, state }) => `${version} ${state}`);
}

interface Killing {
  readonly work: unknown;
  setScene(): Promise<void>;
  /** After the kill, and before anybody has gone on. */
  killed(step: string): Promise<void>;
  /** After another process has gone on. */
  resumed(outcome: Awaited<ReturnType<Victim['run']>>, isLast: boolean): Promise<void>;
}

/** Once for each step that is chosen; who goes on after one kill is the next to be killed. */
async function killAtEach({ work, ...scene }: Killing): Promise<string[]> {
  await scene.setScene();
  let victim = startVictim();
  const { steps, refused } = await victim.run(work);
  expect(refused).toBeUndefined();
  for (const [index, step] of killsAt([...steps.entries()])) {
    await scene.setScene();
    const next = startVictim();
    await victim.die(work, index);
    await scene.killed(step);
    await scene.resumed(await next.run(work), index === steps.length - 1);
    victim = next;
  }
  return steps;
}

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  await database.system('test', async (tx) => {
    for (const [index, id] of orgs.entries()) {
      const row = { id, name: `Org ${index}`, slug: `org-${index}`, plan: 'free', created_at: began };
      await tx.insertInto('orgs').values(row).execute();
    }
  });
});
afterAll(() => database.stop());

describe('kill -9', { timeout: 240_000 }, () => {
  it('of a rotation of an organization’s key loses nothing and doubles nothing, at any step', async () => {
    let witness = processWith(1);
    const steps = await killAtEach({
      work: order('rotateOrg', 1),
      async setScene() {
        await setScene();
        witness = processWith(1);
        await witness.vault.prepare(mine);
      },
      async killed(step) {
        expect([step, await readAll(witness), await readAll(processWith(1))]).toEqual([step, texts, texts]);
      },
      async resumed({ value }) {
        expect(value).toMatchObject({ version: 2, failed: 0, isDone: true });
        expect([await readAll(witness), await readAll(processWith(1))]).toEqual([texts, texts]);
        expect(await keysOfMine()).toEqual(['1 retired', '2 active']);
      },
    });
    expect(steps.slice(0, 4)).toEqual([
      'the new key is wrapped',
      'the new key is written',
      'the new key is active',
      'a batch of audit_sinks is written',
    ]);
    expect(steps.filter((step) => step === 'a batch of audit_sinks is written')).toHaveLength(3);
  });

  it('of the end of a retired key leaves the key or takes it, and no value needs it', async () => {
    const steps = await killAtEach({
      work: { ...order('upkeep', 1), at: later(3_800) },
      async setScene() {
        await setScene();
        await processWith(1).encryption.rotate(ctx, mine, { askedAt: began });
      },
      killed: async (step) => expect([step, await readAll(processWith(1))]).toEqual([step, texts]),
      async resumed() {
        expect(await readAll(processWith(1))).toEqual(texts);
        expect(await keysOfMine()).toEqual(['2 active']);
      },
    });
    expect(steps).toContain('a retired key is removed');
  });

  const [from, to] = [keeperOf(1).id, keeperOf(2).id];

  it('of the first half of a rotation of the root key leaves every value readable, at any step', async () => {
    const begun = await killAtEach({
      work: order('rotateRoot', 1, 2),
      setScene,
      async killed(step) {
        expect([step, await readAll(processWith(1)), await readAll(processWith(1, 2))]).toEqual([step, texts, texts]);
      },
      async resumed({ value, refused }, isLast) {
        // What had committed everything is not begun again.
        expect(isLast ? refused : value).toEqual(isLast ? 'conflict' : expect.objectContaining({ from, to }));
        for (const bytes of [[1], [2], [2, 1]]) expect(await readAll(processWith(...bytes))).toEqual(texts);
      },
    });
    expect(begun.filter((step) => step === 'wraps are committed')).toHaveLength(2);
  });

  it('of its second half ends with the new root key alone, at any step', async () => {
    const ended = await killAtEach({
      work: order('finishRoot', 2, 1),
      async setScene() {
        await setScene();
        await processWith(1, 2).encryption.rotateRoot(ctx);
      },
      killed: async (step) => expect([step, await readAll(processWith(2))]).toEqual([step, texts]),
      async resumed({ value, refused }, isLast) {
        expect(isLast ? refused : value).toEqual(isLast ? 'conflict' : expect.objectContaining({ to }));
        expect(await readAll(processWith(2))).toEqual(texts);
        await expect(readAll(processWith(1))).rejects.toMatchObject({ code: 'unavailable' });
      },
    });
    expect(ended).toContain('the old wraps are taken away');
  });
});
