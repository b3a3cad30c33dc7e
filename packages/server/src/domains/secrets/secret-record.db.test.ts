import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault } from '../../../test/vault.ts';
import type { Database, Tx } from '../../platform/db/database.ts';
import { createBuiltInValues, createSecretStores, type SecretValues } from '../secret-stores/index.ts';
import type { VaultParts } from '../vault/index.ts';
import { type PublishDeps, readDocuments } from './secret-publish.service.ts';
import { placeOfVersion } from './secret-write.service.ts';
import { orgPlace, pathOf } from './secret.rules.ts';
import { touchPath } from './secret-path.store.ts';
import { insertSecret, insertVersion, updateSecret } from './secret.store.ts';

const source = useTestDatabase(migratedDatabase('secret_record'));
const orgId = '018f0000-0000-7000-8000-000000000001';
const place = orgPlace(orgId);
const path = pathOf(place);
const ids = createIds(systemClock);
let database: Database;
let parts: VaultParts;
let store: SecretValues;

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  parts = createTestVault(database, systemClock, 3);
  await parts.start();
  store = createBuiltInValues({ db: database, ids, vault: parts.vault });
  const org = { id: orgId, name: 'Org', slug: 'org', plan: 'free', created_at: new Date('2026-03-01T00:00:00Z') };
  await database.system('test', (tx) => tx.insertInto('orgs').values(org).execute());
});
afterAll(async () => {
  await parts.stop();
  await database.stop();
});

/** The record of one secret, at a version. */
async function record(version: number, secretId: string): Promise<void> {
  await parts.vault.prepare(orgId);
  await database.tenant([orgId], async (tx: Tx) => {
    const at = systemClock.now();
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
    if (version === 1) await insertSecret(tx, row);
    else await updateSecret(tx, secretId, { description: '', version, at, by: null });
    const id = ids.uuid();
    const sealed = await parts.vault.seal(tx, placeOfVersion(orgId, id), new Secret(`value ${version}`));
    const note = { restoredFrom: null, actorKind: 'user', actorLabel: null, createdAt: at };
    await insertVersion(tx, { id, orgId, secretId, version, sealed, ...note });
    await touchPath(tx, orgId, path);
  });
}

describe('the record', () => {
  const secretId = ids.uuid();
  const targets: PublishDeps['targets'] = { list: async () => [], rollOut: async () => {} };
  const using = (more: Partial<SecretValues> = {}): PublishDeps => ({
    db: database,
    vault: parts.vault,
    stores: createSecretStores([{ ...store, ...more }]),
    targets,
  });
  const read = async (deps: PublishDeps = using()) => (await readDocuments(deps, orgId, [path])).get(path)?.values['A']?.reveal();
  const inStore = async () => (await store.get({ orgId, path }))?.values['A']?.reveal();

  it('is published when it is read', async () => {
    await record(1, secretId);
    expect(await inStore()).toBeUndefined();
    expect(await read()).toBe('value 1');
    expect(await inStore()).toBe('value 1');
  });

  it('is published after a crash between the store and the note of it', async () => {
    await record(2, secretId);
    const crash = new Error('killed');
    const dying = using({
      async put(...all: Parameters<SecretValues['put']>) {
        await store.put(...all);
        throw crash;
      },
    });
    await expect(read(dying)).rejects.toBe(crash);
    expect(await read()).toBe('value 2');
  });

  it('never leaves an older one behind where two publish at once', async () => {
    await record(3, secretId);
    let isFirst = true;
    const slow = using({
      async put(...all: Parameters<SecretValues['put']>) {
        if (isFirst) {
          isFirst = false;
          // Somebody else changes and publishes between the reading and the writing of this one.
          await record(4, secretId);
          await read();
        }
        return await store.put(...all);
      },
    });
    expect(await read(slow)).toBe('value 4');
    expect(await inStore()).toBe('value 4');
  });

  it('is published again to a store that lost it', async () => {
    await store.remove({ orgId, path });
    expect(await read()).toBe('value 4');
    expect(await inStore()).toBe('value 4');
  });

  it('is put back where somebody else has written in the store', async () => {
    await store.put({ orgId, path }, { A: new Secret('foreign') }, (await store.get({ orgId, path }))?.version ?? 0);
    expect(await read()).toBe('value 4');
    expect(await inStore()).toBe('value 4');
  });

  it('gives up where the store never takes it, and says that it may work later', async () => {
    await record(5, secretId);
    const never = using({ put: async () => ({ kind: 'conflict', version: 0 }) });
    await expect(read(never)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
