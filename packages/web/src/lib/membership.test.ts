import { describe, expect, it } from 'vitest';
import { leadsTeam, memberMoves, roleName, roleOptions } from './membership.ts';

const owner = { permissions: ['org:members', 'org:transfer'], myRole: 'org_owner', isSelf: false } as const;
const admin = { permissions: ['org:members'], myRole: 'org_admin', isSelf: false } as const;
const nothing = { canChangeRole: false, canRemove: false, canBecomeOwner: false, canLeave: false };

describe('what is offered of a member', () => {
  it('lets the owner change and remove everybody but himself', () => {
    expect(memberMoves({ ...owner, role: 'org_admin' })).toEqual({
      canChangeRole: true,
      canRemove: true,
      canBecomeOwner: true,
      canLeave: false,
    });
    expect(memberMoves({ ...owner, isSelf: true, role: 'org_owner' })).toEqual(nothing);
  });

  it('lets an administrator change members but neither the owner nor other administrators', () => {
    expect(memberMoves({ ...admin, role: 'org_member' })).toMatchObject({ canChangeRole: true, canRemove: true });
    expect(memberMoves({ ...admin, role: 'org_admin' })).toEqual(nothing);
    expect(memberMoves({ ...admin, role: 'org_owner' })).toEqual(nothing);
  });

  it('lets an administrator step back and leave', () => {
    expect(memberMoves({ ...admin, isSelf: true, role: 'org_admin' })).toEqual({
      ...nothing,
      canChangeRole: true,
      canLeave: true,
    });
  });

  it('leaves a plain member nothing but to go', () => {
    const member = { permissions: ['org:read'], myRole: 'org_member' };
    expect(memberMoves({ ...member, isSelf: false, role: 'org_member' })).toEqual(nothing);
    expect(memberMoves({ ...member, isSelf: true, role: 'org_member' })).toEqual({ ...nothing, canLeave: true });
  });
});

describe('who leads a team', () => {
  const team = { id: 't1', orgId: 'o1' };
  const org = { id: 'o1', name: 'Harbour', slug: 'harbour' };

  it.each([
    ['org_owner', null, true],
    ['org_admin', null, true],
    ['org_member', 'team_admin', true],
    ['org_member', 'developer', false],
    ['org_member', null, false],
  ] as const)('%s with the team role %s: %s', (orgRole, teamRole, expected) => {
    const teams = teamRole === null ? [] : [{ id: 't1', name: 'Web', orgId: 'o1', role: teamRole }];
    expect(leadsTeam({ orgs: [{ ...org, role: orgRole }], teams }, team)).toBe(expected);
  });

  it('gives no say in the teams of another organization', () => {
    expect(leadsTeam({ orgs: [{ ...org, role: 'org_owner' }], teams: [] }, { id: 't2', orgId: 'o2' })).toBe(false);
  });
});

it('names roles in words, and unknown ones as they are', () => {
  expect(['org_owner', 'team_admin', 'deployer'].map(roleName)).toEqual(['Owner', 'Team admin', 'deployer']);
});

it('offers the organization’s own roles after those that every one has', () => {
  const own = { name: 'deployer', description: 'Releases', isBuiltIn: false, actions: [], unknownActions: [], holderCount: 0 };
  const options = roleOptions([{ ...own, levels: ['org', 'team'] }], 'team');
  expect(options.map(({ value }) => value)).toEqual(['viewer', 'developer', 'team_admin', 'deployer']);
  expect(roleOptions([{ ...own, levels: ['team'] }], 'org').map(({ value }) => value)).not.toContain('deployer');
});
