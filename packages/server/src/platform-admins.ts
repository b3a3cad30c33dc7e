/** Who runs the platform, for its command line: on the database alone, for a start and for when nobody can get in any more. */
import { type AdminUserService, createAdminUsers } from './domains/admin/index.ts';
import { createAudit } from './domains/audit/index.ts';
import { voidSessions } from './domains/identity/index.ts';
import { createPostgresSessions } from './domains/sessions/index.ts';
import { endFamiliesOf } from './domains/tokens/index.ts';
import { type OperatorDeps, withOperatorDatabase } from './operator-database.ts';
import type { Tx } from './platform/db/database.ts';
import type { RequestCtx } from './platform/http/context.ts';

/** Does the work on the database; what changes is audited as done by the platform. */
export async function withPlatformAdmins<T>(
  deps: OperatorDeps,
  work: (users: AdminUserService, ctx: RequestCtx) => Promise<T>,
): Promise<T> {
  return await withOperatorDatabase(deps, 'moorage-admin', (db, ctx) => {
    const audit = createAudit({ db, ids: deps.ids });
    // Sessions may be kept elsewhere than in the database, which alone is at hand: what began before now is not believed.
    const endAllOf = async (tx: Tx, userId: string): Promise<void> => {
      await voidSessions(tx, userId, deps.clock.now());
      await createPostgresSessions(db).removeAll(tx, userId, undefined);
      await endFamiliesOf(tx, userId, deps.clock.now());
    };
    return work(createAdminUsers({ db, audit, endAllOf, promotedSignInAgain: true, forgetActor: () => {} }), ctx);
  });
}
