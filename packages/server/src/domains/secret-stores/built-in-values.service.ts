/** The store that needs nothing else: documents in PostgreSQL, sealed by the vault. */
import type { Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import type { SealedPlace } from '../../platform/crypto/envelope.ts';
import type { Db } from '../../platform/db/database.ts';
import type { Vault } from '../vault/index.ts';
import {
  claimDocument,
  findDocument,
  insertDocument,
  listDocuments,
  removeDocument,
  updateDocument,
} from './secret-document.store.ts';
import type { DocumentKey, PutResult, SecretValues } from './secret-store.ports.ts';

export interface BuiltInDeps {
  readonly db: Db;
  readonly ids: Ids;
  readonly vault: Vault;
}

const stored = z.record(z.string(), z.string());

function placeOf(orgId: string, id: string): SealedPlace {
  return { orgId, table: 'secret_documents', row: id, column: 'sealed_values' };
}

/** The one place where values of a document become text: right before they are sealed. */
function textOf(values: Readonly<Record<string, Secret>>): Secret {
  return new Secret(JSON.stringify(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()]))));
}

async function put(
  { db, ids, vault }: BuiltInDeps,
  key: DocumentKey,
  values: Readonly<Record<string, Secret>>,
  expected: number,
): Promise<PutResult> {
  await vault.prepare(key.orgId);
  return await db.tenant([key.orgId], async (tx): Promise<PutResult> => {
    const present = await claimDocument(tx, key);
    const found = present?.version ?? 0;
    if (found !== expected) return { kind: 'conflict', version: found };
    const id = present?.id ?? ids.uuid();
    const version = found + 1;
    const row = { id, version, sealed: await vault.seal(tx, placeOf(key.orgId, id), textOf(values)) };
    if (present !== undefined) await updateDocument(tx, row);
    else if (!(await insertDocument(tx, key, row))) return { kind: 'conflict', version: 1 };
    return { kind: 'stored', version };
  });
}

export function createBuiltInValues(deps: BuiltInDeps): SecretValues {
  const { db, vault } = deps;
  return {
    name: 'built-in',
    place: 'PostgreSQL, sealed by the vault',
    put: (key, values, expected) => put(deps, key, values, expected),
    async get(key) {
      const row = await db.tenant([key.orgId], (tx) => findDocument(tx, key));
      if (row === undefined) return undefined;
      const plain = await vault.open(placeOf(key.orgId, row.id), row.sealed);
      const values = stored.parse(JSON.parse(plain.toString()));
      return {
        version: row.version,
        values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, new Secret(value)])),
      };
    },
    remove: (key) => db.tenant([key.orgId], (tx) => removeDocument(tx, key)),
    list: (orgId) => db.tenant([orgId], (tx) => listDocuments(tx, orgId)),
  };
}
