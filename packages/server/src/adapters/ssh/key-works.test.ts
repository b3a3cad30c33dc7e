import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { systemClock } from '@moorage/core/clock';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import type { KeyPair, KeyReading } from '../../domains/ssh-keys/ssh-key.ports.ts';
import { createFewAtATime } from './few-at-a-time.ts';
import { createKeyWorks } from './key-works.ts';
import { protectionOf } from './protection.ts';

const works = createKeyWorks({ clock: systemClock });

/** What an independent reader makes of the private half. */
function readBySsh2(pem: string): ssh2.ParsedKey {
  const parsed = ssh2.utils.parseKey(pem);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || key instanceof Error) throw new Error('it is no key');
  return key;
}

function expectPair(pair: KeyPair, algorithm: string): void {
  const key = readBySsh2(pair.privatePem);
  expect([key.type, key.isPrivateKey()]).toEqual([algorithm, true]);
  expect(key.getPublicSSH().equals(pair.blob)).toBe(true);
  const line = ssh2.utils.parseKey(`${pair.algorithm} ${Buffer.from(pair.blob).toString('base64')}`);
  const publicKey = Array.isArray(line) ? line[0] : line;
  if (publicKey === undefined || publicKey instanceof Error) throw new Error('it is no public key');
  expect(publicKey.verify('data', key.sign('data'))).toBe(true);
}

function pairOf(reading: KeyReading): KeyPair {
  if (reading.kind === 'refused') throw new Error(`${reading.field} ${reading.message}`);
  return reading.pair;
}

describe('a generated key', () => {
  it('of Ed25519 is in the format of OpenSSH', async () => {
    const pair = await works.generate({ type: 'ed25519' });
    expect(pair.privatePem).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    expectPair(pair, 'ssh-ed25519');
    expect((await works.generate({ type: 'ed25519' })).privatePem).not.toBe(pair.privatePem);
  });

  it('of RSA is in PKCS#1, of the size that was asked for', async () => {
    const pair = await works.generate({ type: 'rsa', bits: 2048 });
    expect(pair.privatePem).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(createPrivateKey(pair.privatePem).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expectPair(pair, 'ssh-rsa');
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const locked = ssh2.utils.generateKeyPairSync('ed25519', {
  passphrase: 'open sesame',
  cipher: 'aes256-cbc',
  rounds: 4,
  comment: 'ada@example.com',
});

describe('a key that is taken in', () => {
  it('may come as OpenSSH, PKCS#1, PKCS#8 and SEC 1 write it', async () => {
    const openSsh = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'of ada' });
    const pair = pairOf(await works.read(openSsh.private, undefined));
    expectPair(pair, 'ssh-ed25519');
    expect(pair.comment).toBe('of ada');
    const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expectPair(pairOf(await works.read(ed25519, undefined)), 'ssh-ed25519');
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      expectPair(pairOf(await works.read(rsa.export({ type, format: 'pem' }).toString(), undefined)), 'ssh-rsa');
    }
    for (const [namedCurve, curve] of [
      ['P-256', 'nistp256'],
      ['P-384', 'nistp384'],
      ['P-521', 'nistp521'],
    ]) {
      const key = generateKeyPairSync('ec', { namedCurve: namedCurve ?? '' }).privateKey;
      const read = await works.read(key.export({ type: 'sec1', format: 'pem' }).toString(), undefined);
      expectPair(pairOf(read), `ecdsa-sha2-${curve}`);
    }
  });

  it('is opened by its passphrase, and kept without one', async () => {
    const pair = pairOf(await works.read(locked.private, 'open sesame'));
    expectPair(pair, 'ssh-ed25519');
    expect(pair.comment).toBe('ada@example.com');
    const old = rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'old' }).toString();
    expectPair(pairOf(await works.read(old, 'old')), 'ssh-rsa');
  });

  it('is refused with a wrong passphrase or none', async () => {
    expect(await works.read(locked.private, 'wrong')).toMatchObject({ kind: 'refused', field: 'passphrase' });
    for (const none of [undefined, '']) {
      expect(await works.read(locked.private, none)).toMatchObject({ kind: 'refused', field: 'passphrase' });
    }
  });

  it('needs no passphrase where it has none, though one is sent', async () => {
    const plain = ssh2.utils.generateKeyPairSync('ed25519').private;
    expectPair(pairOf(await works.read(plain, 'whatever')), 'ssh-ed25519');
  });

  it.each([
    ['nothing', 'junk'],
    ['a public key', ssh2.utils.generateKeyPairSync('ed25519').public],
    ['a damaged one', `${locked.private.slice(0, 120)}\n-----END OPENSSH PRIVATE KEY-----\n`],
    ['a cut one', locked.private.slice(0, 200)],
    [
      'an RSA key of 1024 bits',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
    ],
    ['an X25519 key', generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
    [
      'a key on another curve',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export({ type: 'sec1', format: 'pem' }),
    ],
  ])('is refused where it is %s', async (_what, text) => {
    expect(await works.read(text.toString(), undefined)).toMatchObject({ kind: 'refused', field: 'private_key' });
  });
});

describe('the work that a protected key asks for', () => {
  function claiming(rounds: number): string {
    const lines = locked.private.trim().split('\n');
    const bytes = Buffer.from(lines.slice(1, -1).join(''), 'base64');
    const at = bytes.indexOf('bcrypt') + 'bcrypt'.length + 4 + 4 + 16;
    bytes.writeUInt32BE(rounds, at);
    return [lines[0], bytes.toString('base64'), lines.at(-1), ''].join('\n');
  }

  it('is bounded before any of it is done', async () => {
    expect(protectionOf(claiming(4))).toEqual({ kind: 'passphrase' });
    expect(protectionOf(claiming(4_294_967_295)).kind).toBe('refused');
    expect(await works.read(claiming(1_000_000), 'x')).toMatchObject({ kind: 'refused', field: 'private_key' });
    const pkcs8 = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
    expect(await works.read(pkcs8, 'x')).toMatchObject({ kind: 'refused', message: expect.stringContaining('ssh-keygen -p') });
  });
});

describe('few at a time', () => {
  it('run, some wait in order, and the rest is refused', async () => {
    const few = createFewAtATime({ running: 2, waiting: 1 });
    const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    const begun: number[] = [];
    const runs = gates.map(({ promise }, index) =>
      few(async () => {
        begun.push(index);
        await promise;
        return index;
      }),
    );
    await expect(few(async () => 0)).rejects.toMatchObject({ code: 'unavailable' });
    expect(begun).toEqual([0, 1]);
    gates[1]?.resolve();
    expect(await runs[1]).toBe(1);
    gates[2]?.resolve();
    expect(await runs[2]).toBe(2);
    gates[0]?.resolve();
    expect(await runs[0]).toBe(0);
    await expect(few(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await few(async () => 'on')).toBe('on');
  });
});
