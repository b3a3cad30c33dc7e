import type { Me, OrgRole } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { visibilityChoices } from './template-access.ts';

const person = (role: OrgRole, teamRole: 'team_admin' | 'developer', platformRole: Me['platformRole'] = null): Me => ({
  id: 'u',
  email: 'u@example.com',
  name: 'U',
  avatarUrl: null,
  tier: 'free',
  platformRole,
  currentOrgId: 'o',
  currentTeamId: 't',
  orgs: [{ id: 'o', name: 'O', slug: 'o', role }],
  teams: [{ id: 't', name: 'T', orgId: 'o', role: teamRole }],
  permissions: [],
  via: 'session',
});
const allowed = (me: Me) =>
  visibilityChoices(me, 'o')
    .filter((choice) => choice.isAllowed)
    .map((choice) => choice.value);

it('lets each role share as far as the policy does', () => {
  expect(allowed(person('org_member', 'developer'))).toEqual(['private']);
  expect(allowed(person('org_member', 'team_admin'))).toEqual(['private', 'team']);
  expect(allowed(person('org_admin', 'developer'))).toEqual(['private', 'team', 'org']);
  expect(allowed(person('org_member', 'developer', 'platform_admin'))).toEqual(['private', 'public']);
});
