import { describe, expect, it } from 'vitest';
import { isApex, parseHost } from './host.rules.ts';

const settings = { deploymentDomain: 'apps.example.com', ownHost: 'console.example.com' };
const hostOf = (typed: string) => {
  const result = parseHost(typed, settings);
  return result.kind === 'ok' ? result.host : undefined;
};
const issueOf = (typed: string) => {
  const result = parseHost(typed, settings);
  return result.kind === 'invalid' ? result.message : undefined;
};

describe('a host that is claimed', () => {
  it.each([
    ['Shop.Example.ORG', 'shop.example.org'],
    ['  shop.example.org. ', 'shop.example.org'],
    ['example.org', 'example.org'],
    ['example.co.uk', 'example.co.uk'],
    ['www.example.co.uk', 'www.example.co.uk'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['日本語.example.jp', 'xn--wgv71a119e.example.jp'],
    ['ＦＵＬＬ.example.org', 'full.example.org'],
    ['a--b.example.org', 'a--b.example.org'],
    ['app.shop.test', 'app.shop.test'],
  ])('%s is %s', (typed, host) => {
    expect(hostOf(typed)).toBe(host);
  });

  it.each([
    ['', /not a host name/],
    ['.', /not a host name/],
    ['com', /suffix/],
    ['co.uk', /suffix/],
    ['github.io', /suffix/],
    ['*.example.org', /wildcard/],
    ['sh*p.example.org', /wildcard/],
    ['https://shop.example.org', /without https/],
    ['shop.example.org:8080', /port or a path/],
    ['shop.example.org/path', /port or a path/],
    ['user@shop.example.org', /port or a path/],
    ['shop example.org', /port or a path/],
    ['127.0.0.1', /IP address/],
    ['0x7f.1', /IP address/],
    ['2130706433', /IP address/],
    ['::1', /IP address/],
    ['2001:db8::1', /IP address/],
    ['[::1]', /port or a path/],
    ['a..example.org', /not a host name/],
    ['-a.example.org', /not a host name/],
    ['a_b.example.org', /not a host name/],
    [`${'a'.repeat(64)}.example.org`, /not a host name/],
    [`${'abcdefgh.'.repeat(28)}example.org`, /too long/],
    ['localhost', /suffix/],
    ['shop.localhost', /leads nowhere/],
    ['printer.local', /leads nowhere/],
    ['apps.example.com', /belongs to the platform/],
    ['victim.apps.example.com', /belongs to the platform/],
    ['VICTIM.Apps.Example.com.', /belongs to the platform/],
    ['console.example.com', /address of this platform/],
  ])('is never %s', (typed, message) => {
    expect(issueOf(typed)).toMatch(message);
  });

  it('may have a name that only ends like one of the platform', () => {
    expect(hostOf('myapps.example.com')).toBe('myapps.example.com');
  });
});

describe('an apex', () => {
  it('is what is registered, not what is below it', () => {
    expect(['example.org', 'example.co.uk', 'me.github.io'].map(isApex)).toEqual([true, true, true]);
    expect(['www.example.org', 'www.example.co.uk', 'a.b.example.org'].map(isApex)).toEqual([false, false, false]);
  });
});
