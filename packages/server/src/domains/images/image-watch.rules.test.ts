import { describe, expect, it } from 'vitest';
import { nothingFound, pauseAfter, stateOf, type Watch } from './image-watch.rules.ts';

const at = new Date('2026-03-01T12:00:00Z');
const found = { tag: '1', digest: 'sha256:new' };
const watch: Watch = {
  key: 'digest docker.io/library/nginx 1',
  registry: 'docker.io',
  repository: 'library/nginx',
  policy: 'digest',
  wanted: '1',
  found,
  checkedAt: at,
  nextAt: at,
  failures: 0,
  problem: null,
};
const problem = nothingFound(watch);
const present = { paused: false, watch, digest: 'sha256:old', takenBack: [], isBehind: true };

describe('the state of a service', () => {
  it.each([
    ['updating', present],
    ['current', { ...present, digest: 'sha256:new' }],
    ['current', { ...present, digest: null }],
    ['held-back', { ...present, takenBack: ['sha256:new'] }],
    ['updating', { ...present, takenBack: ['sha256:older'] }],
    ['paused', { ...present, paused: true }],
    ['waiting', { ...present, watch: undefined }],
    ['waiting', { ...present, watch: { ...watch, checkedAt: null, found: null } }],
    ['error', { ...present, watch: { ...watch, problem } }],
    ['current', { ...present, watch: { ...watch, policy: 'semver' as const }, isBehind: false }],
    ['updating', { ...present, watch: { ...watch, policy: 'semver' as const } }],
  ] as const)('is %s', (expected, input) => {
    expect(stateOf(input)).toBe(expected);
  });
});

describe('the pause after failures', () => {
  it('doubles up to an hour', () => {
    expect([1, 2, 3, 20].map((failures) => pauseAfter(failures, 60_000))).toEqual([120_000, 240_000, 480_000, 3_600_000]);
  });

  it('is never shorter than the interval or what the registry asks for', () => {
    expect(pauseAfter(3, 86_400_000)).toBe(86_400_000);
    expect(pauseAfter(1, 60_000, 7_200)).toBe(7_200_000);
  });
});

it('says what is not there', () => {
  expect(problem).toMatchObject({ reason: 'NotFound', message: 'docker.io/library/nginx:1 does not exist.' });
  expect(nothingFound({ ...watch, policy: 'semver', wanted: '^2' })).toMatchObject({ reason: 'NoVersion' });
});
