/** Bytes as SSH writes them (RFC 4251), and the file that OpenSSH keeps a private Ed25519 key in. */

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.byteLength), bytes]);
}

/** A number that is not negative: no leading zeros but for the one that keeps the sign. */
function mpint(value: Uint8Array): Buffer {
  const first = value.findIndex((byte) => byte !== 0);
  const bytes = first < 0 ? Buffer.alloc(0) : Buffer.from(value).subarray(first);
  const isSigned = (bytes[0] ?? 0) >= 0x80;
  return text(isSigned ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

export function rsaBlob(n: Uint8Array, e: Uint8Array): Buffer {
  return Buffer.concat([text('ssh-rsa'), mpint(e), mpint(n)]);
}

export function ed25519Blob(publicKey: Uint8Array): Buffer {
  return Buffer.concat([text('ssh-ed25519'), text(publicKey)]);
}

/** `curve` as SSH calls it, such as `nistp256`. */
export function ecdsaBlob(curve: string, x: Uint8Array, y: Uint8Array): Buffer {
  const point = Buffer.concat([Buffer.of(4), x, y]);
  return Buffer.concat([text(`ecdsa-sha2-${curve}`), text(curve), text(point)]);
}

export interface Ed25519Parts {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
  readonly comment: string;
  /** Four random bytes, by which a reader knows that it decrypted well. */
  readonly check: Uint8Array;
}

const cipherBlock = 8;
const lineLength = 70;

/** An unprotected `openssh-key-v1` file, which every OpenSSH since 6.5 reads. */
export function openSshEd25519({ publicKey, seed, comment, check }: Ed25519Parts): string {
  const blob = ed25519Blob(publicKey);
  const secret = text(Buffer.concat([seed, publicKey]));
  const open = Buffer.concat([check, check, blob, secret, text(comment)]);
  const missing = (cipherBlock - (open.byteLength % cipherBlock)) % cipherBlock;
  const padding = Buffer.from(Array.from({ length: missing }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[text('none'), text('none'), text(''), uint32(1), text(blob)],
    text(Buffer.concat([open, padding])),
  ]).toString('base64');
  const lines = body.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}
