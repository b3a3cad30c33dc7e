/** What a program gets of a user who trusts it, on the word of a domain that has his consent. */
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { IdentityService } from './identity.service.ts';
import type { UserRow } from './identity.view.ts';
import { findUser } from './user.store.ts';

export interface CredentialService {
  /** Undefined where the account is disabled or gone by now. */
  activeUser(tx: Tx, userId: string): Promise<{ readonly id: string; readonly email: string } | undefined>;
  /** The id for the cookie of a session on this host; undefined as above. */
  startSession(tx: Tx, ctx: RequestCtx, userId: string, host: string): Promise<string | undefined>;
}

async function findActive(tx: Tx, userId: string): Promise<UserRow | undefined> {
  const user = await findUser(tx, userId);
  return user?.disabled_at === null ? user : undefined;
}

export function createCredentialService(identity: Pick<IdentityService, 'startSession'>): CredentialService {
  return {
    activeUser: findActive,
    async startSession(tx, ctx, userId, host) {
      const user = await findActive(tx, userId);
      if (user === undefined) return undefined;
      return await identity.startSession(tx, ctx, { user, host, previous: undefined, by: 'device' });
    },
  };
}
