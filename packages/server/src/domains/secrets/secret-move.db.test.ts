/** Switches of the store that end at every one of their steps, writers who know nothing of them, and two at once. */
import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createMemoryValues, type MemoryValues } from '../../../test/memory-secret-values.ts';
import { createTestVault } from '../../../test/vault.ts';
import type { Database } from '../../platform/db/database.ts';
import {
  createBuiltInValues,
  createSecretStores,
  type DocumentKey,
  type SecretValues,
  type StoreName,
} from '../secret-stores/index.ts';
import type { VaultParts } from '../vault/index.ts';
import { graceMs } from './secret-move.service.ts';
import { touchPath } from './secret-path.store.ts';
import { readDocuments } from './secret-publish.service.ts';
import { placeOfPath } from './secret.rules.ts';
import { insertSecret, insertVersion, removeSecrets, updateSecret } from './secret.store.ts';
import { keepUp, type UpkeepDeps, type UpkeepResult } from './secret-upkeep.service.ts';
import { placeOfVersion } from './secret-write.service.ts';

const source = useTestDatabase(migratedDatabase('secret_move'));
const mine = '018f0000-0000-7000-8000-000000000001';
const other = '018f0000-0000-7000-8000-000000000002';
const user = '018f0000-0000-7000-8000-0000000000aa';
const keys: readonly DocumentKey[] = [
  { orgId: mine, path: `orgs/${mine}/secrets` },
  { orgId: other, path: `orgs/${other}/users/${user}/secrets` },
];
const began = new Date('2026-03-01T12:00:00Z');
let database: Database;
let vault: VaultParts;
let clock: FakeClock;
let ids: ReturnType<typeof createIds>;
let outside: MemoryValues;
let elsewhere: MemoryValues;
let rolledOut: string[];
let published: unknown[];

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

interface How extends Partial<Pick<UpkeepDeps, 'onStep' | 'batchSize'>> {
  readonly vault?: Partial<SecretValues>;
  readonly without?: StoreName;
}

/** What one process is made of. */
function process({ vault: more = {}, without, ...how }: How = {}): UpkeepDeps {
  const builtIn = createBuiltInValues({ db: database, ids, vault: vault.vault });
  const all = [builtIn, { ...outside, ...more }, elsewhere].filter((store) => store.name !== without);
  return {
    ...how,
    db: database,
    vault: vault.vault,
    clock,
    log: silentLog,
    stores: createSecretStores(all),
    targets: {
      list: async (_tx, { orgId }) => [
        { id: orgId, orgId, ownerId: user, template: '', teamId: '', name: '', services: [], parameters: [] },
      ],
      async rollOut(_tx, concerned) {
        rolledOut.push(...concerned);
      },
    },
    jobs: {
      async enqueue(_tx, _job, payload) {
        published.push(payload);
        return undefined;
      },
    },
  };
}

async function choose(store: StoreName): Promise<void> {
  await database.system('test', (tx) =>
    tx.updateTable('secret_store_choice').set({ store, requested_at: clock.now(), finished_at: null, problem: null }).execute(),
  );
}

/** As whoever sets a secret does; the document is somebody else's business. */
async function write({ orgId, path }: DocumentKey, value: string | undefined): Promise<void> {
  await vault.vault.prepare(orgId);
  await database.tenant([orgId], async (tx) => {
    await touchPath(tx, orgId, path);
    const present = await tx.selectFrom('secrets').select(['id', 'version']).where('path', '=', path).executeTakeFirst();
    if (value === undefined) return await removeSecrets(tx, present === undefined ? [] : [present.id]);
    const place = placeOfPath(path);
    if (place === undefined) throw new Error(`${path} is no place`);
    const [at, secretId, version] = [clock.now(), present?.id ?? ids.uuid(), (present?.version ?? 0) + 1];
    const row = {
      ...place,
      id: secretId,
      path,
      key: 'A',
      description: '',
      version,
      createdAt: at,
      updatedAt: at,
      updatedBy: null,
    };
    if (present === undefined) await insertSecret(tx, row);
    else await updateSecret(tx, secretId, { description: '', version, at, by: null });
    const id = ids.uuid();
    const sealed = await vault.vault.seal(tx, placeOfVersion(orgId, id), new Secret(value));
    const note = { restoredFrom: null, actorKind: 'user', actorLabel: null, createdAt: at };
    await insertVersion(tx, { id, orgId, secretId, version, sealed, ...note });
  });
}

