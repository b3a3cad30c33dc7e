import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../api/errors.ts';
import { answeredProblem, approvalOf, codeProblem, grantText, loopbackTarget, readUserCode, waitText } from './device-code.ts';

describe('a code', () => {
  it.each(['BCDF-GHJK', 'bcdf-ghjk', ' bcdfghjk ', 'BCDF GHJK', 'b c d f – g h j k'])('is read from %j', (typed) => {
    expect(readUserCode(typed)).toBe('BCDF-GHJK');
  });

  it.each(['', 'BCDF', 'BCDF-GHJKL', '../../me'])('is not %j, which costs no guess', (typed) => {
    expect(readUserCode(typed)).toBeUndefined();
  });

  it('that was answered says so and what to do', () => {
    expect(answeredProblem({ state: 'waiting' })).toBeUndefined();
    for (const state of ['approved', 'denied', 'used'] as const) expect(answeredProblem({ state })?.nextStep).toMatch(/\.$/);
  });

  it('has its own words for what only it can suffer', () => {
    const failure = (code: 'rate_limited' | 'internal') =>
      new ApiFailure('x', { status: 400, body: { error: 'x', code, requestId: 'r' } });
    expect(codeProblem(failure('rate_limited'))?.nextStep).toContain('ten minutes');
    expect(codeProblem(failure('internal'))).toBeUndefined();
    expect(codeProblem(new Error('x'))).toBeUndefined();
  });
});

describe('the way back', () => {
  it.each(['http://127.0.0.1:4000/callback?code=1', 'http://[::1]:4000/'])('may be %s', (target) => {
    expect(loopbackTarget(target)).toBe(target);
  });

  it.each([
    null,
    '/settings',
    'javascript:alert(1)',
    'https://127.0.0.1:4000/',
    'http://localhost:4000/',
    'http://127.0.0.1.evil.example/',
    'http://127.0.0.1@evil.example/',
    'http://x@127.0.0.1:4000/',
  ])('is never %j', (target) => {
    expect(loopbackTarget(target)).toBeUndefined();
  });
});

it('tells how long the program waits', () => {
  const end = '2026-03-01T12:10:00Z';
  const at = (time: string) => waitText(end, Date.parse(`2026-03-01T12:${time}Z`));
  expect([at('00:00'), at('08:30'), at('09:59'), at('10:00')]).toEqual(['10 minutes', '2 minutes', '1 second', 'no longer']);
});

it('says plainly what is handed over', () => {
  expect(grantText({ grant: 'api-key', keyName: 'build-1', expiresInDays: 1 })).toBe('an API key “build-1” for 1 day');
  expect(grantText({ grant: 'session', keyName: '', expiresInDays: 90 })).toContain('everything that you may');
});

it('sends scopes only where some were taken away', () => {
  const asked = ['orgs:read', 'teams:read'];
  expect(approvalOf(asked, new Set(asked))).toEqual({});
  expect(approvalOf(asked, new Set(['teams:read']))).toEqual({ scopes: ['teams:read'] });
});
