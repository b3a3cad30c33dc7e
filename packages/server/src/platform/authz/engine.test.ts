import { isAppError } from '@moorage/core/errors';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { type Actor, anonymous, system } from './actor.ts';
import { createCtx, createSystemCtx } from '../http/context.ts';
import { type AuthzResource, decide, type Policy } from './engine.ts';

const policy: Policy = {
  actions: {
    'boat:read': { allow: ['org:captain', 'team:sailor', { to: 'signedIn', visibility: ['public'] }, 'platform:harbor'] },
    'boat:sail': { allow: ['team:sailor', 'owner'] },
    'boat:sink': { allow: ['org:captain'] },
    'port:list': { allow: ['anyone'] },
  },
  sees: { boat: ['org:captain', 'org:passenger', 'team:*'] },
};
const user: Actor = { ...anonymous, kind: 'user', userId: 'u', via: 'session' };
const boat: AuthzResource = { type: 'boat', orgId: 'o', teamId: 't', ownerId: 'x', visibility: 'private' };
const inOrg = (role: string, set: readonly string[] = []): Actor => ({
  ...user,
  orgRoles: { o: role },
  sets: { orgs: { o: set }, teams: {} },
});
const inTeam = (role: string, set: readonly string[] = []): Actor => ({
  ...user,
  teamRoles: { t: role },
  sets: { orgs: {}, teams: { t: set } },
});
const guest: Actor = { ...user, shared: [{ type: 'boat', id: 'b', name: 'Bounty', orgId: 'o', actions: ['boat:sail'] }] };

describe('decide', () => {
  it.each<[string, Actor, string, AuthzResource, string]>([
    ['a role in the organization', inOrg('captain'), 'boat:sink', boat, 'allow'],
    ['a role in the team', inTeam('sailor'), 'boat:sail', boat, 'allow'],
    ['a role that sees and may not', inOrg('passenger'), 'boat:sink', boat, 'forbid'],
    ['any role of the team sees', inTeam('cook'), 'boat:sail', boat, 'forbid'],
    ['a stranger', user, 'boat:sail', boat, 'hide'],
    ['a role in another organization', { ...user, orgRoles: { other: 'captain' } }, 'boat:sink', boat, 'hide'],
    ['a role in another team', { ...user, teamRoles: { other: 'sailor' } }, 'boat:sail', boat, 'hide'],
    ['a role of the platform', { ...user, platformRole: 'harbor' }, 'boat:read', boat, 'allow'],
    ['a role of the platform where it is not named', { ...user, platformRole: 'harbor' }, 'boat:sink', boat, 'hide'],
    ['everyone signed in, where it is public', user, 'boat:read', { ...boat, visibility: 'public' }, 'allow'],
    ['nobody, where it is public', anonymous, 'boat:read', { ...boat, visibility: 'public' }, 'hide'],
    ['nobody, where anyone may', anonymous, 'port:list', { type: 'port' }, 'allow'],
    ['the owner, while he belongs to the organization', { ...inOrg('passenger'), userId: 'x' }, 'boat:sail', boat, 'allow'],
    ['the owner who has left', { ...user, userId: 'x' }, 'boat:sail', boat, 'hide'],
    ['nobody as owner of what has none', anonymous, 'boat:sail', { type: 'boat', orgId: 'o' }, 'hide'],
    ['roles where the resource belongs nowhere', inOrg('captain'), 'boat:sink', { type: 'boat' }, 'hide'],
    ['a set of the organization, for what only roles of teams do', inOrg('custom', ['boat:sail']), 'boat:sail', boat, 'forbid'],
    ['a set where a named role of the organization could', inOrg('custom', ['boat:sink']), 'boat:sink', boat, 'allow'],
    ['a set without the action', inOrg('custom', ['boat:read']), 'boat:sink', boat, 'forbid'],
    ['a set about other things', inOrg('custom', ['port:list']), 'boat:sink', boat, 'hide'],
    ['a set of the team', inTeam('custom', ['boat:sail']), 'boat:sail', boat, 'allow'],
    [
      'a set of the team, for what only roles of the organization do',
      inTeam('custom', ['boat:sink']),
      'boat:sink',
      boat,
      'forbid',
    ],
    ['a set in another organization', inOrg('custom', ['boat:sink']), 'boat:sink', { ...boat, orgId: 'p' }, 'hide'],
    ['a guest, for what is shared', guest, 'boat:sail', { ...boat, id: 'b' }, 'allow'],
    ['a guest, for more than that', guest, 'boat:sink', { ...boat, id: 'b' }, 'forbid'],
    ['a guest, for the boat beside it', guest, 'boat:sail', { ...boat, id: 'c' }, 'hide'],
    ['a guest, for another thing of that id', guest, 'boat:sail', { ...boat, id: 'b', type: 'port' }, 'hide'],
    ['the system', system, 'boat:sink', boat, 'allow'],
  ])('%s', (_who, actor, action, resource, expected) => {
    expect(decide(policy, actor, action, resource)).toBe(expected);
  });

  it('does not mistake what every object inherits for a role or an action', () => {
    expect(decide(policy, { ...user, orgRoles: {} }, 'boat:sink', { type: 'boat', orgId: 'constructor' })).toBe('hide');
    expect(decide(policy, user, 'boat:sink', { type: 'toString', orgId: 'o' })).toBe('hide');
    expect(() => decide(policy, user, 'constructor', boat)).toThrow(/does not know the action/);
  });

  it('treats an unknown action as a bug', () => {
    expect(() => decide(policy, system, 'boat:paint', boat)).toThrow(/boat:paint/);
  });
});

describe('authorize', () => {
  const parts = {
    kind: 'request',
    requestId: 'r',
    log: silentLog,
    clock: systemClock,
    signal: new AbortController().signal,
    ip: '',
    userAgent: '',
    policy,
  } as const;
  const codeFor = (actor: Actor): unknown => {
    try {
      createCtx({ ...parts, actor }).authorize('boat:sink', boat);
      return 'allowed';
    } catch (error) {
      return isAppError(error) ? error.code : error;
    }
  };
  it('tells apart who is nobody, who may not know and who may not do', () => {
    expect([anonymous, user, inOrg('passenger'), inOrg('captain')].map(codeFor)).toEqual([
      'unauthenticated',
      'not_found',
      'forbidden',
      'allowed',
    ]);
  });
  it('lets the system pass', () => {
    const ctx = createSystemCtx(parts, 'job');
    expect(ctx.can('anything', boat)).toBe(true);
    expect(() => ctx.authorize('anything', boat)).not.toThrow();
  });
});
