/** Reads the protobuf encoding of Kubernetes objects into plain JSON. Answers are always JSON, which every client accepts. */
import { isObject, type JsonObject } from '../json.ts';
import { refuse } from '../refusal.ts';
import { findMessage, type ProtoField } from './messages.ts';

const magic = Buffer.from('k8s\0');
const maxDepth = 40;

interface RawField {
  readonly number: number;
  /** A varint, or the bytes of a length-delimited field. */
  readonly value: bigint | Buffer;
}

const malformed = () => refuse('BadRequest', 'the body of the request is not valid protobuf');
const unsupported = (what: string) =>
  refuse('UnsupportedMediaType', `the server cannot read ${what} as protobuf; send application/json`);

function readVarint(bytes: Buffer, start: number): { value: bigint; next: number } {
  let value = 0n;
  for (let index = start; index < bytes.length && index < start + 10; index += 1) {
    const byte = bytes.readUInt8(index);
    value |= BigInt(byte & 0x7f) << BigInt(7 * (index - start));
    if (byte < 0x80) return { value, next: index + 1 };
  }
  throw malformed();
}

function readFields(bytes: Buffer): RawField[] {
  const fields: RawField[] = [];
  let position = 0;
  while (position < bytes.length) {
    const key = readVarint(bytes, position);
    const wireType = Number(key.value & 7n);
    if (wireType !== 0 && wireType !== 2) throw malformed();
    const head = readVarint(bytes, key.next);
    const number = Number(key.value >> 3n);
    if (wireType === 0) {
      fields.push({ number, value: head.value });
      position = head.next;
      continue;
    }
    const end = head.next + Number(head.value);
    if (end > bytes.length) throw malformed();
    fields.push({ number, value: bytes.subarray(head.next, end) });
    position = end;
  }
  return fields;
}

function bytesOf(value: bigint | Buffer): Buffer {
  if (typeof value === 'bigint') throw malformed();
  return value;
}

function toNumber(value: bigint | Buffer): number {
  if (typeof value !== 'bigint') throw malformed();
  return Number(BigInt.asIntN(64, value));
}

function toTime(bytes: Buffer): string | undefined {
  const fields = readFields(bytes);
  const seconds = fields.find((field) => field.number === 1);
  const nanos = fields.find((field) => field.number === 2);
  if (seconds === undefined) return undefined;
  const milliseconds =
    toNumber(seconds.value) * 1_000 + Math.floor((nanos === undefined ? 0 : toNumber(nanos.value)) / 1_000_000);
  return new Date(milliseconds).toISOString();
}

function toIntOrString(bytes: Buffer): number | string {
  const fields = new Map(readFields(bytes).map((field) => [field.number, field.value]));
  const isText = fields.get(1) === 1n;
  const value = fields.get(isText ? 3 : 2);
  if (isText) return value === undefined ? '' : bytesOf(value).toString('utf8');
  return value === undefined ? 0 : toNumber(value);
}

function toQuantity(bytes: Buffer): string {
  const text = readFields(bytes).find((field) => field.number === 1);
  return text === undefined ? '0' : bytesOf(text.value).toString('utf8');
}

function decodeValue(type: string, value: bigint | Buffer, depth: number): unknown {
  switch (type) {
    case 'string':
      return bytesOf(value).toString('utf8');
    case 'bytes':
      return bytesOf(value).toString('base64');
    case 'int':
      return toNumber(value);
    case 'bool':
      return toNumber(value) !== 0;
    case 'time':
      return toTime(bytesOf(value));
    case 'quantity':
      return toQuantity(bytesOf(value));
    case 'ignored':
      return undefined;
    case 'intOrString':
      return toIntOrString(bytesOf(value));
    default:
      return decodeMessage(type, bytesOf(value), depth + 1);
  }
}

/** Go writes zero values of fields that are not pointers; in JSON those fields would be left out. */
function isZero(value: unknown): boolean {
  return (
    value === '' || value === 0 || value === false || value === undefined || (isObject(value) && Object.keys(value).length === 0)
  );
}

function addMapEntry(target: JsonObject, field: ProtoField, bytes: Buffer, depth: number): void {
  const entry = new Map(readFields(bytes).map((item) => [item.number, item.value]));
  const key = entry.get(1);
  const value = entry.get(2);
  const map = isObject(target[field.name]) ? target[field.name] : {};
  const name = key === undefined ? '' : bytesOf(key).toString('utf8');
  if (isObject(map) && name !== '__proto__') map[name] = value === undefined ? '' : decodeValue(field.type, value, depth);
  target[field.name] = map;
}

function addField(target: JsonObject, field: ProtoField, value: bigint | Buffer, depth: number): void {
  if (field.multiplicity === 'map') return addMapEntry(target, field, bytesOf(value), depth);
  const decoded = decodeValue(field.type, value, depth);
  if (field.name === '~') {
    Object.assign(target, decoded);
    return undefined;
  }
  if (field.multiplicity === 'list') {
    const items = Array.isArray(target[field.name]) ? target[field.name] : [];
    if (Array.isArray(items)) items.push(decoded);
    target[field.name] = items;
  } else if (field.multiplicity === 'optional' || !isZero(decoded)) target[field.name] = decoded;
  return undefined;
}

function decodeMessage(name: string, bytes: Buffer, depth: number): JsonObject {
  const message = findMessage(name);
  if (message === undefined) throw unsupported(name);
  if (depth > maxDepth) throw malformed();
  const result: JsonObject = {};
  for (const raw of readFields(bytes)) {
    const field = message.get(raw.number);
    if (field === undefined) throw unsupported(`field ${raw.number} of ${name}`);
    addField(result, field, raw.value, depth);
  }
  return result;
}

/** The object in a protobuf body: the envelope names its type, its bytes follow. */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, magic.length).equals(magic)) throw malformed();
  const envelope = new Map(readFields(body.subarray(magic.length)).map((field) => [field.number, field.value]));
  const type = new Map(
    readFields(bytesOf(envelope.get(1) ?? Buffer.alloc(0))).map((field) => [field.number, bytesOf(field.value).toString('utf8')]),
  );
  const kind = type.get(2) ?? '';
  const object = decodeMessage(kind, bytesOf(envelope.get(2) ?? Buffer.alloc(0)), 0);
  return { apiVersion: type.get(1) ?? '', kind, ...object };
}
