import { describe, expect, it } from 'vitest';
import { isAppError } from '@moorage/core/errors';
import { statusOf } from '../refusal.ts';
import { decodeProtobuf } from './decode.ts';

/** A field of protobuf: a varint for a number, else a length and bytes. */
function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const envelope = (apiVersion: string, kind: string, raw: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, message(field(1, apiVersion), field(2, kind))),
    field(2, raw),
    field(3, ''),
    field(4, ''),
  ]);

function statusCode(bytes: Buffer): number {
  try {
    decodeProtobuf(bytes);
  } catch (error) {
    return isAppError(error) ? statusOf(error).code : 0;
  }
  return 200;
}

describe('protobuf bodies', () => {
  it('become the object that JSON would have been', () => {
    const metadata = message(
      field(1, 'cfg'),
      field(2, ''),
      field(8, Buffer.alloc(0)),
      field(11, message(field(1, 'app'), field(2, 'web'))),
    );
    const entry = (key: string, value: string): Buffer => field(2, message(field(1, key), field(2, value)));
    expect(decodeProtobuf(envelope('v1', 'ConfigMap', message(field(1, metadata), entry('a', '1'), entry('b', ''))))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cfg', labels: { app: 'web' } },
      data: { a: '1', b: '' },
    });
  });

  it('keep zeros that mean something and drop those that do not', () => {
    const spec = message(field(1, 0), field(5, 0), field(7, 0));
    expect(decodeProtobuf(envelope('apps/v1', 'Deployment', field(2, spec)))).toMatchObject({ spec: { replicas: 0 } });
    expect(decodeProtobuf(envelope('apps/v1', 'Deployment', field(2, spec)))['spec']).toEqual({ replicas: 0 });
  });

  it('read quantities, ports by name, negative numbers and inlined parts', () => {
    const port = message(field(3, 80), field(4, message(field(1, 1), field(2, 0), field(3, 'http'))));
    expect(decodeProtobuf(envelope('v1', 'Service', field(2, field(1, port))))).toMatchObject({
      spec: { ports: [{ port: 80, targetPort: 'http' }] },
    });
    const hard = field(1, message(field(1, 'pods'), field(2, field(1, '10'))));
    expect(decodeProtobuf(envelope('v1', 'ResourceQuota', field(2, hard)))).toMatchObject({ spec: { hard: { pods: '10' } } });
    expect(decodeProtobuf(envelope('scheduling.k8s.io/v1', 'PriorityClass', field(2, -5)))).toMatchObject({ value: -5 });
    const volume = message(field(1, 'v'), field(2, field(19, message(field(1, field(1, 'cfg'))))));
    const template = field(3, field(2, field(1, volume)));
    expect(decodeProtobuf(envelope('apps/v1', 'Deployment', field(2, template)))).toMatchObject({
      spec: { template: { spec: { volumes: [{ name: 'v', configMap: { name: 'cfg' } }] } } },
    });
  });

  it('are refused when they hold what we would lose', () => {
    expect(statusCode(envelope('v1', 'Mystery', Buffer.alloc(0)))).toBe(415);
    expect(statusCode(envelope('v1', 'ConfigMap', field(99, 'x')))).toBe(415);
  });

  it('are refused when they are broken', () => {
    expect(statusCode(Buffer.from('nonsense'))).toBe(400);
    expect(statusCode(envelope('v1', 'ConfigMap', Buffer.from([0x0a, 0xff, 0x01])))).toBe(400);
    expect(statusCode(envelope('v1', 'ConfigMap', Buffer.from([0x0d, 1, 2, 3, 4])))).toBe(400);
    expect(statusCode(envelope('v1', 'ConfigMap', Buffer.alloc(20, 0xff)))).toBe(400);
  });
});
