import { describe, expect, it } from 'vitest';
import { challengeName, domainOfEmail, parseEmailDomain, proofOf, recordValue } from './email-domain.rules.ts';

describe('a domain as typed', () => {
  it.each([
    ['Example.COM', 'example.com'],
    [' @example.com. ', 'example.com'],
    ['mail.example.co.uk', 'mail.example.co.uk'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('%j is %s', (typed, domain) => {
    expect(parseEmailDomain(typed)).toEqual({ kind: 'ok', domain });
  });

  it.each([
    '',
    '@',
    'com',
    'a b.com',
    'https://example.com',
    'ada@example.com',
    '*.example.com',
    '10.0.0.1',
    '-a.com',
    'a..com',
    'a_b.com',
  ])('%j is refused', (typed) => {
    expect(parseEmailDomain(typed).kind).toBe('invalid');
  });

  it.each(['gmail.com', 'GMAIL.com', 'outlook.com', 'users.noreply.github.com'])('%s is anybody’s, so nobody’s', (typed) => {
    expect(parseEmailDomain(typed)).toMatchObject({ message: expect.stringContaining('mail provider') });
  });
});

describe('the domain of an address', () => {
  it('is what follows the last at sign, and no domain above it', () => {
    expect(domainOfEmail('ada@Example.com')).toBe('example.com');
    expect(domainOfEmail('"a@evil.example"@example.com')).toBe('example.com');
    expect(domainOfEmail('ada@mail.example.com')).toBe('mail.example.com');
  });

  it('is none of a provider’s, and none of what is no address', () => {
    for (const email of ['ada@gmail.com', 'ada', '@example.com', 'ada@localhost']) expect(domainOfEmail(email)).toBeUndefined();
  });
});

describe('a proof', () => {
  it('is the token’s own record, among whichever others', () => {
    expect(challengeName('example.com')).toBe('_moorage-email.example.com');
    expect(proofOf({ kind: 'found', values: ['v=spf1', recordValue('t')] }, 't')).toBe('ok');
    expect(proofOf({ kind: 'found', values: [recordValue('other'), 't'] }, 't')).toBe('wrong');
    expect(proofOf({ kind: 'no-name' }, 't')).toBe('missing');
    expect(proofOf({ kind: 'failed', reason: 'timeout' }, 't')).toBe('unknown');
  });
});
