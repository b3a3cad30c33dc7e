/** How a private key is protected, as far as its head tells. */
export type Protection =
  | { readonly kind: 'none' }
  | { readonly kind: 'passphrase' }
  /** Not opened here, and why. */
  | { readonly kind: 'refused'; readonly why: string };

/** OpenSSH writes 16 or 24; each costs milliseconds, and a key may claim four billion. */
const mostRounds = 256;
const magic = 'openssh-key-v1\0';

function refused(why: string): Protection {
  return { kind: 'refused', why };
}

/** The length-prefixed part at `offset`, undefined where there is none. */
function partAt(bytes: Buffer, offset: number): { readonly value: Buffer; readonly end: number } | undefined {
  if (offset + 4 > bytes.length) return undefined;
  const end = offset + 4 + bytes.readUInt32BE(offset);
  return end > bytes.length ? undefined : { value: bytes.subarray(offset + 4, end), end };
}

function protectionOfOpenSsh(body: string): Protection {
  const bytes = Buffer.from(body, 'base64');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return refused('is damaged');
  const cipher = partAt(bytes, magic.length);
  const kdf = cipher === undefined ? undefined : partAt(bytes, cipher.end);
  const options = kdf === undefined ? undefined : partAt(bytes, kdf.end);
  if (kdf === undefined || options === undefined) return refused('is damaged');
  if (kdf.value.toString('latin1') === 'none') return { kind: 'none' };
  const salt = partAt(options.value, 0);
  if (kdf.value.toString('latin1') !== 'bcrypt' || salt === undefined || salt.end + 4 > options.value.length)
    return refused('is protected in a way that is not known here');
  const rounds = options.value.readUInt32BE(salt.end);
  return rounds > mostRounds
    ? refused(`asks for ${rounds} rounds of bcrypt; at most ${mostRounds} are done`)
    : { kind: 'passphrase' };
}

const again = 'write it anew with `ssh-keygen -p -f <file>` and send that';

export function protectionOf(text: string): Protection {
  const openSsh = /-----BEGIN OPENSSH PRIVATE KEY-----([\sA-Za-z0-9+/=]*)-----END OPENSSH PRIVATE KEY-----/.exec(text);
  if (openSsh !== null) return protectionOfOpenSsh(openSsh[1] ?? '');
  // How often these derive their key is said deep inside, and done where it cannot be ended.
  if (text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----')) return refused(`is an encrypted PKCS#8 key: ${again}`);
  if (/^PuTTY-User-Key-File-[^12]:/m.test(text)) return refused('is of a newer PuTTY: export it as an OpenSSH key');
  const isPutty = text.includes('PuTTY-User-Key-File-');
  const isLocked = isPutty ? !/^Encryption: none\s*$/m.test(text) : /^Proc-Type: 4,ENCRYPTED/m.test(text);
  return { kind: isLocked ? 'passphrase' : 'none' };
}
