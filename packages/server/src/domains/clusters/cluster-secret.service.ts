/**
 * What nodes join a cluster with: made with it, sealed by the vault, and shown to who may reveal it.
 *
 * Existing clients read both in the answer about one cluster, so keys and tokens that may reveal them are shown them there. A session
 * asks by a route of its own, with a recent sign-in. Keys with scopes are never shown them. The audit trail says who was.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Vault } from '../vault/index.ts';
import { findSealedJoinSecrets, joinSecretsPlace } from './cluster.store.ts';

/** For people. */
export const secretsOfClusters = 'secrets of clusters';

const joinSecrets = z.object({ random_token: z.string(), certificate_key: z.string() });
export type JoinSecrets = z.output<typeof joinSecrets>;

/** In the forms that kubeadm has for a bootstrap token and a certificate key. */
export function makeJoinSecrets(): JoinSecrets {
  const token = randomBytes(11).toString('hex');
  return { random_token: `${token.slice(0, 6)}.${token.slice(6)}`, certificate_key: randomBytes(32).toString('hex') };
}

export function sealJoinSecrets(
  vault: Vault,
  tx: Tx,
  { orgId, id }: { readonly orgId: string; readonly id: string },
  secrets: JoinSecrets,
): Promise<Buffer> {
  return vault.seal(tx, { ...joinSecretsPlace, orgId, row: id }, Buffer.from(JSON.stringify(secrets)));
}

/** Reads them, in a transaction before which the vault was prepared. */
export async function openJoinSecrets(vault: Vault, tx: Tx, orgId: string, id: string): Promise<JoinSecrets | undefined> {
  const sealed = await findSealedJoinSecrets(tx, orgId, id);
  if (sealed === undefined) return undefined;
  const plain = await vault.open({ ...joinSecretsPlace, orgId, row: id }, sealed);
  return joinSecrets.parse(JSON.parse(plain.toString('utf8')));
}

/** Whether they are shown without being asked for. */
export function isShownSecrets(ctx: RequestCtx, orgId: string): boolean {
  const { via, scopes } = ctx.actor;
  return via !== 'session' && scopes === undefined && ctx.can('cluster:reveal', { type: 'org', orgId });
}
