import { describe, expect, it } from 'vitest';
import {
  decidePoll,
  guessPause,
  isLoopbackRedirect,
  type LoginState,
  normalUserCode,
  redirectWith,
  showUserCode,
  userCodeOf,
} from './device-login.rules.ts';

const now = new Date('2026-03-04T05:06:07Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

function aLogin(overrides: Partial<LoginState> = {}): LoginState {
  return { state: 'waiting', redirect_uri: null, interval_seconds: 5, polled_at: null, expires_at: ago(-60), ...overrides };
}

describe('a user code', () => {
  it('is eight letters that are not taken for one another', () => {
    expect(userCodeOf(Uint8Array.from({ length: 32 }, (_, index) => index * 8))).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
  });
  it('leaves out bytes that would make some letters likelier', () => {
    expect(userCodeOf(Uint8Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? 255 : 0)))).toBe('BBBBBBBB');
    expect(userCodeOf(new Uint8Array(32).fill(250))).toBeUndefined();
  });
  it.each(['bcdf-ghjk', 'BCDFGHJK', ' bcdf ghjk ', 'BCDF–GHJK'])('is read from %j', (text) => {
    expect(showUserCode(normalUserCode(text))).toBe('BCDF-GHJK');
  });
});

describe('where the answer is sent', () => {
  it.each(['http://127.0.0.1:4000/callback?state=x', 'http://[::1]:4000/'])('may be %s', (text) => {
    expect(isLoopbackRedirect(text)).toBe(true);
  });
  it.each([
    'https://127.0.0.1:4000/',
    'http://localhost:4000/',
    'http://127.0.0.1/',
    'http://127.0.0.1.evil.example:4000/',
    'http://evil.example:4000/',
    'http://me@127.0.0.1:4000/',
    'http://127.0.0.1:4000/#x',
    'javascript:alert(1)',
    '//127.0.0.1:4000/',
    'x',
  ])('may not be %s', (text) => {
    expect(isLoopbackRedirect(text)).toBe(false);
  });
  it('keeps what the program put there', () => {
    const url = new URL(redirectWith('http://127.0.0.1:4000/callback?state=a%26b', { code: 'c&d' }));
    expect(Object.fromEntries(url.searchParams)).toEqual({ state: 'a&b', code: 'c&d' });
  });
});

describe('a question of the program', () => {
  const direct = aLogin({ state: 'approved' });
  const byBrowser = aLogin({ state: 'approved', redirect_uri: 'http://127.0.0.1:1/' });
  it.each([
    ['for what was never asked', undefined, 'absent', 'invalid_grant'],
    ['for what was given already', aLogin({ state: 'used' }), 'absent', 'invalid_grant'],
    ['too late', aLogin({ state: 'approved', expires_at: now }), 'absent', 'expired_token'],
    ['after a refusal', aLogin({ state: 'denied' }), 'absent', 'access_denied'],
    ['for the first time', aLogin(), 'absent', 'authorization_pending'],
    ['after the interval', aLogin({ polled_at: ago(5) }), 'absent', 'authorization_pending'],
    ['before it', aLogin({ polled_at: ago(4.9) }), 'absent', 'slow_down'],
    ['without the code of the browser', byBrowser, 'absent', 'authorization_pending'],
    ['with a wrong one', byBrowser, 'wrong', 'invalid_grant'],
  ] as const)('%s', (_what, login, code, error) => {
    expect(decidePoll(login, code, now)).toMatchObject({ error });
  });
  it('after a yes is granted', () => {
    expect(decidePoll(direct, 'absent', now)).toEqual({ kind: 'grant' });
    expect(decidePoll(byBrowser, 'right', now)).toEqual({ kind: 'grant' });
  });
  it('that comes too soon makes the interval longer', () => {
    expect(decidePoll(aLogin({ polled_at: ago(1) }), 'absent', now)).toMatchObject({ intervalSeconds: 10 });
  });
});

describe('guessing', () => {
  it('pauses after ten wrong codes until the window is over', () => {
    expect(guessPause({ wrong: 9, since: ago(10) }, now)).toBeUndefined();
    expect(guessPause({ wrong: 10, since: ago(10) }, now)).toBe(590);
    expect(guessPause({ wrong: 12, since: ago(700) }, now)).toBe(1);
  });
});
