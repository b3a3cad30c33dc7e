/** Two organizations with a secret each, in a database of the file's own, whose documents are moved from store to store. */
import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { createIds, type Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll } from 'vitest';
import type { DocumentKey, StoreName } from '../src/domains/secret-stores/index.ts';
import { touchPath } from '../src/domains/secrets/secret-path.store.ts';
import { readDocuments } from '../src/domains/secrets/secret-publish.service.ts';
import { placeOfPath } from '../src/domains/secrets/secret.rules.ts';
import { insertSecret, insertVersion, updateSecret } from '../src/domains/secrets/secret.store.ts';
import type { UpkeepDeps } from '../src/domains/secrets/secret-upkeep.service.ts';
import { placeOfVersion } from '../src/domains/secrets/secret-write.service.ts';
import type { VaultParts } from '../src/domains/vault/index.ts';
import type { Database } from '../src/platform/db/database.ts';
import { migratedDatabase, openDatabase } from './database.ts';
import { createTestVault } from './vault.ts';

export const mine = '018f0000-0000-7000-8000-000000000001';
export const other = '018f0000-0000-7000-8000-000000000002';
export const user = '018f0000-0000-7000-8000-0000000000aa';
export const keys: readonly [DocumentKey, DocumentKey] = [
  { orgId: mine, path: `orgs/${mine}/secrets` },
  { orgId: other, path: `orgs/${other}/users/${user}/secrets` },
];
export const texts = keys.map((_key, index) => `value ${index}`);
export const began = new Date('2026-03-01T12:00:00Z');
/** Whose root key is of this byte. */
export const rootByte = 3;

export const pathsOf = (all: readonly { readonly path: string }[]): string[] => all.map(({ path }) => path).toSorted();

export interface MoveScene {
  readonly dsn: string;
  readonly database: Database;
  readonly vault: VaultParts;
  readonly clock: FakeClock;
  readonly ids: Ids;
}

export async function addOrg({ database }: Pick<MoveScene, 'database'>, id: string): Promise<void> {
  const row = { id, name: 'Org', slug: id, plan: 'free', created_at: began };
  await database.system('test', (tx) =>
    tx
      .insertInto('orgs')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** Registers a database and a vault for the file, and the end of both. */
export function useMoveScene(name: string): MoveScene {
  const source = useTestDatabase(migratedDatabase(name));
  const clock = createFakeClock(began);
  const made: Pick<MoveScene, 'database' | 'vault'>[] = [];
  const get = () => {
    const [parts] = made;
    if (parts === undefined) throw new Error('the scene is not set yet');
    return parts;
  };
  beforeAll(async () => {
    const database = openDatabase(source.dsn);
    await database.start();
    const vault = createTestVault(database, createFakeClock(began), rootByte);
    made.push({ database, vault });
    await vault.start();
    await database.system('test', (tx) =>
      tx.insertInto('users').values({ id: user, email: 'one@example.org', name: '', created_at: began }).execute(),
    );
  });
  afterAll(async () => {
    for (const { database, vault } of made) {
      await vault.stop();
      await database.stop();
    }
  });
  return {
    clock,
    ids: createIds(clock),
    get dsn() {
      return source.dsn;
    },
    get database() {
      return get().database;
    },
    get vault() {
      return get().vault;
    },
  };
}

/** Asks for a switch; who carries it out is somebody else's business. */
export async function choose({ database, clock }: MoveScene, store: StoreName): Promise<void> {
  await database.system('test', (tx) =>
    tx.updateTable('secret_store_choice').set({ store, requested_at: clock.now(), finished_at: null, problem: null }).execute(),
  );
}

/** As whoever sets a secret does; the document is somebody else's business. */
export async function write({ database, vault: { vault }, ids, clock }: MoveScene, { orgId, path }: DocumentKey, value: string) {
  await vault.prepare(orgId);
  await database.tenant([orgId], async (tx) => {
    await touchPath(tx, orgId, path);
    const present = await tx.selectFrom('secrets').select(['id', 'version']).where('path', '=', path).executeTakeFirst();
    const place = placeOfPath(path);
    if (place === undefined) throw new Error(`${path} is no place`);
    const [at, secretId, version] = [clock.now(), present?.id ?? ids.uuid(), (present?.version ?? 0) + 1];
    const dates = { createdAt: at, updatedAt: at, updatedBy: null };
    if (present === undefined)
      await insertSecret(tx, { ...place, ...dates, id: secretId, path, key: 'A', description: '', version });
    else await updateSecret(tx, secretId, { description: '', version, at, by: null });
    const id = ids.uuid();
    const sealed = await vault.seal(tx, placeOfVersion(orgId, id), new Secret(value));
    const note = { restoredFrom: null, actorKind: 'user', actorLabel: null, createdAt: at };
    await insertVersion(tx, { id, orgId, secretId, version, sealed, ...note });
  });
}

/** Everything as on the first day: both documents in the built-in store. */
export async function resetScene(scene: MoveScene, deps: () => UpkeepDeps): Promise<void> {
  await scene.database.system('test', async (tx) => {
    for (const table of ['secrets', 'secret_documents', 'secret_paths', 'secret_leftovers'] as const)
      await tx.deleteFrom(table).execute();
  });
  for (const id of [mine, other]) await addOrg(scene, id);
  await choose(scene, 'built-in');
  for (const [index, key] of keys.entries()) await write(scene, key, `value ${index}`);
  await readAll(deps());
}

export async function read(deps: UpkeepDeps, { orgId, path }: DocumentKey) {
  const found = (await readDocuments(deps, orgId, [path])).get(path);
  return found === undefined ? undefined : { value: found.values['A']?.reveal(), store: found.store };
}

export async function readAll(deps: UpkeepDeps): Promise<(string | undefined)[]> {
  return await Promise.all(keys.map(async (key) => (await read(deps, key))?.value));
}

export async function storesOf(deps: UpkeepDeps): Promise<(StoreName | undefined)[]> {
  return await Promise.all(keys.map(async (key) => (await read(deps, key))?.store));
}

export const leftovers = ({ database }: MoveScene) =>
  database.system('test', (tx) => tx.selectFrom('secret_leftovers').select(['path', 'store']).execute());

export const choice = ({ database }: MoveScene) =>
  database.system('test', (tx) => tx.selectFrom('secret_store_choice').selectAll().executeTakeFirstOrThrow());

export const builtInPaths = ({ database }: MoveScene) =>
  database.system('test', (tx) => tx.selectFrom('secret_documents').select('path').execute());
