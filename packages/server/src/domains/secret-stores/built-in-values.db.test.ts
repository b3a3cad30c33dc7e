import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createMemoryValues } from '../../../test/memory-secret-values.ts';
import { describeSecretValues } from '../../../test/secret-values.conformance.ts';
import { createTestVault } from '../../../test/vault.ts';
import type { Database } from '../../platform/db/database.ts';
import type { VaultParts } from '../vault/index.ts';
import { createBuiltInValues } from './built-in-values.service.ts';
import type { SecretValues } from './secret-store.ports.ts';

const source = useTestDatabase(migratedDatabase('secret_values'));
const orgId = '018f0000-0000-7000-8000-000000000001';
let database: Database;
let parts: VaultParts;
let store: SecretValues;

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  parts = createTestVault(database, systemClock, 3);
  await parts.start();
  store = createBuiltInValues({ db: database, ids: createIds(systemClock), vault: parts.vault });
  const org = { id: orgId, name: 'Org', slug: 'org', plan: 'free', created_at: new Date('2026-03-01T00:00:00Z') };
  await database.system('test', (tx) => tx.insertInto('orgs').values(org).execute());
});
afterAll(async () => {
  await parts.stop();
  await database.stop();
});

describeSecretValues('PostgreSQL', () => ({ store, orgId }));
const memory = createMemoryValues('vault');
describeSecretValues('the memory of tests', () => ({ store: memory, orgId }));

describe('a document in PostgreSQL', () => {
  it('cannot be read there, and not in the place of another', async () => {
    const [one, two] = ['a', 'b'].map((name) => ({ orgId, path: `orgs/${orgId}/users/${name}/secrets` }));
    if (one === undefined || two === undefined) throw new Error('there are two');
    await store.put(one, { A: new Secret('hunter2') }, 0);
    await store.put(two, { A: new Secret('hunter3') }, 0);
    const rows = await database.system('test', (tx) => tx.selectFrom('secret_documents').selectAll().execute());
    expect(rows.map((row) => row.sealed_values.toString('latin1')).join()).not.toContain('hunter');
    const sealed = rows.find((row) => row.path === one.path)?.sealed_values ?? Buffer.alloc(0);
    await database.system('test', (tx) =>
      tx.updateTable('secret_documents').set({ sealed_values: sealed }).where('path', '=', two.path).execute(),
    );
    await expect(store.get(two)).rejects.toThrow();
  });
});
