import { describe, expect, it } from 'vitest';
import { decideSession, endOf, graceUntil, isReused, realmOf } from './session.rules.ts';

describe('a session', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const limits = { maxAgeSeconds: 1_000, lifetimeSeconds: 10_000 };
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  it('is over when its time is, and slides from its half on', () => {
    const decide = (seconds: number) =>
      decideSession({ startedAt: now, expiresAt: inSeconds(seconds), lastSeenAt: now }, now, limits);
    expect(decide(0)).toEqual({ kind: 'expired' });
    expect(decide(501)).toEqual({ kind: 'live', touch: false });
    expect(decide(500)).toEqual({
      kind: 'live',
      touch: true,
      renewUntil: inSeconds(1000),
    });
  });

  it('is over when its whole life is, however often its user came', () => {
    const began = (seconds: number) => ({ startedAt: inSeconds(-seconds), expiresAt: inSeconds(400), lastSeenAt: now });
    expect(decideSession(began(9_000), now, limits)).toMatchObject({ renewUntil: inSeconds(1_000) });
    expect(decideSession(began(9_500), now, limits)).toMatchObject({ renewUntil: inSeconds(500) });
    expect(decideSession(began(9_600), now, limits)).toEqual({ kind: 'live', touch: false });
    expect(decideSession(began(10_000), now, limits)).toEqual({ kind: 'expired' });
    expect(endOf(now, now, { maxAgeSeconds: 1_000, lifetimeSeconds: 60 })).toEqual(inSeconds(60));
  });

  it('notes a visit once a minute', () => {
    const times = { startedAt: now, expiresAt: inSeconds(1000) };
    expect(decideSession({ ...times, lastSeenAt: inSeconds(-59) }, now, limits)).toMatchObject({ touch: false });
    expect(decideSession({ ...times, lastSeenAt: inSeconds(-60) }, now, limits)).toMatchObject({ touch: true });
  });
});

describe('the host of a session', () => {
  it('is that of the request, without its port and in one spelling', () => {
    expect(realmOf('Console.Example.com:8443', undefined)).toBe('console.example.com');
    expect(realmOf('console.example.com.', undefined)).toBe('console.example.com');
    expect(realmOf('brand.example.org', '.example.com')).toBe('brand.example.org');
  });

  it('is the domain that cookies span, for all hosts within it and no look-alike', () => {
    for (const host of ['example.com', 'console.example.com', 'a.b.example.com:8080']) {
      expect(realmOf(host, '.Example.com')).toBe('example.com');
    }
    expect(realmOf('notexample.com', 'example.com')).toBe('notexample.com');
  });

  it('leaves the id before a change half a minute', () => {
    const until = graceUntil(new Date('2026-03-01T12:00:00Z'));
    expect(until).toEqual(new Date('2026-03-01T12:00:30Z'));
    expect(isReused({ kind: 'previous', until }, new Date('2026-03-01T12:00:29.999Z'))).toBe(false);
    expect(isReused({ kind: 'previous', until }, until)).toBe(true);
    expect(isReused({ kind: 'next' }, until)).toBe(false);
    expect(isReused({ kind: 'current', seed: undefined }, until)).toBe(false);
  });
});
