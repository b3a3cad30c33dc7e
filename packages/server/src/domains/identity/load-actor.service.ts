import type { Tx } from '../../platform/db/database.ts';
import type { Actor } from '../../platform/authz/actor.ts';
import type { OrgsPort } from './identity.ports.ts';
import { findUser } from './user.store.ts';

export interface ActorIdentity {
  readonly userId: string;
  readonly teamId: string | null;
  readonly proof: Pick<Actor, 'via' | 'sessionId' | 'signedInAt' | 'apiKeyId' | 'apiKeyName' | 'scopes' | 'ratePerSecond'>;
}

/** The team to begin in: the wanted one while the user reaches it, else any. */
export function currentTeam(teamOrgs: Readonly<Record<string, string>>, wanted: string | null): string | undefined {
  return wanted !== null && Object.hasOwn(teamOrgs, wanted) ? wanted : Object.keys(teamOrgs).toSorted()[0];
}

/** The user as an actor, as of now; `undefined` for one who is disabled or gone. */
export async function loadActor(tx: Tx, orgs: OrgsPort, identity: ActorIdentity): Promise<Actor | undefined> {
  const user = await findUser(tx, identity.userId);
  if (user === undefined || user.disabled_at !== null) return undefined;
  const { signedInAt } = identity.proof;
  const { sessions_void_before: voidBefore } = user;
  if (signedInAt !== undefined && voidBefore !== null && signedInAt < voidBefore) return undefined;
  const belonging = await orgs.belongingOf(tx, user.id);
  const teamId = currentTeam(belonging.teamOrgs, identity.teamId ?? user.current_team_id);
  return {
    kind: 'user',
    userId: user.id,
    email: user.email,
    platformRole: user.platform_role ?? undefined,
    ...identity.proof,
    ...belonging,
    currentTeamId: teamId,
    currentOrgId: teamId === undefined ? undefined : belonging.teamOrgs[teamId],
  };
}
