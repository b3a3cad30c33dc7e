import { describe, expect, it } from 'vitest';
import { concerns, isInTime, pushesOf } from './image-hook.rules.ts';

describe('a delivery', () => {
  it('is our own shape, that of a registry or that of Docker Hub', () => {
    expect(pushesOf({ image: 'ghcr.io/acme/shop:1.2' })).toMatchObject([
      { registry: 'ghcr.io', repository: 'acme/shop', tag: '1.2' },
    ]);
    const target = { repository: 'acme/shop', tag: '1.2', digest: 'sha256:x' };
    expect(
      pushesOf({
        events: [
          { action: 'push', target },
          { action: 'pull', target },
          { action: 'push', target: {} },
        ],
      }),
    ).toEqual([{ registry: undefined, repository: 'acme/shop', tag: '1.2' }]);
    expect(pushesOf({ push_data: { tag: '1.2' }, repository: { repo_name: 'acme/shop' } })).toEqual([
      { registry: 'docker.io', repository: 'acme/shop', tag: '1.2' },
    ]);
  });

  it.each([
    ['1772366400', true],
    ['1772366100', true],
    ['1772366099', false],
    ['1772366701', false],
    ['soon', false],
    ['', false],
  ])('of %s is in time: %s', (timestamp, expected) => {
    expect(isInTime(timestamp, new Date('2026-03-01T12:00:00Z'))).toBe(expected);
  });
});

describe('a push', () => {
  const push = { registry: 'ghcr.io', repository: 'acme/shop', tag: '1.2' };
  const digest = { reference: 'ghcr.io/acme/shop:1.2', watchKey: 'digest ghcr.io/acme/shop 1.2' };
  const semver = { reference: 'ghcr.io/acme/shop:1.0.0', watchKey: 'semver ghcr.io/acme/shop ^1' };

  it.each([
    ['of the tag', push, digest, null, true],
    ['of another tag', { ...push, tag: '1.3' }, digest, null, false],
    ['of another tag for who follows versions', { ...push, tag: '1.3' }, semver, null, true],
    ['without a tag', { ...push, tag: undefined }, digest, null, true],
    ['without a host', { ...push, registry: undefined }, digest, null, true],
    ['of another host', { ...push, registry: 'docker.io' }, digest, null, false],
    ['of another repository', { ...push, repository: 'acme/other' }, digest, null, false],
    ['that the hook is for', push, digest, 'ghcr.io/acme/shop', true],
    ['that the hook is not for', push, digest, 'ghcr.io/acme/other', false],
  ])('%s', (_what, given, followed, allowed, expected) => {
    expect(concerns(given, followed, allowed)).toBe(expected);
  });
});
