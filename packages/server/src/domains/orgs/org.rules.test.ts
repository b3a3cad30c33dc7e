import { describe, expect, it } from 'vitest';
import { membershipFromRows, slugFromName, slugWithSuffix } from './org.rules.ts';

describe('a slug', () => {
  it.each([
    ['Blue Harbor Ltd.', 'blue-harbor-ltd'],
    ['  Ärger & Söhne ', 'a-rger-so-hne'],
    ['日本', ''],
    ['x'.repeat(60), 'x'.repeat(40)],
  ])('of %j is %j', (name, slug) => {
    expect(slugFromName(name)).toBe(slug);
  });

  it('with a suffix stays within forty characters', () => {
    expect(slugWithSuffix('x'.repeat(40), 'abcd')).toHaveLength(40);
    expect(slugWithSuffix('', 'abcd')).toBe('abcd');
  });
});

describe('membership', () => {
  it('reaches all teams of an organization that one leads, else those that one is in', () => {
    const rows = [
      { org_id: 'o1', org_role: 'org_owner', team_id: 't1', team_role: 'team_admin', client_id: null },
      { org_id: 'o1', org_role: 'org_owner', team_id: 't2', team_role: null, client_id: null },
      { org_id: 'o2', org_role: 'org_member', team_id: 't3', team_role: null, client_id: 'c1' },
      { org_id: 'o2', org_role: 'org_member', team_id: 't4', team_role: 'viewer', client_id: 'c1' },
      { org_id: 'o3', org_role: 'org_admin', team_id: null, team_role: null, client_id: null },
    ].map((row) => ({ ...row, org_actions: null, team_actions: null }));
    expect(membershipFromRows(rows)).toEqual({
      orgRoles: { o1: 'org_owner', o2: 'org_member', o3: 'org_admin' },
      teamRoles: { t1: 'team_admin', t4: 'viewer' },
      teamOrgs: { t1: 'o1', t2: 'o1', t4: 'o2' },
      orgSites: { o2: 'c1' },
    });
  });

  it('carries what roles of the organization hold, with the reading that they need, and forgets what is no action any more', () => {
    const { sets, teamOrgs } = membershipFromRows([
      {
        org_id: 'o1',
        org_role: 'custom',
        org_actions: ['deployment:restart', 'org:delete', 'gone:away'],
        team_id: 't1',
        team_role: null,
        team_actions: null,
        client_id: null,
      },
      {
        org_id: 'o2',
        org_role: 'org_member',
        org_actions: null,
        team_id: 't2',
        team_role: 'custom',
        team_actions: ['audit:read'],
        client_id: null,
      },
    ]);
    expect(sets).toEqual({
      orgs: { o1: ['org:read', 'org:leave', 'role:read', 'team:read', 'deployment:read', 'deployment:restart'] },
      teams: { t2: ['audit:read', 'team:read'] },
    });
    expect(teamOrgs).toEqual({ t1: 'o1', t2: 'o2' });
  });
});
