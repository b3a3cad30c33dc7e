/** Organizations, teams, members and invitations for people. */
import type { Invitation, InvitationWithLink, Me, Member, Org, OrgDeletionPlan, Team } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

/** Columns of `orgs list`. */
export function orgListView(me: Me): View<Org> {
  const roleOf = (org: Org): string => me.orgs.find((one) => one.id === org.id)?.role ?? '-';
  return {
    name: (row) => row.slug,
    empty: 'You are in no organization. Create one with `moorage orgs create`.',
    columns: [
      { title: '', value: (row) => (row.id === me.currentOrgId ? '*' : '') },
      { title: 'slug', value: (row) => row.slug },
      { title: 'name', value: (row) => row.name },
      { title: 'plan', value: (row) => row.plan },
      { title: 'role', value: roleOf },
    ],
    more: [
      { title: 'id', value: (row) => row.id },
      { title: 'created', value: (row) => row.createdAt.slice(0, 10) },
    ],
  };
}

/** One organization. */
export function describeOrg(org: Org): string {
  const context = org.aiContext === '' ? [] : ['', 'Context for generated templates:', org.aiContext];
  return [
    `Slug:     ${org.slug}`,
    `Name:     ${org.name}`,
    `Id:       ${org.id}`,
    `Plan:     ${org.plan}`,
    `Created:  ${org.createdAt}`,
    ...context,
  ].join('\n');
}

/** What goes with an organization. */
export function describeDeletionPlan(plan: OrgDeletionPlan): string {
  const contents = plan.contents.filter(({ count }) => count > 0).map(({ kind, count }) => `  ${count} ${kind}`);
  return [`${plan.name} (${plan.slug}) goes with everything in it:`, ...(contents.length === 0 ? ['  nothing'] : contents)].join(
    '\n',
  );
}

/** Columns of `teams list`. */
export function teamListView(me: Me): View<Team> {
  const orgOf = (team: Team): string => me.orgs.find((org) => org.id === team.orgId)?.slug ?? team.orgId;
  return {
    name: (row) => row.id,
    empty: 'There is no team that you can see.',
    columns: [
      { title: '', value: (row) => (row.id === me.currentTeamId ? '*' : '') },
      { title: 'name', value: (row) => row.name },
      { title: 'organization', value: orgOf },
      { title: 'members', value: (row) => row.memberCount },
      { title: 'id', value: (row) => row.id },
    ],
    more: [{ title: 'created', value: (row) => row.createdAt.slice(0, 10) }],
  };
}

/** One team. */
export function describeTeam(team: Team): string {
  return [`Name:     ${team.name}`, `Id:       ${team.id}`, `Org:      ${team.orgId}`, `Members:  ${team.memberCount}`].join(
    '\n',
  );
}

/** Columns of `members list`. */
export function memberListView(now: Date): View<Member> {
  return {
    name: (row) => row.email,
    empty: 'Nobody is here. Invite somebody with `moorage members invite`.',
    columns: [
      { title: 'email', value: (row) => row.email },
      { title: 'name', value: (row) => row.name },
      { title: 'role', value: (row) => row.role },
      { title: 'joined', value: (row) => ageOf(row.joinedAt, now) },
    ],
    more: [{ title: 'id', value: (row) => row.userId }],
  };
}

/** One member. */
export function describeMember(member: Member): string {
  return `${member.email} is ${member.role}.`;
}

/** Columns of `members invitations`. */
export function invitationListView(now: Date): View<Invitation> {
  return {
    name: (row) => row.email,
    empty: 'Nobody is asked to join.',
    columns: [
      { title: 'email', value: (row) => row.email },
      { title: 'role', value: (row) => row.role },
      { title: 'for', value: (row) => (row.teamId === null ? 'the organization' : `team ${row.teamId}`) },
      { title: 'by', value: (row) => row.invitedBy ?? '-' },
      { title: 'age', value: (row) => ageOf(row.createdAt, now) },
      { title: 'expires', value: (row) => row.expiresAt.slice(0, 10) },
      { title: 'mail', value: (row) => row.mailError ?? row.mail },
    ],
  };
}

/** An invitation with the link, which is told this once. */
export function describeInvitation({ email, role, expiresAt, mail, link }: InvitationWithLink): string {
  const how =
    mail === 'off' ? 'No mail is sent here; hand the link over yourself.' : 'A mail is on its way; the link works without it.';
  return [`${email} is invited as ${role} until ${expiresAt.slice(0, 10)}. ${how}`, link].join('\n');
}
