import { AppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import { malformedJson, presentError, unsupportedMediaType } from './errors.ts';
import { createMethodsAt, withoutTrailingSlash } from './v1-surface.ts';

const shown = (error: AppError) => presentError(error, { surface: 'v1', requestId: 'r', wantsHtml: true });

describe('an error of /api/v1', () => {
  it('is a code and a message, and nothing else', () => {
    const error = new AppError('not_found', 'There is no such server.', {
      internal: 'secret',
      details: { nextStep: 'Look again.' },
    });
    expect(shown(error)).toMatchObject({ status: 404, body: '{"code":"not_found","message":"There is no such server."}' });
  });

  it('uses the words that its clients know', () => {
    const codeOf = (error: AppError): string => JSON.parse(shown(error).body).code;
    expect(codeOf(new AppError('unauthenticated', 'x'))).toBe('unauthorized');
    expect(codeOf(new AppError('already_exists', 'x'))).toBe('conflict');
    expect(codeOf(new AppError('unauthenticated', 'x', { details: { reason: 'invalid_refresh' } }))).toBe('invalid_refresh');
    expect(codeOf(malformedJson())).toBe('invalid_json');
  });

  it('is plain text where no handler has run, and empty for another media type', () => {
    const limited = shown(new AppError('rate_limited', 'Too many requests.', { retryAfterSeconds: 60 }));
    expect(limited).toMatchObject({ status: 429, body: 'Too many requests.\n', headers: { 'retry-after': '60' } });
    expect(limited.headers['content-type']).toContain('text/plain');
    expect(shown(unsupportedMediaType())).toMatchObject({ status: 415, body: '' });
  });
});

describe('an address of /api/v1', () => {
  it('has the methods of its routes, whatever stands for its parameters', () => {
    const methodsAt = createMethodsAt([
      { surface: 'v1', method: 'GET', path: '/api/v1/orgs/{id}' },
      { surface: 'v1', method: 'DELETE', path: '/api/v1/orgs/{id}' },
      { surface: 'v1', method: 'POST', path: '/api/v1/orgs/{id}/keys' },
      { surface: 'app', method: 'POST', path: '/api/orgs/{id}' },
      { surface: 'v1', method: 'GET', path: '/api/v1/.well-known/jwks.json' },
    ]);
    expect(methodsAt('/api/v1/orgs/7')).toEqual(['DELETE', 'GET', 'HEAD']);
    expect(methodsAt('/api/v1/orgs/7/keys')).toEqual(['POST']);
    for (const path of ['/api/v1/orgs', '/api/v1/orgs/', '/api/v1/orgs/7/8', '/api/orgs/7', '/api/v1/xwell-known/jwks.json'])
      expect(methodsAt(path)).toEqual([]);
  });

  it('is the same with a slash at the end', () => {
    expect(withoutTrailingSlash('/api/v1/clusters/')).toBe('/api/v1/clusters');
    expect(withoutTrailingSlash('/api/v1/clusters/?q=a/')).toBe('/api/v1/clusters?q=a/');
    for (const url of ['/api/v1/', '/api/v1/clusters', '/api/deployments/', '/']) expect(withoutTrailingSlash(url)).toBe(url);
  });
});
