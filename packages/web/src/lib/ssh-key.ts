/** What a public SSH key tells of itself. */

const names: Readonly<Record<string, string>> = { 'ssh-ed25519': 'Ed25519', 'ssh-rsa': 'RSA' };

/** Length of the field that begins here, as 32 bits; 0 behind the end. */
function lengthAt(bytes: Uint8Array, at: number): number {
  return bytes.slice(at, at + 4).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Bits of the modulus, the third field of an RSA key. */
function rsaBits(bytes: Uint8Array): number {
  const exponent = 4 + lengthAt(bytes, 0);
  const modulus = exponent + 4 + lengthAt(bytes, exponent);
  // A number whose first bit is set has a zero before it, or it would be negative.
  const isPadded = bytes[modulus + 4] === 0;
  return (lengthAt(bytes, modulus) - (isPadded ? 1 : 0)) * 8;
}

/** `RSA 4096`, `Ed25519`; the algorithm's own name for others. */
export function sshKeyKind(publicKey: string): string {
  const [algorithm = '', data = ''] = publicKey.split(' ');
  const name = names[algorithm] ?? algorithm.replace('ecdsa-sha2-', 'ECDSA ');
  if (algorithm !== 'ssh-rsa') return name;
  try {
    return `${name} ${rsaBits(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)))}`;
  } catch {
    return name;
  }
}