async function read(deps: UpkeepDeps, { orgId, path }: DocumentKey) {
  const found = (await readDocuments(deps, orgId, [path])).get(path);
  return found === undefined ? undefined : { value: found.values['A']?.reveal(), store: found.store };
}

async function readAll(deps: UpkeepDeps = process()): Promise<(string | undefined)[]> {
  return await Promise.all(keys.map(async (key) => (await read(deps, key))?.value));
}

async function storesOf(): Promise<(StoreName | undefined)[]> {
  return await Promise.all(keys.map(async (key) => (await read(process(), key))?.store));
}

const leftovers = () => database.system('test', (tx) => tx.selectFrom('secret_leftovers').select(['path', 'store']).execute());
const choice = () => database.system('test', (tx) => tx.selectFrom('secret_store_choice').selectAll().executeTakeFirstOrThrow());
const builtInPaths = () => database.system('test', (tx) => tx.selectFrom('secret_documents').select('path').execute());
const texts = keys.map((_key, index) => `value ${index}`);
const pathsOf = (all: readonly { readonly path: string }[]) => all.map(({ path }) => path).toSorted();

/** Until nothing is left to do: what a worker does with its job. */
async function settle(deps: UpkeepDeps = process()): Promise<UpkeepResult> {
  const result = await keepUp(deps);
  return result.isDone ? result : await settle(deps);
}

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  clock = createFakeClock(began);
  vault = createTestVault(database, clock, 3);
  await vault.start();
  await database.system('test', (tx) =>
    tx.insertInto('users').values({ id: user, email: 'one@example.org', name: '', created_at: began }).execute(),
  );
});
afterAll(async () => {
  await vault.stop();
  await database.stop();
});

