import { describe, expect, it } from 'vitest';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import { accessPolicy, actions } from './access.rules.ts';
import {
  actionsOfBuiltIn,
  delegableActions,
  isDelegable,
  lackedActions,
  resolveActions,
  sharedActions,
  sharedActionsOfBuiltIn,
} from './role.rules.ts';

const holder = (set: readonly string[]): Actor => ({
  ...anonymous,
  kind: 'user',
  userId: 'u',
  orgRoles: { o: 'custom' },
  sets: { orgs: { o: set }, teams: {} },
});

describe('what can be in a role', () => {
  it('is never what only an owner does', () => {
    expect(isDelegable('org:transfer') || isDelegable('org:delete')).toBe(false);
    const ownersOnly = actions.filter((action) => !actionsOfBuiltIn('org_admin').includes(action));
    expect(ownersOnly.filter(isDelegable)).toEqual([]);
  });
  it('is an action of the policy, and no name that objects inherit', () => {
    expect(['constructor', 'deployment:paint', ''].some(isDelegable)).toBe(false);
  });
  it('is held by an owner, all of it', () => {
    const owner: Actor = { ...holder([]), orgRoles: { o: 'org_owner' } };
    expect(lackedActions(owner, delegableActions, { orgId: 'o' })).toEqual([]);
    expect(lackedActions(owner, delegableActions, { orgId: 'p' })).not.toEqual([]);
  });
});

describe('a set of actions', () => {
  it.each(delegableActions)('of %s alone gives it, and lets see what it is done to', (action) => {
    const set = resolveActions([action], 'org');
    const noun = action.split(':')[0] ?? '';
    expect(set).toContain(action);
    if (Object.hasOwn(accessPolicy.actions, `${noun}:read`)) expect(set).toContain(`${noun}:read`);
    expect(lackedActions(holder(set), set, { orgId: 'o' })).toEqual([]);
  });
  it('is no more than what it says', () => {
    expect(
      lackedActions(holder(resolveActions(['deployment:restart'], 'org')), ['deployment:exec', 'org:members'], { orgId: 'o' }),
    ).toEqual(['deployment:exec', 'org:members']);
  });
});

describe('the auditor', () => {
  it('only reads, names of secrets included, and reads no logs', () => {
    const held = actionsOfBuiltIn('org_auditor').filter((action) => !action.endsWith(':read'));
    expect(held.toSorted()).toEqual(['deployment:secret-keys', 'org:leave']);
    expect(actionsOfBuiltIn('org_auditor')).toEqual(expect.arrayContaining(['audit:read', 'deployment:read', 'template:read']));
  });
});

describe('something shared by itself', () => {
  it('can be read, used as the role says, and neither shared on nor made anew', () => {
    expect(sharedActions(actionsOfBuiltIn('viewer'), 'deployment')).toEqual([
      'deployment:read',
      'deployment:logs',
      'deployment:secret-keys',
    ]);
    const most = sharedActions(actionsOfBuiltIn('org_owner'), 'deployment');
    expect(most).not.toEqual(expect.arrayContaining(['deployment:share']));
    expect(most).not.toEqual(expect.arrayContaining(['deployment:create']));
    expect(sharedActions(['org:members'], 'deployment')).toEqual(['deployment:read']);
  });
  it('is a template to use for a viewer, and one to work on for a developer', () => {
    expect(sharedActionsOfBuiltIn('viewer', 'template')).toEqual(['template:read']);
    expect(sharedActionsOfBuiltIn('developer', 'template')).toEqual(['template:read', 'template:update']);
    expect(sharedActionsOfBuiltIn('developer', 'deployment')).not.toContain('template:update');
    expect(sharedActions(['template:share', 'template:generate', 'template:delete'], 'template')).toEqual([
      'template:read',
      'template:delete',
    ]);
  });
});
