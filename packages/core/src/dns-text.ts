/**
 * Records of the DNS as text: one spelling for each value, whoever wrote it.
 *
 * Providers and people spell the same record differently: with and without a dot at the end, in capitals, texts with quotes and in
 * pieces, addresses of IPv6 in many ways. What is compared, here and with what a zone has, is the canonical spelling: names in small
 * letters without the last dot, addresses as short as can be, texts as their content without quotes. Nothing here does any I/O.
 */

export const recordTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SRV', 'CAA'] as const;
export type RecordType = (typeof recordTypes)[number];

export type ParsedValue =
  | { readonly kind: 'ok'; readonly value: string }
  | { readonly kind: 'refused'; readonly message: string };

/** How `\123` within quotes is meant: octal at Route 53, decimal in zone files. */
export type Escapes = 8 | 10;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function ok(value: string): ParsedValue {
  return { kind: 'ok', value };
}

function refused(message: string): ParsedValue {
  return { kind: 'refused', message };
}

const piece = /"((?:[^"\\]|\\[\s\S])*)" */y;
const codes: Readonly<Record<Escapes, RegExp>> = { 8: /^[0-3][0-7]{2}$/, 10: /^(?:[01]\d\d|2[0-4]\d|25[0-5])$/ };

/** Bytes of what is within one pair of quotes. */
function bytesWithin(inner: string, escapes: Escapes): Uint8Array[] {
  return [...inner.matchAll(/[^\\]+|\\(\d{3}|[\s\S])/gu)].map(([plain, escaped]) => {
    if (escaped === undefined) return encoder.encode(plain);
    if (codes[escapes].test(escaped)) return Uint8Array.of(Number.parseInt(escaped, escapes));
    return encoder.encode(escaped);
  });
}

/** The content of quoted pieces; undefined where the text is no row of such. */
export function unquoteText(text: string, escapes: Escapes = 8): string | undefined {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < text.length; at = piece.lastIndex) {
    piece.lastIndex = at;
    const [whole, inner = ''] = piece.exec(text) ?? [];
    if (whole === undefined) return undefined;
    parts.push(...bytesWithin(inner, escapes));
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return decoder.decode(bytes);
}

function quotedByte(byte: number, escapes: Escapes): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\${byte.toString(escapes).padStart(3, '0')}`;
}

/** Pieces of up to 255 bytes, as the DNS has them. */
export function textPieces(content: string): Uint8Array[] {
  const bytes = encoder.encode(content);
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * 255, (index + 1) * 255));
}

/** A content in quotes, in pieces where it is long. */
export function quoteText(content: string, escapes: Escapes = 8): string {
  return textPieces(content)
    .map((bytes) => `"${[...bytes].map((byte) => quotedByte(byte, escapes)).join('')}"`)
    .join(' ');
}

/** Without escapes and the last dot, in small letters: `\052.Example.org.` is `*.example.org`. */
export function canonicalName(text: string, escapes: Escapes = 8): string {
  const plain = text.replaceAll(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, escapes)));
  return plain.toLowerCase().replace(/\.$/, '');
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Whether a canonical name is that of a host, as values of records have them. */
export function isHostName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((part) => label.test(part));
}

function hostValue(text: string, what = ''): ParsedValue {
  const name = canonicalName(text);
  return isHostName(name) ? ok(name) : refused(`${what}must be a host name such as host.example.org`);
}

function canonicalIpv6(text: string): string | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(':')) return undefined;
  return URL.canParse(`http://[${text}]/`) ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : undefined;
}

function isShort(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function parseMx(text: string): ParsedValue {
  const [preference, host, ...rest] = text.split(/\s+/);
  if (!isShort(preference) || host === undefined || rest.length > 0)
    return refused('must be a preference and a host, such as 10 mail.example.org');
  // A domain that takes no mail (RFC 7505).
  if (host === '.') return Number(preference) === 0 ? ok('0 .') : refused('must have the preference 0 where there is no host');
  const parsed = hostValue(host, 'its host ');
  return parsed.kind === 'ok' ? ok(`${Number(preference)} ${parsed.value}`) : parsed;
}

function parseSrv(text: string): ParsedValue {
  const [priority, weight, port, host, ...rest] = text.split(/\s+/);
  if (!isShort(priority) || !isShort(weight) || !isShort(port) || host === undefined || rest.length > 0)
    return refused('must be priority, weight, port and host, such as 0 5 443 host.example.org');
  const parsed = host === '.' ? ok('.') : hostValue(host, 'its host ');
  return parsed.kind === 'ok' ? ok(`${Number(priority)} ${Number(weight)} ${Number(port)} ${parsed.value}`) : parsed;
}

function parseCaa(text: string): ParsedValue {
  const [, flags, tag, rest = ''] = /^(\d{1,3})\s+([A-Za-z0-9]{1,15})\s+(\S[\s\S]*)$/.exec(text) ?? [];
  if (flags === undefined || tag === undefined || Number(flags) > 255)
    return refused('must be flags, tag and value, such as 0 issue "letsencrypt.org"');
  const value = rest.startsWith('"') ? unquoteText(rest) : rest;
  if (value === undefined || value.length > 255) return refused('has a value that does not end, or more than one');
  return ok(`${Number(flags)} ${tag.toLowerCase()} ${quoteText(value)}`);
}

function parseText(text: string, escapes: Escapes): ParsedValue {
  const content = text.startsWith('"') ? unquoteText(text, escapes) : text;
  if (content === undefined) return refused('has quotes that do not match');
  if (/[\n\r\0]/.test(content)) return refused('must be one line');
  return content === '' ? refused('must not be empty') : ok(content);
}

const parsers: Readonly<Record<RecordType, (text: string, escapes: Escapes) => ParsedValue>> = {
  A: (text) =>
    /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text) ? ok(text) : refused('must be an IPv4 address'),
  AAAA: (text) => {
    const address = canonicalIpv6(text);
    return address === undefined ? refused('must be an IPv6 address') : ok(address);
  },
  CNAME: (text) => hostValue(text),
  NS: (text) => hostValue(text),
  TXT: parseText,
  MX: parseMx,
  SRV: parseSrv,
  CAA: parseCaa,
};

/** A value of a record in its one spelling, or what is wrong with it. */
export function parseRecordValue(type: RecordType, text: string, escapes: Escapes = 8): ParsedValue {
  return parsers[type](text.trim(), escapes);
}

export function isRecordType(text: string): text is RecordType {
  return recordTypes.some((type) => type === text);
}
