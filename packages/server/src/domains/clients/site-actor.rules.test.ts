import { describe, expect, it } from 'vitest';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import { actorOnSite } from './site-actor.rules.ts';

const ada: Actor = {
  ...anonymous,
  kind: 'user',
  userId: 'ada',
  via: 'session',
  platformRole: 'platform_admin',
  orgRoles: { own: 'org_owner', brand: 'org_member', other: 'org_admin' },
  teamRoles: { 'own-team': 'team_admin', 'brand-team': 'viewer' },
  teamOrgs: { 'own-team': 'own', 'brand-team': 'brand', 'other-team': 'other' },
  orgSites: { brand: 'site-1', other: 'site-2' },
  shared: [
    { type: 'deployment', id: 'd1', name: 'ours', orgId: 'host', actions: [] },
    { type: 'deployment', id: 'd2', name: 'theirs', orgId: 'guest', siteId: 'site-1', actions: [] },
  ],
  currentTeamId: 'own-team',
  currentOrgId: 'own',
};

describe('a user of several clients', () => {
  it('is a guest only of what belongs to the host', () => {
    const namesOn = (siteId: string | undefined) => actorOnSite(ada, siteId).shared?.map((one) => one.name);
    expect([namesOn(undefined), namesOn('site-1'), namesOn('site-2')]).toEqual([['ours'], ['theirs'], []]);
  });

  it('has on the platform only what belongs to no client', () => {
    expect(actorOnSite(ada, undefined)).toMatchObject({
      platformRole: 'platform_admin',
      orgRoles: { own: 'org_owner' },
      teamRoles: { 'own-team': 'team_admin' },
      teamOrgs: { 'own-team': 'own' },
      currentTeamId: 'own-team',
    });
  });

  it('has on the host of a client only what is of that client, and no say in the platform', () => {
    const there = actorOnSite(ada, 'site-1');
    expect(there.platformRole).toBeUndefined();
    expect(there.orgRoles).toEqual({ brand: 'org_member' });
    expect(there.teamOrgs).toEqual({ 'brand-team': 'brand' });
    expect([there.currentTeamId, there.currentOrgId]).toEqual(['brand-team', 'brand']);
  });

  it('has nothing on the host of a client that he has no part in', () => {
    const there = actorOnSite(ada, 'site-3');
    expect([there.orgRoles, there.teamRoles, there.teamOrgs]).toEqual([{}, {}, {}]);
    expect([there.currentTeamId, there.currentOrgId]).toEqual([undefined, undefined]);
  });
});
