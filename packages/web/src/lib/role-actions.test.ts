import type { Role } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { groupActions, roleCatalogue } from './role-actions.ts';

const action = (name: string) => ({ action: name, doc: name });
const role = (name: string, actions: string[]): Role => ({
  name,
  description: '',
  isBuiltIn: true,
  levels: ['org'],
  actions: actions.map(action),
  unknownActions: [],
  holderCount: 0,
});

it('groups actions by what they are done to', () => {
  const groups = groupActions([action('team:read'), action('deployment:read'), action('team:update')]);
  expect(groups.map(({ noun, actions }) => [noun, actions.length])).toEqual([
    ['team', 2],
    ['deployment', 1],
  ]);
});

it('offers what administrators may do beyond any member', () => {
  const roles = [
    role('org_owner', ['org:read', 'org:delete']),
    role('org_admin', ['org:read', 'team:create']),
    role('org_member', ['org:read']),
  ];
  expect(roleCatalogue(roles).map((each) => each.action)).toEqual(['team:create']);
  expect(roleCatalogue([])).toEqual([]);
});
