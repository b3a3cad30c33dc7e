/** Messages of the DNS as bytes (RFC 1035, RFC 2136): as much of them as updating a zone and reading names of it takes. */

import { canonicalName, type RecordType, quoteText, textPieces, unquoteText } from '@moorage/core/dns-text';

export const typeCodes: Readonly<Record<RecordType | 'SOA' | 'ANY' | 'TSIG', number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, SRV: 33, TSIG: 250, ANY: 255, CAA: 257 },
};
export const classes = { IN: 1, NONE: 254, ANY: 255 } as const;

/** A record of a message; its data are bytes. */
export interface WireRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly data: Uint8Array;
}

export interface WireMessage {
  readonly id: number;
  /** With response bit, opcode and code. */
  readonly flags: number;
  readonly questions: readonly { readonly name: string; readonly type: number; readonly class: number }[];
  readonly answers: readonly WireRecord[];
  readonly authority: readonly WireRecord[];
  readonly additional: readonly WireRecord[];
}

export class BadMessage extends Error {}

export function encodeName(name: string): Buffer {
  if (name === '' || name === '.') return Buffer.of(0);
  const parts = name.split('.').map((part) => {
    const bytes = Buffer.from(part, 'latin1');
    if (bytes.length === 0 || bytes.length > 63) throw new BadMessage('a label has no length that can be');
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  });
  return Buffer.concat([...parts, Buffer.of(0)]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function encodeRecord({ name, type, class: kind, ttl, data }: WireRecord): Buffer {
  return Buffer.concat([encodeName(name), short(type), short(kind), long(ttl), short(data.length), data]);
}

export function encodeMessage({ id, flags, questions, answers, authority, additional }: WireMessage): Buffer {
  const counts = [questions, answers, authority, additional].map(({ length }) => short(length));
  const asked = questions.map(({ name, type, class: kind }) => Buffer.concat([encodeName(name), short(type), short(kind)]));
  const records = [...answers, ...authority, ...additional].map(encodeRecord);
  return Buffer.concat([short(id), short(flags), ...counts, ...asked, ...records]);
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function take(cursor: Cursor, length: number): Buffer {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new BadMessage('the message is cut off');
  const part = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return part;
}

const mostPointers = 64;

/** The name at a place, and where what follows it begins. */
function nameAt(bytes: Buffer, start: number): { name: string; end: number } {
  const parts: string[] = [];
  const cursor: Cursor = { bytes, at: start };
  let end: number | undefined;
  for (let jumps = 0; jumps <= mostPointers + 128; jumps += 1) {
    const [length = 0] = take(cursor, 1);
    if (length === 0) return { name: parts.join('.').toLowerCase(), end: end ?? cursor.at };
    if (length < 64) {
      parts.push(take(cursor, length).toString('latin1'));
      continue;
    }
    const [low = 0] = take(cursor, 1);
    end ??= cursor.at;
    cursor.at = ((length & 0x3f) << 8) | low;
  }
  throw new BadMessage('a name does not end');
}

function readName(cursor: Cursor): string {
  const { name, end } = nameAt(cursor.bytes, cursor.at);
  cursor.at = end;
  return name;
}

/** Names within data are written out, so that data can be compared and sent on. */
function plainData(bytes: Buffer, type: number, { start, length }: { start: number; length: number }): Buffer {
  const prefix = { [typeCodes.MX]: 2, [typeCodes.SRV]: 6, [typeCodes.CNAME]: 0, [typeCodes.NS]: 0 }[type];
  const data = bytes.subarray(start, start + length);
  if (prefix === undefined || length <= prefix) return data;
  return Buffer.concat([data.subarray(0, prefix), encodeName(nameAt(bytes, start + prefix).name)]);
}

function readRecord(cursor: Cursor): WireRecord {
  const name = readName(cursor);
  const fixed = take(cursor, 10);
  const [type, kind, ttl, length] = [fixed.readUInt16BE(0), fixed.readUInt16BE(2), fixed.readUInt32BE(4), fixed.readUInt16BE(8)];
  const start = cursor.at;
  take(cursor, length);
  return { name, type, class: kind, ttl, data: plainData(cursor.bytes, type, { start, length }) };
}

/** With where its last record begins, which is what a signature leaves out. */
export function decodeMessage(bytes: Buffer): WireMessage & { readonly lastAt: number } {
  const cursor: Cursor = { bytes, at: 0 };
  const head = take(cursor, 12);
  const count = (index: number) => head.readUInt16BE(4 + index * 2);
  const questions = Array.from({ length: count(0) }, () => {
    const name = readName(cursor);
    const fixed = take(cursor, 4);
    return { name, type: fixed.readUInt16BE(0), class: fixed.readUInt16BE(2) };
  });
  let lastAt = cursor.at;
  const records = (length: number) =>
    Array.from({ length }, () => {
      lastAt = cursor.at;
      return readRecord(cursor);
    });
  const [answers, authority, additional] = [records(count(1)), records(count(2)), records(count(3))];
  return { id: head.readUInt16BE(0), flags: head.readUInt16BE(2), questions, answers, authority, additional, lastAt };
}

function addressBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
  return Buffer.concat(all.map(short));
}

/** A canonical value as the data of a record. */
export function encodeData(type: RecordType, value: string): Buffer {
  const words = value.split(' ');
  const host = words.at(-1) ?? '';
  switch (type) {
    case 'A':
    case 'AAAA':
      return addressBytes(value);
    case 'CNAME':
    case 'NS':
      return encodeName(value);
    case 'MX':
      return Buffer.concat([short(Number(words[0])), encodeName(host)]);
    case 'SRV':
      return Buffer.concat([...words.slice(0, 3).map((word) => short(Number(word))), encodeName(host)]);
    case 'TXT':
      return Buffer.concat(textPieces(value).map((piece) => Buffer.concat([Buffer.of(piece.length), piece])));
    case 'CAA': {
      const [, flags, tag = '', quoted = ''] = /^(\d+) (\S+) (".*")$/.exec(value) ?? [];
      const text = Buffer.from(unquoteText(quoted) ?? '');
      return Buffer.concat([Buffer.of(Number(flags), tag.length), Buffer.from(tag), text]);
    }
  }
}

function textContent(data: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0)) parts.push(data.subarray(at + 1, at + 1 + (data[at] ?? 0)));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts));
}

function hostAt(data: Buffer, start: number): string {
  const { name } = nameAt(data, start);
  return name === '' ? '.' : canonicalName(name, 10);
}

function ipv6Text(data: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

/** Data of a record as a canonical value. */
export function decodeData(type: RecordType, bytes: Uint8Array): string {
  const data = Buffer.from(bytes);
  switch (type) {
    case 'A':
      return data.join('.');
    case 'AAAA':
      return ipv6Text(data);
    case 'CNAME':
    case 'NS':
      return hostAt(data, 0);
    case 'MX':
      return `${data.readUInt16BE(0)} ${hostAt(data, 2)}`;
    case 'SRV':
      return `${data.readUInt16BE(0)} ${data.readUInt16BE(2)} ${data.readUInt16BE(4)} ${hostAt(data, 6)}`;
    case 'TXT':
      return textContent(data);
    case 'CAA': {
      const tagEnd = 2 + (data[1] ?? 0);
      const tag = data.subarray(2, tagEnd).toString('latin1').toLowerCase();
      return `${data[0] ?? 0} ${tag} ${quoteText(data.subarray(tagEnd).toString('utf8'))}`;
    }
  }
}
