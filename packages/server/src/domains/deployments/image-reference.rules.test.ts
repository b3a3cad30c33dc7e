import { describe, expect, it } from 'vitest';
import { parseImageReference, pinned, watchOf, withVersion } from './image-reference.rules.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('an image reference', () => {
  it.each([
    ['nginx', 'docker.io', 'library/nginx', 'latest', undefined],
    ['nginx:1.29', 'docker.io', 'library/nginx', '1.29', undefined],
    ['acme/shop', 'docker.io', 'acme/shop', 'latest', undefined],
    ['docker.io/nginx', 'docker.io', 'library/nginx', 'latest', undefined],
    ['index.docker.io/acme/shop:v1', 'docker.io', 'acme/shop', 'v1', undefined],
    ['GHCR.io/acme/shop:v1', 'ghcr.io', 'acme/shop', 'v1', undefined],
    ['localhost/shop', 'localhost', 'shop', 'latest', undefined],
    ['localhost:5000/a/b/c:x', 'localhost:5000', 'a/b/c', 'x', undefined],
    ['127.0.0.1:5000/shop', '127.0.0.1:5000', 'shop', 'latest', undefined],
    [`nginx@${digest}`, 'docker.io', 'library/nginx', undefined, digest],
    [`quay.io/a/b:1@${digest}`, 'quay.io', 'a/b', '1', digest],
  ])('%s is taken apart', (text, registry, repository, tag, found) => {
    expect(parseImageReference(text)).toEqual({ registry, repository, tag, digest: found });
  });

  it.each([
    ['localhost:5000/shop:1', `localhost:5000/shop:2@${digest}`],
    ['localhost:5000/shop', `localhost:5000/shop:2@${digest}`],
    [`nginx:1@sha256:${'b'.repeat(64)}`, `nginx:2@${digest}`],
  ])('%s under another tag stays as it was written', (image, expected) => {
    expect(withVersion(image, '2', digest)).toBe(expected);
  });

  it('is pinned once', () => {
    expect(pinned('nginx:1', digest)).toBe(`nginx:1@${digest}`);
    expect(pinned(`nginx:1@${digest}`, 'sha256:other')).toBe(`nginx:1@${digest}`);
  });
});

describe('what a registry is asked', () => {
  it('is the same for names of the same image, pinned or not', () => {
    const keys = ['nginx:1', 'docker.io/library/nginx:1', `nginx:1@${digest}`].map(
      (image) => watchOf(image, { policy: 'digest' })?.key,
    );
    expect(new Set(keys)).toEqual(new Set(['digest docker.io/library/nginx 1']));
    expect(watchOf('nginx:1', { policy: 'semver', range: '^1.2' })?.key).toBe('semver docker.io/library/nginx ^1.2');
  });

  it('is nothing where a digest without a tag never changes', () => {
    expect(watchOf(`nginx@${digest}`, { policy: 'digest' })).toBeUndefined();
    expect(watchOf(`nginx@${digest}`, { policy: 'semver', range: '1' })).toMatchObject({ wanted: '1' });
  });
});
