import { describe, expect, it } from 'vitest';
import { decideLeaving, decideRemoval, decideRoleChange, orgRoleAfter, teamRoleAfter } from './member.rules.ts';

const by = (actorRole: string, role: string, isSelf = false) => ({ actorRole, isSelf, target: { role, role_name: null } });

describe('a change of membership', () => {
  it.each([
    ['org_owner', 'org_admin', 'allowed'],
    ['org_owner', 'org_member', 'allowed'],
    ['org_owner', 'org_owner', 'owner-stays'],
    ['org_admin', 'org_member', 'allowed'],
    ['org_admin', 'org_admin', 'owner-only'],
    ['org_admin', 'org_owner', 'owner-stays'],
  ])('by %s of %s is %s', (actor, target, kind) => {
    expect(decideRemoval(by(actor, target))).toEqual({ kind });
  });

  it('lets an administrator step down', () => {
    expect(decideRoleChange(by('org_admin', 'org_admin', true), 'org_member')).toEqual({ kind: 'allowed' });
  });

  it('never changes the owner, not even by himself', () => {
    expect(decideRoleChange(by('org_owner', 'org_owner', true), 'org_member')).toEqual({ kind: 'owner-stays' });
    expect(decideLeaving('org_owner')).toEqual({ kind: 'owner-stays' });
    expect(decideLeaving('org_admin')).toEqual({ kind: 'allowed' });
  });

  it('to the same role is none', () => {
    expect(decideRoleChange(by('org_owner', 'org_member'), 'org_member')).toEqual({ kind: 'unchanged' });
  });
});

describe('to be asked in', () => {
  it('raises a membership and never lowers one', () => {
    expect(orgRoleAfter(undefined, 'org_member')).toBe('org_member');
    expect(orgRoleAfter('org_member', 'org_auditor')).toBe('org_auditor');
    expect(orgRoleAfter('org_auditor', 'org_member')).toBe('org_auditor');
    expect(orgRoleAfter('org_admin', 'org_auditor')).toBe('org_admin');
    expect(orgRoleAfter('custom', 'org_admin')).toBe('custom');
    expect(teamRoleAfter('custom', 'team_admin')).toBe('custom');
    expect(orgRoleAfter('org_member', 'org_admin')).toBe('org_admin');
    expect(orgRoleAfter('org_owner', 'org_member')).toBe('org_owner');
    expect(teamRoleAfter('viewer', 'developer')).toBe('developer');
    expect(teamRoleAfter('team_admin', 'viewer')).toBe('team_admin');
  });
});
