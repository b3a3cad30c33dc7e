import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { createPublicLookup } from './outgoing-address.ts';

function look(addresses: readonly string[]): Promise<string> {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = createPublicLookup(() => Promise.resolve(found));
  return new Promise((resolve) => {
    lookup('name.example', { all: true }, (error: NodeJS.ErrnoException | null, given: string | LookupAddress[]) =>
      resolve(error === null ? JSON.stringify(given) : (error.code ?? error.message)),
    );
  });
}

describe('the lookup for connections on behalf of tenants', () => {
  it('gives all public addresses of a name', async () => {
    expect(await look(['198.41.0.4', '2606:4700::1111'])).toContain('198.41.0.4');
  });

  it.each([
    ['this machine', ['127.0.0.1']],
    ['where clouds keep secrets', ['169.254.169.254']],
    ['a private network', ['10.1.2.3']],
    ['one of several', ['198.41.0.4', '192.168.0.1']],
    ['this machine in IPv6', ['::1']],
    ['IPv4 within IPv6', ['::ffff:127.0.0.1']],
    ['nothing', []],
  ])('refuses %s', async (_what, addresses) => {
    expect(await look(addresses)).toBe('EACCES');
  });

  it('tells of a name that has no address', async () => {
    const lookup = createPublicLookup(() => Promise.reject(new Error('not found')));
    const error = await new Promise((resolve) => lookup('x', { all: true }, (failure) => resolve(failure?.message)));
    expect(error).toBe('not found');
  });
});
