import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { OrgsPort } from '../identity/index.ts';
import { createBelonging } from './belonging.service.ts';
import { admitMember, createMemberService, type MemberService } from './member.service.ts';
import { createOrgDeletion, type OrgDeletionDeps, type OrgDeletionService } from './org-deletion.service.ts';
import { bindOrgRoutes } from './org.routes.ts';
import { createOrgService, type OrgService, type OrgServiceDeps } from './org.service.ts';
import { requireHeldRole } from './role-choice.service.ts';
import { createTeamMemberService } from './team-member.service.ts';
import { createTeamService, type TeamService } from './team.service.ts';

export { accessPolicy, type Action, actions, allowedActions } from './access.rules.ts';
export { requireHeld, requireHeldOn } from './role-choice.service.ts';
export {
  actionsOfBuiltIn,
  isBuiltInRole,
  isDelegable,
  lackedActions,
  orgRoleNames,
  resolveActions,
  sharedActions,
  sharedActionsOfBuiltIn,
  teamRoleNames,
  unknownActions,
} from './role.rules.ts';
export { claimRoleByName } from './named-role.store.ts';
export { orgsRoutes } from './org.contract.ts';
export type { MemberService } from './member.service.ts';
export type { OrgDeletionService } from './org-deletion.service.ts';
export type { OrgService } from './org.service.ts';
export type { OrgContent, Place } from './org.ports.ts';

export interface Orgs {
  readonly orgs: OrgService;
  readonly teams: TeamService;
  readonly members: MemberService;
  readonly deletion: OrgDeletionService;
  /** What identity needs. */
  readonly belonging: OrgsPort;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** Makes a user a member, or raises his role; within a system transaction of whoever has asked him in. */
  readonly admit: typeof admitMember;
  /** Refuses to invite to a role that holds more than the caller does. */
  readonly requireHeldRole: typeof requireHeldRole;
}

export const orgConstraints: ConstraintErrors = {
  orgs__slug_unique: () => new AppError('already_exists', 'An organization with this slug exists already.'),
  team_members_pkey: () => new AppError('already_exists', 'He is in the team already.'),
  teams__name_unique: () => new AppError('already_exists', 'The organization has a team of this name already.'),
};

export type OrgsDeps = OrgServiceDeps & OrgDeletionDeps;

export function createOrgs(deps: OrgsDeps): Orgs {
  const orgs = createOrgService(deps);
  const teams = createTeamService(deps);
  const deletion = createOrgDeletion(deps);
  const members = createMemberService(deps);
  const teamMembers = createTeamMemberService(deps);
  return {
    orgs,
    teams,
    members,
    deletion,
    belonging: createBelonging(deps.db, orgs),
    routes: bindOrgRoutes({ orgs, teams, members, teamMembers, deletion }),
    jobs: deletion.jobs,
    admit: admitMember,
    requireHeldRole,
  };
}
