/**
 * A name server over UDP, for tests of what asks the DNS: zones in memory, answers as RFC 1035 has them on the wire.
 *
 * It tells a name that does not exist (NXDOMAIN) from one without a record of the type, follows CNAMEs within its own zones, splits
 * long texts into strings of 255 bytes, and fails on demand: with a code, or by saying nothing at all. It speaks no TCP, so
 * an answer has to fit a packet.
 */
import { createSocket, type RemoteInfo } from 'node:dgram';

export type DnsRecordType = 'A' | 'CNAME' | 'TXT';
export type DnsFailure = 'servfail' | 'refused' | 'silent';

export interface DnsServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  set(name: string, type: DnsRecordType, ...values: readonly string[]): void;
  fail(name: string, failure: DnsFailure): void;
  remove(name: string): void;
  /** Names that were asked for, with the type, oldest first. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

const typeCodes: Readonly<Record<DnsRecordType, number>> = { A: 1, CNAME: 5, TXT: 16 };
const responseCodes = { noError: 0, servfail: 2, noName: 3, refused: 5 } as const;

interface Question {
  readonly name: string;
  readonly type: number;
  /** Where it ends in the packet. */
  readonly end: number;
}

function readQuestion(packet: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet.readUInt8(at); length > 0; length = packet.readUInt8(at)) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function encodeText(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
}

function encodeValue(type: DnsRecordType, value: string): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  return type === 'CNAME' ? encodeName(value) : encodeText(value);
}

interface Answer {
  readonly name: string;
  readonly type: DnsRecordType;
  readonly value: string;
}

function encodeAnswer({ name, type, value }: Answer): Buffer {
  const data = encodeValue(type, value);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(typeCodes[type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(60, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), fixed, data]);
}

function encodeResponse(query: Buffer, question: Question, code: number, answers: readonly Answer[]): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response with authority; recursion is repeated as it was wished for.
  header.writeUInt16BE(0x8480 | (query.readUInt16BE(2) & 0x0100) | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, query.subarray(12, question.end), ...answers.map(encodeAnswer)]);
}

type Zones = ReadonlyMap<string, ReadonlyMap<DnsRecordType, readonly string[]>>;

function answersTo(zones: Zones, { name, type }: Question): { readonly code: number; readonly answers: Answer[] } {
  const answers: Answer[] = [];
  let at = name;
  // As long as a chain of CNAMEs may reasonably be.
  for (let hop = 0; hop < 8; hop += 1) {
    const zone = zones.get(at);
    if (zone === undefined) return { code: hop === 0 ? responseCodes.noName : responseCodes.noError, answers };
    const alias = zone.get('CNAME')?.[0];
    const wanted = (['A', 'CNAME', 'TXT'] as const).find((each) => typeCodes[each] === type);
    const values = wanted === undefined ? undefined : zone.get(wanted);
    if (wanted !== undefined && values !== undefined) {
      return { code: 0, answers: [...answers, ...values.map((value) => ({ name: at, type: wanted, value }))] };
    }
    if (alias === undefined) return { code: 0, answers };
    answers.push({ name: at, type: 'CNAME', value: alias });
    at = alias.toLowerCase();
  }
  return { code: responseCodes.servfail, answers: [] };
}

/** Starts one on a free port of the loopback interface. */
export async function startDnsServer(): Promise<DnsServer> {
  const zones = new Map<string, Map<DnsRecordType, readonly string[]>>();
  const failures = new Map<string, DnsFailure>();
  const questions: string[] = [];
  const socket = createSocket('udp4');

  function answer(query: Buffer, from: RemoteInfo): void {
    const question = readQuestion(query);
    const { name, type } = question;
    questions.push(`${name} ${Object.entries(typeCodes).find(([, code]) => code === type)?.[0] ?? type}`);
    const failure = failures.get(name);
    if (failure === 'silent') return;
    const { code, answers } = failure === undefined ? answersTo(zones, question) : { code: responseCodes[failure], answers: [] };
    socket.send(encodeResponse(query, question, code, answers), from.port, from.address);
  }

  socket.on('message', answer);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    set(name, type, ...values) {
      failures.delete(name);
      zones.set(name, (zones.get(name) ?? new Map<DnsRecordType, readonly string[]>()).set(type, values));
    },
    fail: (name, failure) => void failures.set(name, failure),
    remove(name) {
      zones.delete(name);
      failures.delete(name);
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
