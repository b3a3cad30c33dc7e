/**
 * A certificate authority, and the server and client certificates it signs.
 *
 * X.509 in DER is written here by hand because so little of it is needed: two version-3 certificates with ECDSA P-256 keys. Libraries
 * that do it bring a reflection polyfill and some 150 ms of start-up with them. References: RFC 5280 (fields), RFC 5480 (keys).
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates extends Certificate {
  readonly ca: string;
}

export interface Authority {
  readonly ca: string;
  /** For `localhost` and the loopback addresses. */
  forServer(subject: string, validity: Validity): Certificate;
  forClient(subject: string, validity: Validity): Certificate;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
const oids = {
  commonName: [0x55, 0x04, 0x03],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  subjectKeyId: [0x55, 0x1d, 0x0e],
  keyUsage: [0x55, 0x1d, 0x0f],
  alternativeNames: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  authorityKeyId: [0x55, 0x1d, 0x23],
  extendedUsage: [0x55, 0x1d, 0x25],
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  clientAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
} as const;

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(tags.sequence, ...parts);
const oid = (bytes: readonly number[]): Buffer => der(tags.oid, Buffer.from(bytes));
const bits = (content: Uint8Array, unused = 0): Buffer => der(tags.bits, Buffer.from([unused]), content);
const time = (date: Date): Buffer => der(tags.time, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
const name = (text: string): Buffer => sequence(der(tags.set, sequence(oid(oids.commonName), der(tags.utf8, Buffer.from(text)))));
const yes = der(tags.boolean, Buffer.from([0xff]));

function extension(id: readonly number[], value: Uint8Array, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [yes] : []), der(tags.octets, value));
}

/** A positive serial number of 128 random bits. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return der(tags.integer, bytes);
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const keyId = (key: KeyObject): Buffer => createHash('sha256').update(spki(key)).digest().subarray(0, 20);

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

interface Issue {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Buffer[];
}

function issue({ subject, issuer, publicKey, signingKey, validity, extensions }: Issue): string {
  const algorithm = sequence(oid(oids.ecdsaWithSha256));
  const version3 = der(0xa0, der(tags.integer, Buffer.from([2])));
  const period = sequence(time(validity.notBefore), time(validity.notAfter));
  const body = sequence(
    version3,
    serial(),
    algorithm,
    name(issuer),
    period,
    name(subject),
    spki(publicKey),
    der(0xa3, sequence(...extensions)),
  );
  return toPem(sequence(body, algorithm, bits(sign('sha256', body, signingKey))));
}

const authority = 'moorage-embedded-cluster-ca';
const certSignAndCrlSign = bits(Buffer.from([0x06]), 1);
const digitalSignature = bits(Buffer.from([0x80]), 7);

function loopbackNames(): Buffer {
  const loopback6 = Buffer.alloc(16);
  loopback6.writeUInt8(1, 15);
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])), der(0x87, loopback6));
  return extension(oids.alternativeNames, names);
}

/** Makes the keys of an authority and its own certificate. */
export function createAuthority(validity: Validity): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = { issuer: authority, signingKey: own.privateKey };
  const ca = issue({
    ...signed,
    subject: authority,
    publicKey: own.publicKey,
    validity,
    extensions: [
      extension(oids.basicConstraints, sequence(yes), true),
      extension(oids.keyUsage, certSignAndCrlSign, true),
      extension(oids.subjectKeyId, der(tags.octets, keyId(own.publicKey))),
    ],
  });
  function leaf(subject: string, during: Validity, more: readonly Buffer[]): Certificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const extensions = [
      extension(oids.basicConstraints, sequence(), true),
      extension(oids.keyUsage, digitalSignature, true),
      ...more,
      extension(oids.authorityKeyId, sequence(der(0x80, keyId(own.publicKey)))),
    ];
    const cert = issue({ ...signed, subject, publicKey, validity: during, extensions });
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }
  const usage = (id: readonly number[]): Buffer => extension(oids.extendedUsage, sequence(oid(id)));
  return {
    ca,
    forServer: (subject, during) => leaf(subject, during, [usage(oids.serverAuth), loopbackNames()]),
    forClient: (subject, during) => leaf(subject, during, [usage(oids.clientAuth)]),
  };
}

/** Certificates for `localhost` and the loopback addresses, of an authority that signs nothing else. */
export function makeCertificates(validity: Validity): Certificates {
  const own = createAuthority(validity);
  return { ca: own.ca, ...own.forServer('moorage-embedded-cluster', validity) };
}
