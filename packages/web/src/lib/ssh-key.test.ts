import { expect, it } from 'vitest';
import { sshKeyKind } from './ssh-key.ts';

function field(bytes: readonly number[]): number[] {
  return [0, 0, bytes.length >> 8, bytes.length & 255, ...bytes];
}

function rsaLine(modulusBytes: number, isPadded: boolean): string {
  const algorithm = [...'ssh-rsa'].map((char) => char.charCodeAt(0));
  const modulus = [...(isPadded ? [0] : []), ...Array.from({ length: modulusBytes }, () => 255)];
  const bytes = [...field(algorithm), ...field([1, 0, 1]), ...field(modulus)];
  return `ssh-rsa ${btoa(String.fromCharCode(...bytes))} me@here`;
}

it.each([
  ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me', 'Ed25519'],
  ['ecdsa-sha2-nistp256 AAAA me', 'ECDSA nistp256'],
  [rsaLine(256, true), 'RSA 2048'],
  [rsaLine(512, true), 'RSA 4096'],
  [rsaLine(256, false), 'RSA 2048'],
  ['ssh-rsa ???', 'RSA'],
])('reads the kind of %s', (line, kind) => {
  expect(sshKeyKind(line)).toBe(kind);
});
