import { describe, expect, it } from 'vitest';
import { isImageReference } from './image.rules.ts';

describe('an image reference', () => {
  it.each([
    'nginx',
    'nginx:1.29-alpine',
    'library/nginx',
    'ghcr.io/acme/shop:1.4.2',
    'localhost:5000/a/b_c/d--e:latest',
    `nginx@sha256:${'a'.repeat(64)}`,
    `registry.example.com:443/team/app:v1@sha256:${'0'.repeat(64)}`,
  ])('%s is one', (text) => {
    expect(isImageReference(text)).toBe(true);
  });

  it.each([
    '',
    'Nginx',
    'nginx:',
    ':tag',
    'a//b',
    '/a',
    'a/',
    'https://x/y',
    'a b',
    'a;b',
    'a@sha256:00',
    'a:b:c/d:e:f',
    '$(id)',
  ])('%j is none', (text) => {
    expect(isImageReference(text)).toBe(false);
  });
});
