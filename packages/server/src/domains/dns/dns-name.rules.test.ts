import { describe, expect, it } from 'vitest';
import { parseDomainName, parseRecordName } from './dns-name.rules.ts';

describe('a domain', () => {
  it.each([
    ['Example.ORG.', 'example.org'],
    [' a.b.example.org ', 'a.b.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('%s is %s', (text, name) => {
    expect(parseDomainName(text)).toEqual({ kind: 'ok', name });
  });

  it.each([
    '',
    'org',
    'example..org',
    '-a.org',
    'a_b.org',
    '*.example.org',
    'a b.org',
    '192.0.2.1',
    'x/y.org',
    `${'a.'.repeat(130)}org`,
  ])('is not %s', (text) => {
    expect(parseDomainName(text).kind).toBe('refused');
  });
});

describe('a record', () => {
  it.each([
    ['@', '@'],
    ['Example.org', '@'],
    ['example.org.', '@'],
    ['api.example.org', 'api'],
    ['API.Example.org.', 'api'],
    ['api', 'api'],
    ['a.b', 'a.b'],
    ['*', '*'],
    ['*.apps.example.org', '*.apps'],
    ['_acme-challenge', '_acme-challenge'],
    ['müll', 'xn--mll-hoa'],
  ])('%s is %s', (text, name) => {
    expect(parseRecordName(text, 'example.org')).toEqual({ kind: 'ok', name });
  });

  it.each([
    '',
    '.',
    'a..b',
    'a.*',
    'a b',
    '-a',
    'api.example.net.',
    '_autoglue',
    '_autoglue.www',
    'extdns-www',
    'x'.repeat(64),
    'a/b',
  ])('is not %s', (text) => {
    expect(parseRecordName(text, 'example.org').kind).toBe('refused');
  });
});
