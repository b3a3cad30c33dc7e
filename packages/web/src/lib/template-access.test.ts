import type { Me, OrgRole, Template } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { emptyForm } from './template-form.ts';
import { mayChangeTemplate, visibilityChoices } from './template-access.ts';

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
const template = (part: Partial<Template>): Template => ({
  ...emptyForm,
  isSystem: false,
  orgId: 'o',
  orgName: null,
  teamName: null,
  services: [],
  version: 1,
  ...part,
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

it('lets nobody change a system template, and only its leads what a team shares', () => {
  const lead = person('org_member', 'team_admin', 'platform_admin');
  expect(mayChangeTemplate(lead, template({ isSystem: true, orgId: null, visibility: 'public' }))).toBe(false);
  expect(mayChangeTemplate(lead, template({ visibility: 'team', teamId: 't' }))).toBe(true);
  expect(mayChangeTemplate(lead, template({ visibility: 'team', teamId: 'other' }))).toBe(false);
  expect(mayChangeTemplate(person('org_member', 'developer'), template({ visibility: 'org' }))).toBe(false);
  expect(mayChangeTemplate(person('org_member', 'developer'), template({ visibility: 'private' }))).toBe(true);
});
