import { describe, expect, it } from 'vitest';
import { type Actor, anonymous } from '../authz/actor.ts';
import { chooseOrg, type OrgHints } from './org-choice.ts';

const [first, second, foreign] = ['a', 'b', 'c'].map((letter) => `0000000${letter}-0000-4000-8000-000000000000`);
if (first === undefined || second === undefined || foreign === undefined) throw new Error('three ids');

const both: Actor = {
  ...anonymous,
  kind: 'user',
  via: 'session',
  userId: 'ada',
  orgRoles: { [first]: 'org_owner', [second]: 'org_member' },
  teamOrgs: { one: first, two: second },
  currentOrgId: first,
  currentTeamId: 'one',
};
const single: Actor = {
  ...both,
  orgRoles: { [second]: 'org_member' },
  teamOrgs: {},
  currentOrgId: undefined,
  currentTeamId: undefined,
};
const machine: Actor = { ...anonymous, kind: 'machine', via: 'org-key', orgRoles: { [first]: 'org_admin' }, currentOrgId: first };

const app = { surface: 'app', path: '/api/orgs' } as const;
const ofUser = { surface: 'v1', path: '/api/v1/me', tenancy: 'user' } as const;
const ofOrg = { surface: 'v1', path: '/api/v1/servers/{id}', tenancy: 'org' } as const;
const inOrg = { surface: 'v1', path: '/api/v1/orgs/{id}/members', tenancy: 'user' } as const;

function choose(route: Parameters<typeof chooseOrg>[0], actor: Actor, hints: Partial<OrgHints> = {}): unknown {
  try {
    const { currentOrgId, currentTeamId } = chooseOrg(route, actor, { header: undefined, pathId: undefined, ...hints });
    return [currentOrgId, currentTeamId];
  } catch (error) {
    return error;
  }
}

describe('X-Org-ID of a user', () => {
  it('picks the organization, and a team of it, on both planes', () => {
    for (const route of [app, ofUser, ofOrg]) {
      expect(choose(route, both, { header: second })).toEqual([second, 'two']);
      expect(choose(route, both, { header: second.toUpperCase() })).toEqual([second, 'two']);
    }
    expect(choose(inOrg, both, { header: second, pathId: first })).toEqual([second, 'two']);
  });

  it('is refused where it is no id, and where it is not his', () => {
    expect(choose(ofUser, both, { header: 'x' })).toMatchObject({
      code: 'invalid_request',
      details: { reason: 'invalid_org_id' },
    });
    expect(choose(ofUser, both, { header: foreign })).toMatchObject({
      code: 'unauthenticated',
      details: { reason: 'org_forbidden' },
    });
    expect(choose(app, both, { header: 'x' })).toMatchObject({ code: 'invalid_request' });
    expect(choose(app, both, { header: foreign })).toMatchObject({ code: 'not_found' });
  });

  it('left out or empty leaves /api to the session, and /api/v1 to the address and the only membership', () => {
    for (const header of [undefined, '']) {
      expect(choose(app, both, { header })).toEqual([first, 'one']);
      expect(choose(inOrg, both, { header, pathId: second })).toEqual([second, 'two']);
      expect(choose(inOrg, both, { header, pathId: foreign })).toEqual([undefined, undefined]);
      expect(choose(ofOrg, single, { header })).toEqual([second, undefined]);
      expect(choose(ofUser, both, { header })).toEqual([undefined, undefined]);
    }
  });

  it('takes no other parameter called id for an organization', () => {
    for (const via of ['jwt', 'user-key'] as const) {
      expect(choose(ofOrg, { ...both, via }, { pathId: second })).toMatchObject({
        code: 'unauthenticated',
        details: { reason: 'org_required' },
      });
    }
  });

  it('left out means the organization in which a session or a key with scopes works', () => {
    for (const via of ['session', 'api-key'] as const) {
      expect(choose(ofOrg, { ...both, via }, { pathId: second })).toEqual([first, 'one']);
    }
  });
});

describe('X-Org-ID of a key of an organization', () => {
  it('is ignored, be it empty, wrong or of somebody else', () => {
    for (const header of [undefined, '', 'x', foreign]) expect(choose(ofOrg, machine, { header })).toEqual([first, undefined]);
  });

  it('does not make it a user', () => {
    expect(choose(ofUser, machine, { header: first })).toMatchObject({ code: 'unauthenticated' });
    expect(choose(ofUser, anonymous)).toEqual([undefined, undefined]);
  });
});
