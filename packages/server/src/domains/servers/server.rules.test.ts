import { describe, expect, it } from 'vitest';
import { isSettled, nameOfServer, problemOfAddress, problemOfHostname, problemOfUser } from './server.rules.ts';

describe('a host name', () => {
  it.each(['', 'node-1', 'a', 'Node-1.Example.org', `${'a'.repeat(63)}.b`, '1st'])('may be %j', (text) =>
    expect(problemOfHostname(text)).toBeUndefined(),
  );
  it.each(['-a', 'a-', 'a..b', '.a', 'a.', 'a b', 'a_b', 'a;reboot', '$(id)', 'a\n', 'ü', 'a'.repeat(64), 'a.'.repeat(127)])(
    'is not %j',
    (text) => expect(problemOfHostname(text)).toBeDefined(),
  );
});

describe('an address', () => {
  it.each(['10.0.0.1', '203.0.113.7', '192.168.255.255', '2001:db8::1', 'fe80::1', '::1', '::ffff:10.0.0.1'])(
    'may be %s',
    (text) => expect(problemOfAddress(text)).toBeUndefined(),
  );
  it.each([
    ...['', 'x', '10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.1/24', '10.0.0.1:22', ' 10.0.0.1', '10.0.0.1\n'],
    ...['2001:db8::/32', 'fe80::1%eth0', '[::1]', '2001:db8:::1', '::', '0:0:0:0:0:0:0:0', 'ff02::1'],
    ...['0.0.0.0', '224.0.0.1', '255.255.255.255'],
  ])('is not %j', (text) => expect(problemOfAddress(text)).toBeDefined());
});

describe('a user', () => {
  it.each(['root', 'ubuntu', '_apt', 'ec2-user', 'first.last', 'Admin'])('may be %s', (text) =>
    expect(problemOfUser(text)).toBeUndefined(),
  );
  it.each(['', '-oProxyCommand=id', '.a', '1a', 'a b', 'a;id', '$(id)', '`id`', 'a@b', 'a/b', 'a\n', "a'", 'a'.repeat(33)])(
    'is not %j',
    (text) => expect(problemOfUser(text)).toBeDefined(),
  );
});

describe('a server', () => {
  it('is called by its name, or else by its address', () => {
    expect(nameOfServer({ hostname: 'node-1', private_ip_address: '10.0.0.1' })).toBe('node-1');
    expect(nameOfServer({ hostname: '', private_ip_address: '10.0.0.1' })).toBe('10.0.0.1');
  });

  it('is settled when it is ready or has failed', () => {
    expect((['pending', 'provisioning', 'ready', 'failed'] as const).filter(isSettled)).toEqual(['ready', 'failed']);
  });
});
