import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from './certificates.ts';

describe('certificates', () => {
  const { ca, cert, key } = makeCertificates({
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
  });
  const authority = new X509Certificate(ca);
  const server = new X509Certificate(cert);

  it('form a chain', () => {
    expect(authority.ca).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  it('stand for loopback names only, for the given time', () => {
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkIP('::1')).toBe('::1');
    expect(server.checkHost('example.com')).toBeUndefined();
    expect(server.validFromDate).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect(server.validToDate).toEqual(new Date('2036-01-01T00:00:00Z'));
  });
});
