import { describe, expect, it } from 'vitest';
import { decideSession, graceUntil, realmOf } from './session.rules.ts';

describe('a session', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  it('is over when its time is, and slides from its half on', () => {
    expect(decideSession({ expiresAt: now, lastSeenAt: now }, now, 1000_000)).toEqual({ kind: 'expired' });
    expect(decideSession({ expiresAt: inSeconds(501), lastSeenAt: now }, now, 1000_000)).toEqual({ kind: 'live', touch: false });
    expect(decideSession({ expiresAt: inSeconds(500), lastSeenAt: now }, now, 1000_000)).toEqual({
      kind: 'live',
      touch: true,
      renewUntil: inSeconds(1000),
    });
  });

  it('notes a visit once a minute', () => {
    const expiresAt = inSeconds(1000);
    expect(decideSession({ expiresAt, lastSeenAt: inSeconds(-59) }, now, 1000_000)).toMatchObject({ touch: false });
    expect(decideSession({ expiresAt, lastSeenAt: inSeconds(-60) }, now, 1000_000)).toMatchObject({ touch: true });
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
    expect(graceUntil(new Date('2026-03-01T12:00:00Z'))).toEqual(new Date('2026-03-01T12:00:30Z'));
  });
});