async function setScene(): Promise<void> {
  clock = createFakeClock(began);
  ids = createIds(clock);
  outside = createMemoryValues('vault');
  elsewhere = createMemoryValues('aws');
  [rolledOut, published] = [[], []];
  await database.system('test', async (tx) => {
    await tx.deleteFrom('secrets').execute();
    await tx.deleteFrom('secret_documents').execute();
    await tx.deleteFrom('secret_paths').execute();
    await tx.deleteFrom('secret_leftovers').execute();
    for (const id of [mine, other]) {
      const row = { id, name: 'Org', slug: id, plan: 'free', created_at: began };
      await tx
        .insertInto('orgs')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
  await choose('built-in');
  for (const [index, key] of keys.entries()) await write(key, `value ${index}`);
  await readAll();
}
beforeEach(setScene);

describe('a switch of the store of secrets', () => {
  it('moves every document, and removes what was there before after a day', async () => {
    await choose('vault');
    expect(await settle()).toEqual({ moved: 2, failed: 0, removed: 0, isDone: true });
    expect([await readAll(), await storesOf()]).toEqual([texts, ['vault', 'vault']]);
    expect((await choice()).finished_at).toEqual(clock.now());
    expect(pathsOf(await builtInPaths())).toEqual(pathsOf(keys));
    await clock.advance(graceMs + 1);
    expect(await settle()).toMatchObject({ moved: 0, removed: 2 });
    expect([await builtInPaths(), await leftovers(), await readAll()]).toEqual([[], [], texts]);
  });

  it('leaves every value readable where it ends at any step, and goes on from there', async () => {
    const run = async (onStep?: (step: string) => void): Promise<void> => {
      await settle(process({ batchSize: 1, ...(onStep === undefined ? {} : { onStep }) }));
      await clock.advance(graceMs + 1);
      await settle(process({ batchSize: 1, ...(onStep === undefined ? {} : { onStep }) }));
    };
    await choose('vault');
    const counted = steps();
    await run(counted.onStep);
    expect(counted.names.length).toBe(2 * 5 + 2 * 3);
    for (const [index, name] of counted.names.entries()) {
      await setScene();
      await choose('vault');
      await expect(run(steps(index).onStep)).rejects.toThrow(name);
      expect(await readAll()).toEqual(texts);
      await settle();
      await clock.advance(graceMs + 1);
      await settle();
      expect([await readAll(), await storesOf()]).toEqual([texts, ['vault', 'vault']]);
      // Nothing doubled, nothing left behind.
      expect([await builtInPaths(), await leftovers(), [...outside.documents.keys()].toSorted()]).toEqual([
        [],
        [],
        pathsOf(keys),
      ]);
    }
  });

  it('misses nothing that is written at any of its steps', async () => {
    const counted = steps();
    await choose('vault');
    await settle(process({ onStep: counted.onStep }));
    for (const index of counted.names.keys()) {
      await setScene();
      await choose('vault');
      let [count, during]: [number, Promise<void>] = [0, Promise.resolve()];
      await settle(
        process({
          vault: {
            async get(key) {
              await during;
              return await outside.get(key);
            },
          },
          onStep(step) {
            // Inside of the transaction that locks the path nobody else gets that far.
            if (count === index && step !== 'the pointer is written')
              during = write(keys[0] ?? { orgId: '', path: '' }, 'changed');
            count += 1;
          },
        }),
      );
      await during;
      const isLocked = counted.names[index] === 'the pointer is written';
      expect(await readAll()).toEqual([isLocked ? 'value 0' : 'changed', 'value 1']);
      await settle();
      expect(await storesOf()).toEqual(['vault', 'vault']);
    }
  });

  it('ends the same where several workers move at once', async () => {
    await choose('vault');
    await Promise.all([1, 2, 3].map(() => settle(process({ batchSize: 1 }))));
    await settle();
    expect([await readAll(), await storesOf()]).toEqual([texts, ['vault', 'vault']]);
    await clock.advance(graceMs + 1);
    await Promise.all([1, 2, 3].map(() => settle()));
    expect([await builtInPaths(), await leftovers(), outside.documents.size]).toEqual([[], [], 2]);
  });

  it('is taken back at any step, and then nothing is left where it went', async () => {
    await choose('vault');
    const counted = steps();
    await settle(process({ onStep: counted.onStep }));
    for (const index of counted.names.keys()) {
      await setScene();
      await choose('vault');
      await settle(process({ onStep: steps(index).onStep })).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      await choose('built-in');
      await settle();
      expect([await readAll(), await storesOf()]).toEqual([texts, ['built-in', 'built-in']]);
      await clock.advance(graceMs + 1);
      await settle();
      expect([[...outside.documents.keys()], await leftovers(), await readAll()]).toEqual([[], [], texts]);
    }
  });

  it('goes from one outside store to another', async () => {
    await choose('vault');
    await settle();
    await choose('aws');
    await settle();
    await clock.advance(graceMs + 1);
    await settle();
    expect([await readAll(), outside.documents.size, elsewhere.documents.size]).toEqual([texts, 0, 2]);
  });

  it('works from the record where the old store is gone, and keeps the note of what is in there', async () => {
    await choose('vault');
    await settle();
    await choose('built-in');
    await settle(process({ without: 'vault' }));
    await clock.advance(graceMs + 1);
    await settle(process({ without: 'vault' }));
    expect(await readAll(process({ without: 'vault' }))).toEqual(texts);
    expect((await leftovers()).map(({ store }) => store)).toEqual(['vault', 'vault']);
  });
});

describe('a store that does not do its part', () => {
  const stays = async (more: Partial<SecretValues>, problem: string): Promise<void> => {
    await choose('vault');
    expect(await settle(process({ vault: more }))).toMatchObject({ moved: 0 });
    expect([await readAll(), await storesOf()]).toEqual([texts, ['built-in', 'built-in']]);
    expect(await choice()).toMatchObject({ finished_at: null, problem: expect.stringContaining(problem) });
    await settle();
    expect([await storesOf(), (await choice()).problem]).toEqual([['vault', 'vault'], null]);
  };

  it('gets nothing entrusted while it is away', async () => {
    let asked = 0;
    await stays(
      {
        async put() {
          asked += 1;
          throw new AppError('unavailable', 'The vault is sealed.');
        },
      },
      'sealed',
    );
    expect(asked).toBe(1);
  });

  it('gets nothing entrusted where it does not give back what it took', async () => {
    await stays(
      {
        async get(key) {
          const found = await outside.get(key);
          return found === undefined ? undefined : { ...found, values: { A: new Secret('garbled') } };
        },
      },
      'did not give back',
    );
  });

  it('does not stop the others where one document is too large for it', async () => {
    await choose('vault');
    const large = keys[0]?.path;
    const how = {
      vault: {
        async put(...[key, values, expected]: Parameters<SecretValues['put']>) {
          if (key.path === large) throw new AppError('limit_exceeded', 'The document is too large.');
          return await outside.put(key, values, expected);
        },
      },
    };
    expect(await settle(process(how))).toMatchObject({ moved: 1, failed: 1 });
    expect([await readAll(), await storesOf()]).toEqual([texts, ['built-in', 'vault']]);
    expect(await choice()).toMatchObject({ finished_at: null, problem: 'The document is too large.' });
  });
});

describe('documents that nobody needs', () => {
  it('go from the store after their organization', async () => {
    const leaving = ids.uuid();
    const row = { id: leaving, name: 'Org', slug: leaving, plan: 'free', created_at: began };
    await database.system('test', (tx) => tx.insertInto('orgs').values(row).execute());
    await write({ orgId: leaving, path: `orgs/${leaving}/secrets` }, 'value 4');
    await choose('vault');
    await settle();
    expect(outside.documents.size).toBe(3);
    await database.system('test', (tx) => tx.deleteFrom('orgs').where('id', '=', leaving).execute());
    await settle();
    expect([...outside.documents.keys()].toSorted()).toEqual(pathsOf(keys));
  });

  it('are kept from those who begin anew under the same name until they are gone', async () => {
    const key = keys[1] ?? { orgId: '', path: '' };
    await choose('vault');
    await settle();
    await database.system('test', (tx) => tx.deleteFrom('secrets').where('path', '=', key.path).execute());
    await database.system('test', (tx) => tx.deleteFrom('secret_paths').where('path', '=', key.path).execute());
    await clock.advance(1_000);
    let refused: unknown;
    const remove = async (removed: DocumentKey): Promise<void> => {
      await write(key, 'new');
      refused = await read(process(), key).catch((error: unknown) => error);
      await outside.remove(removed);
    };
    await settle(process({ vault: { remove } }));
    expect(refused).toMatchObject({ code: 'unavailable' });
    expect(published).toContainEqual({ orgId: key.orgId, path: key.path });
    expect(await read(process(), key)).toEqual({ value: 'new', store: 'vault' });
    await clock.advance(graceMs + 1);
    await settle();
    expect(await read(process(), key)).toEqual({ value: 'new', store: 'vault' });
  });

  it('are told to those who read the store themselves: they are rolled out in the transaction that moves the pointer', async () => {
    await choose('vault');
    await settle();
    expect(rolledOut).toEqual([]);
    const external = { storeRef: { kind: 'SecretStore', name: 'a' }, keyOf: (path: string) => path } as const;
    await choose('built-in');
    await settle(process({ vault: { external } }));
    expect(new Set(rolledOut)).toEqual(new Set([mine, other]));
  });
});
