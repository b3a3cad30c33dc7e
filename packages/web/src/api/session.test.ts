import { beforeEach, describe, expect, it } from 'vitest';
import { maySignInByItself, providerUrl, rememberSignedIn, safeRedirect } from './session.ts';

describe('the way back after signing in', () => {
  it.each([
    ['/deployments?status=Ready', '/deployments?status=Ready'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/sign-in?redirect=/x', '/'],
    [undefined, '/'],
  ])('of %j is %j', (target, path) => {
    expect(safeRedirect(target)).toBe(path);
  });
});

it('takes the way back along to a provider, and only one within this site', () => {
  expect(providerUrl('/login?provider=google', '/invite')).toBe('/login?provider=google&redirect=%2Finvite');
  expect(providerUrl('/login', 'https://evil.example')).toBe('/login?redirect=%2F');
});

describe('automatic sign-in', () => {
  beforeEach(() => sessionStorage.clear());

  it('happens once, and again after a page has loaded with a session', () => {
    expect(maySignInByItself()).toBe(true);
    sessionStorage.setItem('moorage.sign-in-tried', '1');
    expect(maySignInByItself()).toBe(false);
    rememberSignedIn();
    expect(maySignInByItself()).toBe(true);
  });

  it('does not undo an explicit sign-out', () => {
    sessionStorage.setItem('moorage.signed-out', '1');
    expect(maySignInByItself()).toBe(false);
  });
});
