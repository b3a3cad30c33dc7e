import { describe, expect, it } from 'vitest';
import {
  deploymentPlace,
  keyIssue,
  orgPlace,
  parseDeploymentName,
  pathOf,
  placeOfPath,
  placesOf,
  secretScopes,
  templatePlace,
  userPlace,
  valueIssue,
  winnersOf,
} from './secret.rules.ts';

const owner = { orgId: 'o', userId: 'u' };
const places = [
  orgPlace('o'),
  userPlace('o', 'u'),
  templatePlace(owner, 't', null),
  templatePlace(owner, 't', 'web'),
  deploymentPlace('o', 'd', null),
  deploymentPlace('o', 'd', 'web'),
];

describe('the place of a secret', () => {
  it.each(places)('has a path of its own that says which it is: $scope', (place) => {
    expect(placeOfPath(pathOf(place))).toEqual(place);
    expect(places.filter((one) => pathOf(one) === pathOf(place))).toHaveLength(1);
  });

  it('is nowhere for what is no path', () => {
    for (const path of ['', 'orgs/o', 'orgs/o/other', 'orgs/o/users/u/what', 'users/u/secrets']) {
      expect(placeOfPath(path)).toBeUndefined();
    }
  });

  it('reaches a service from weak to strong', () => {
    const reached = placesOf({ id: 'd', orgId: 'o', ownerId: 'u', template: 't' }, 'web');
    expect(reached).toEqual(places);
    expect(reached.map((place) => place.scope)).toEqual(secretScopes);
  });

  it('is named in requests by a deployment, a template or nothing', () => {
    expect(parseDeploymentName('')).toEqual({ kind: 'user' });
    expect(parseDeploymentName('template:nginx')).toEqual({ kind: 'template', name: 'nginx' });
    expect(parseDeploymentName('shop')).toEqual({ kind: 'deployment', name: 'shop' });
  });
});

describe('of two secrets with one key', () => {
  it('the narrower wins, and the others are known', () => {
    const all = ['organization', 'template', 'deployment-service'].map((scope) => ({ key: 'A', scope }));
    const winners = winnersOf([...all, { key: '_B', scope: 'user' }]);
    expect(winners.map(({ winner, covered }) => [winner.key, winner.scope, covered.map((one) => one.scope)])).toEqual([
      ['A', 'deployment-service', ['template', 'organization']],
      ['_B', 'user', []],
    ]);
  });
});

describe('keys and values', () => {
  it.each(['A', '_a9', 'DATABASE_URL'])('takes the key %s', (key) => expect(keyIssue(key)).toBeUndefined());
  it.each(['', '9A', 'A-B', 'A B', 'Ä', 'A\n', 'A'.repeat(201)])('refuses the key %j', (key) =>
    expect(keyIssue(key)).toBeDefined(),
  );
  it('refuses values that no variable can have', () => {
    expect([valueIssue(''), valueIssue('a\0b'), valueIssue('x'.repeat(65_537))].every((one) => one !== undefined)).toBe(true);
    expect(valueIssue(' ')).toBeUndefined();
  });
});
