/**
 * Credentials for what the platform does with them on its own: opened for the provider, and for nobody else.
 *
 * One that was deleted while something of it was still being cleared away is kept for that alone; whoever has done it gives it back
 * (`release`), and the last one ends it.
 */
import { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Presented } from './provider-credential.ports.ts';
import { type CredentialDeps, isEndingAnywhere } from './provider-credential.service.ts';
import {
  claimCredential,
  findSealedSecret,
  isEndedCredential,
  removeCredential,
  secretPlace,
} from './provider-credential.store.ts';
import type { CredentialRow } from './provider-credential.view.ts';

export interface CredentialLoan {
  /** Without its secret, and locked until the transaction ends. */
  claim(tx: Tx, orgId: string, id: string): Promise<Omit<Presented, 'secret'> | undefined>;
  /** With its secret, also where it was deleted and is only kept. Not within a transaction. */
  open(orgId: string, id: string): Promise<Presented | undefined>;
  /** Ends what is only kept, where nothing needs it any more. */
  release(tx: Tx, orgId: string, id: string): Promise<void>;
}

const sealedFields = z.record(z.string(), z.string());

function described(row: CredentialRow): Omit<Presented, 'secret'> {
  const { provider, kind, scope_kind, scope_version, scope } = row;
  const place = { accountId: row.account_id ?? undefined, region: row.region ?? undefined };
  return { provider, kind, scope_kind, scope_version, scope, ...place };
}

export function createCredentialLoan({ db, vault, uses }: Pick<CredentialDeps, 'db' | 'vault' | 'uses'>): CredentialLoan {
  return {
    async claim(tx, orgId, id) {
      const row = await claimCredential(tx, orgId, id);
      return row === undefined ? undefined : described(row);
    },
    async open(orgId, id) {
      const found = await db.tenant([orgId], (tx) => findSealedSecret(tx, orgId, id, true));
      if (found === undefined) return undefined;
      const plain = await vault.open({ ...secretPlace, orgId, row: id }, found.sealed);
      const fields = sealedFields.parse(JSON.parse(plain.toString('utf8')));
      const secret = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, new Secret(value)]));
      return { ...described(found.row), secret };
    },
    async release(tx, orgId, id) {
      if (!(await isEndedCredential(tx, orgId, id))) return;
      if (!(await isEndingAnywhere(uses, tx, { orgId, id }))) await removeCredential(tx, id);
    },
  };
}
