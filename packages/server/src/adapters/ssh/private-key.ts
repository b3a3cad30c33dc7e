/** From a private key, in whatever file it came, to the pair that is kept: RSA in PKCS#1, Ed25519 as OpenSSH, ECDSA in SEC 1. */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import ssh2 from 'ssh2';
import type { KeyPair, KeyReading } from '../../domains/ssh-keys/ssh-key.ports.ts';
import { ecdsaBlob, ed25519Blob, openSshEd25519, rsaBlob } from './ssh-encoding.ts';

const [leastRsaBits, mostRsaBits] = [2048, 16_384];

const curves: Readonly<Record<string, { readonly curve: string; readonly bits: number } | undefined>> = {
  'P-256': { curve: 'nistp256', bits: 256 },
  'P-384': { curve: 'nistp384', bits: 384 },
  'P-521': { curve: 'nistp521', bits: 521 },
};

function bytesOf(part: string | undefined): Buffer {
  return Buffer.from(part ?? '', 'base64url');
}

function pemOf(key: KeyObject, type: 'pkcs1' | 'sec1'): string {
  return key.export({ type, format: 'pem' }).toString();
}

function rsaPair(key: KeyObject, bits: number, comment: string): KeyPair {
  const { n, e } = createPublicKey(key).export({ format: 'jwk' });
  const blob = rsaBlob(bytesOf(n), bytesOf(e));
  return { type: 'rsa', bits, algorithm: 'ssh-rsa', blob, privatePem: pemOf(key, 'pkcs1'), comment };
}

function ed25519Pair(key: KeyObject, comment: string): KeyPair {
  const { d } = key.export({ format: 'jwk' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const publicKey = bytesOf(x);
  const privatePem = openSshEd25519({ publicKey, seed: bytesOf(d), comment, check: randomBytes(4) });
  return { type: 'ed25519', bits: 256, algorithm: 'ssh-ed25519', blob: ed25519Blob(publicKey), privatePem, comment };
}

function ecdsaPair(key: KeyObject, comment: string): KeyPair | undefined {
  const { crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const known = curves[String(crv)];
  if (known === undefined) return undefined;
  const blob = ecdsaBlob(known.curve, bytesOf(x), bytesOf(y));
  const algorithm = `ecdsa-sha2-${known.curve}`;
  return { type: 'ecdsa', bits: known.bits, algorithm, blob, privatePem: pemOf(key, 'sec1'), comment };
}

function refused(message: string, field: 'private_key' | 'passphrase' = 'private_key'): KeyReading {
  return { kind: 'refused', field, message };
}

/** The pair of a private key, refused where it is of a kind or a size that is not taken. */
export function pairOf(key: KeyObject, comment = ''): KeyReading {
  if (key.asymmetricKeyType === 'ed25519') return { kind: 'ok', pair: ed25519Pair(key, comment) };
  if (key.asymmetricKeyType === 'rsa') {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < leastRsaBits || bits > mostRsaBits)
      return refused(`is an RSA key of ${bits} bits; from ${leastRsaBits} to ${mostRsaBits} are taken`);
    return { kind: 'ok', pair: rsaPair(key, bits, comment) };
  }
  const pair = key.asymmetricKeyType === 'ec' ? ecdsaPair(key, comment) : undefined;
  return pair === undefined ? refused('is of a kind that is not taken: use Ed25519, RSA or ECDSA') : { kind: 'ok', pair };
}

/** OpenSSH and PuTTY have files of their own, which are read into PEM first. */
function openOwnFormat(text: string, passphrase: string | undefined): { pem: string; comment: string } | undefined {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (key === undefined || key instanceof Error || !key.isPrivateKey()) return undefined;
  return { pem: key.getPrivatePEM(), comment: key.comment };
}

/** Reads a private key; takes its time where a passphrase protects it. */
export function readPrivateKey(text: string, passphrase: string | undefined): KeyReading {
  const failure =
    passphrase === undefined ? refused('cannot be read as a private key') : refused('does not open the key', 'passphrase');
  try {
    const isOwnFormat = text.includes('BEGIN OPENSSH PRIVATE KEY') || text.includes('PuTTY-User-Key-File-');
    if (!isOwnFormat) return pairOf(createPrivateKey(passphrase === undefined ? text : { key: text, passphrase }));
    const open = openOwnFormat(text, passphrase);
    return open === undefined ? failure : pairOf(createPrivateKey(open.pem), open.comment);
  } catch {
    return failure;
  }
}
