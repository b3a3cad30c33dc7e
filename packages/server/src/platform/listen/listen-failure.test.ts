import { describe, expect, it } from 'vitest';
import { isAddressInUse, listenFailure } from './listen-failure.ts';

const listener = { what: 'the API', host: '127.0.0.1', port: 8080, variable: 'BIND_PORT' };

const failing = (code: string): Error => Object.assign(new Error(`listen ${code}`), { code });

describe('a port that cannot be listened on', () => {
  it('is told to be in use, with what moves us to another', () => {
    const failure = listenFailure(failing('EADDRINUSE'), listener);
    expect(failure.message).toBe('Port 8080 of 127.0.0.1, for the API, is in use.');
    expect(failure.details?.nextStep).toBe('Stop the program that uses it, or choose another with BIND_PORT.');
  });

  it.each([
    ['EACCES', /below 1024/],
    ['EADDRNOTAVAIL', /no such address/],
    ['EIO', /Mend what the message names/],
  ])('%s has a next step of its own', (code, expected) => {
    const failure = listenFailure(failing(code), listener);
    expect(failure.message).toContain(code);
    expect(failure.details?.nextStep).toMatch(expected);
  });

  it('is in use only when the system says so', () => {
    expect(isAddressInUse(failing('EADDRINUSE'))).toBe(true);
    expect(isAddressInUse(failing('EACCES'))).toBe(false);
    expect(isAddressInUse('EADDRINUSE')).toBe(false);
  });
});
