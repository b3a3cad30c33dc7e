import { describe, expect, it } from 'vitest';
import { inPlace, keyProblem, type SecretPlace, setSecretAction } from './secrets.ts';

const shop: SecretPlace = { kind: 'deployment', name: 'shop', services: ['web'] };
const bank: SecretPlace = { kind: 'template', orgId: 'o1', name: 'bank', services: [] };
const own: SecretPlace = { kind: 'user', orgId: 'o1' };

it.each([
  ['API_KEY', true],
  ['_a1', true],
  ['', true],
  ['1A', false],
  ['A-B', false],
  ['Ä', false],
  ['A'.repeat(201), false],
])('takes %s as a key: %s', (key, isGood) => {
  expect(keyProblem(key) === undefined).toBe(isGood);
});

it('tells secrets of a place from others of the same list', () => {
  const ofShop = { scope: 'deployment-service', deploymentName: 'shop' } as const;
  const ofTemplate = { scope: 'template', deploymentName: 'template:bank' } as const;
  const ofUser = { scope: 'user', deploymentName: '' } as const;
  const places = [shop, bank, own];
  expect(places.map((place) => inPlace(place, ofShop))).toEqual([true, false, false]);
  expect(places.map((place) => inPlace(place, ofTemplate))).toEqual([false, true, false]);
  expect(places.map((place) => inPlace(place, ofUser))).toEqual([false, false, true]);
});

describe('the same by API', () => {
  it('names the place as the API and the command line do', () => {
    expect(setSecretAction(bank)).toMatchObject({
      body: { deploymentName: 'template:bank' },
      cli: expect.arrayContaining(['--template', 'bank']),
    });
    expect(setSecretAction({ kind: 'organization', orgId: 'o1' })).toMatchObject({
      path: '/api/org/secrets',
      body: { orgId: 'o1' },
      cli: expect.arrayContaining(['--org']),
    });
    expect(setSecretAction(own).body).not.toHaveProperty('deploymentName');
  });
});
