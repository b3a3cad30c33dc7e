import { describe, expect, it } from 'vitest';
import { createIpList, isIpRange } from './ip-list.ts';

describe('a list of addresses', () => {
  const list = createIpList(['203.0.113.7', '10.0.0.0/8', '2001:db8::/32']);

  it.each(['203.0.113.7', '10.200.3.4', '2001:db8:ffff::1', '::ffff:10.1.2.3'])('has %s', (ip) => {
    expect(list.has(ip)).toBe(true);
  });

  it.each(['203.0.113.8', '11.0.0.1', '2001:db9::1', '::ffff:11.0.0.1', '', 'localhost', '10.0.0.1/8'])('has not %s', (ip) => {
    expect(list.has(ip)).toBe(false);
  });

  it.each(['10.0.0.0/8', '::/0', '0.0.0.0/0', '127.0.0.1', '::1'])('takes %s', (text) => {
    expect(isIpRange(text)).toBe(true);
  });

  it.each(['10.0.0.0/33', '::/129', '10.0.0', 'example.com', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', ''])(
    'refuses %s',
    (text) => {
      expect(isIpRange(text)).toBe(false);
    },
  );
});
