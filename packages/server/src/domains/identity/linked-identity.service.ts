import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import type { ProvenIdentity } from './identity.ports.ts';
import { type LinkedIdentityView, linkedIdentityToView } from './identity.view.ts';
import { claimIdentities, findUserByIdentity, insertIdentity, listIdentities, removeIdentity } from './linked-identity.store.ts';
import { normalizeEmail } from './registration.rules.ts';

export interface LinkedIdentityDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
}

/** Both halves: who is signed in, and what the provider says. */
export interface LinkProof {
  readonly userId: string;
  readonly proven: ProvenIdentity;
}

export interface LinkedIdentityService {
  list(ctx: RequestCtx): Promise<LinkedIdentityView[]>;
  /** One more way to sign in as this user, who has just proved both. */
  link(tx: Tx, ctx: RequestCtx, proof: LinkProof): Promise<void>;
  unlink(ctx: RequestCtx, id: string): Promise<void>;
}

async function link(deps: LinkedIdentityDeps, tx: Tx, ctx: RequestCtx, proof: LinkProof): Promise<void> {
  const { userId, proven } = proof;
  const owner = await findUserByIdentity(tx, proven);
  if (owner?.id === userId) return;
  if (owner !== undefined) throw new AppError('already_exists', 'This sign-in belongs to another account.');
  const now = deps.clock.now();
  const id = deps.ids.uuid();
  const { issuer, subject, provider } = proven;
  const row = { id, user_id: userId, issuer, subject, provider, email: normalizeEmail(proven.email) };
  await insertIdentity(tx, { ...row, created_at: now, last_used_at: now });
  const target = { type: 'identity', id, name: `${provider}: ${row.email}` };
  await deps.audit.append(tx, ctx, { event: 'identity.linked', target, data: { provider, issuer } });
}

async function unlink(deps: LinkedIdentityDeps, ctx: RequestCtx, id: string): Promise<void> {
  const userId = userIdOf(ctx);
  await deps.db.system('unlink identity', async (tx) => {
    const own = await claimIdentities(tx, userId);
    const found = own.find((identity) => identity.id === id);
    if (found === undefined) throw new AppError('not_found', 'There is no such sign-in of yours.');
    if (own.length === 1) {
      throw new AppError('conflict', 'This is your only way to sign in.', { details: { nextStep: 'Link another one first.' } });
    }
    await removeIdentity(tx, userId, id);
    const target = { type: 'identity', id, name: `${found.provider}: ${found.email}` };
    await deps.audit.append(tx, ctx, { event: 'identity.unlinked', target });
  });
}

export function createLinkedIdentityService(deps: LinkedIdentityDeps): LinkedIdentityService {
  return {
    link: (tx, ctx, proof) => link(deps, tx, ctx, proof),
    unlink: (ctx, id) => unlink(deps, ctx, id),
    async list(ctx) {
      const userId = userIdOf(ctx);
      const rows = await deps.db.system('list own identities', (tx) => listIdentities(tx, userId));
      return rows.map(linkedIdentityToView);
    },
  };
}
