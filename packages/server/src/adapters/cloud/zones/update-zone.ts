/**
 * Zones of any name server that takes signed dynamic updates (RFC 2136, RFC 8945), over TCP.
 *
 * Each update says, as its prerequisites, what was seen in the zone; where that is so no more the server does nothing. Its data are sent as
 * they were read, for two texts of one content may be cut into different pieces. What is at and below a delegation cannot be read this
 * way, marks of ownership neither, so delegations are not kept here.
 */
import { connect, type Socket } from 'node:net';
import type { Clock } from '@moorage/core/clock';
import type { RecordType } from '@moorage/core/dns-text';
import { recordTypes } from '@moorage/core/dns-text';
import {
  type DnsAccess,
  DnsFailure,
  type DnsProvider,
  type Edit,
  type RecordSet,
  type Zone,
} from '../../../domains/dns/dns-provider.ports.ts';
import type { Address } from '../../../platform/http/outgoing-address.ts';
import { classes, decodeData, encodeData, encodeMessage, typeCodes, type WireMessage, type WireRecord } from './dns-wire.ts';
import type { Turn } from './paced.ts';
import { signMessage, type TsigKey, TsigRefused, verifyMessage } from './tsig.ts';

export interface UpdateDeps {
  readonly access: DnsAccess;
  readonly clock: Clock;
  readonly account: string;
  readonly turn: Turn;
  /** Where the server is; throws where we may not go there. */
  readonly find: (host: string) => Promise<Address>;
}

const timeoutMs = 10_000;
/** Questions that are under way at once. */
const window = 50;
const opcodes = { query: 0, update: 5 << 11 } as const;
const codeNames: Readonly<Record<number, string>> = {
  ...{ 1: 'FORMERR', 2: 'SERVFAIL', 3: 'NXDOMAIN', 4: 'NOTIMP', 5: 'REFUSED', 6: 'YXDOMAIN', 7: 'YXRRSET', 8: 'NXRRSET' },
  ...{ 9: 'NOTAUTH', 10: 'NOTZONE' },
};

function codeOf({ flags }: WireMessage): number {
  return flags & 0xf;
}

function failureOf(code: number): DnsFailure {
  const name = codeNames[code] ?? String(code);
  if (code >= 6 && code <= 8) return new DnsFailure('changed', 'The zone was changed meanwhile.');
  if (code === 2) return new DnsFailure('unreachable', 'The name server failed (SERVFAIL).');
  return new DnsFailure('refused', `The name server refuses (${name}).`);
}

/** One connection: messages with their length before them. */
interface Line {
  send(message: Buffer): Promise<Buffer>;
  close(): void;
}

function openLine({ socket, clock, signal }: { socket: Socket; clock: Clock; signal: AbortSignal }): Line {
  const waiting = new Map<number, { readonly resolve: (bytes: Buffer) => void; readonly reject: (error: Error) => void }>();
  let received = Buffer.alloc(0);
  const end = (): void => {
    const error = new DnsFailure('unreachable', 'The name server does not answer.');
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    socket.destroy();
  };
  socket.on('error', end).on('close', end);
  signal.addEventListener('abort', end, { once: true });
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const message = Buffer.from(received.subarray(2, 2 + received.readUInt16BE(0)));
      received = received.subarray(2 + message.length);
      const id = message.length >= 12 ? message.readUInt16BE(0) : -1;
      waiting.get(id)?.resolve(message);
      waiting.delete(id);
    }
  });
  return {
    close: end,
    async send(message) {
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      if (socket.destroyed) throw new DnsFailure('unreachable', 'The name server does not answer.');
      waiting.set(message.readUInt16BE(0), { resolve, reject });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
      const cancel = clock.after(timeoutMs, end);
      try {
        return await promise;
      } finally {
        cancel();
      }
    },
  };
}

function serverOf({ scope }: DnsAccess): { host: string; port: number } {
  const url = new URL(scope['uri'] ?? '');
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port === '' ? 53 : Number(url.port) };
}

type Seen = WeakMap<RecordSet, readonly WireRecord[]>;

function typeOf(code: number): RecordType | undefined {
  return recordTypes.find((type) => typeCodes[type] === code);
}

function setsOf(records: readonly WireRecord[], seen: Seen): RecordSet[] {
  return [...Map.groupBy(records, ({ name, type }) => `${type} ${name}`).values()].flatMap((group) => {
    const [first] = group;
    const type = first === undefined ? undefined : typeOf(first.type);
    if (first === undefined || type === undefined) return [];
    const values = group.map(({ data }) => decodeData(type, data)).toSorted();
    const set = { name: first.name, type, ttl: first.ttl, values };
    seen.set(set, group);
    return [set];
  });
}

const nothing = Buffer.alloc(0);

function wireRecords(set: RecordSet, kind: number, ttl: number): WireRecord[] {
  const { name, type } = set;
  return set.values.map((value) => ({ name, type: typeCodes[type], class: kind, ttl, data: encodeData(type, value) }));
}

/** That the zone is as it was seen to be. */
function prerequisites({ name, type, before }: Edit, seen: Seen): WireRecord[] {
  if (before === undefined) return [{ name, type: typeCodes[type], class: classes.NONE, ttl: 0, data: nothing }];
  const records = seen.get(before) ?? wireRecords(before, classes.IN, 0);
  return records.map((record) => ({ ...record, class: classes.IN, ttl: 0 }));
}

function updatesOf(edits: readonly Edit[]): WireRecord[] {
  const removed = edits.filter(({ before }) => before !== undefined);
  return [
    ...removed.map(({ name, type }) => ({ name, type: typeCodes[type], class: classes.ANY, ttl: 0, data: nothing })),
    ...edits.flatMap(({ after }) => (after === undefined ? [] : wireRecords(after, classes.IN, after.ttl))),
  ];
}

export function createUpdateZones({ access, clock, account, turn, find }: UpdateDeps): DnsProvider {
  const { secret } = access;
  const key: TsigKey = {
    name: (secret['key_name']?.reveal() ?? '').replace(/\.$/, ''),
    algorithm: secret['algorithm']?.reveal() ?? 'hmac-sha256',
    secret: secret['secret'] ?? fail('The key has no secret.'),
  };
  const seen: Seen = new WeakMap();
  /** Names at and below a delegation, of which the server tells nothing but where else to ask. */
  const delegated = new Set<string>();
  let line: Promise<Line> | undefined;
  let lastId = 0;

  async function open(signal: AbortSignal): Promise<Line> {
    const { host, port } = serverOf(access);
    const { address } = await find(host);
    const socket = connect({ host: address, port });
    socket.setNoDelay(true);
    return openLine({ socket, clock, signal });
  }
  async function exchange(message: Omit<WireMessage, 'id' | 'additional'>, signal: AbortSignal): Promise<WireMessage> {
    line ??= open(signal);
    lastId = (lastId + 1) % 65_536;
    const { bytes, mac } = signMessage(encodeMessage({ ...message, id: lastId, additional: [] }), key, clock.now());
    try {
      return verifyMessage(await (await line).send(bytes), key, { mac, at: clock.now() });
    } catch (error) {
      line = undefined;
      if (error instanceof DnsFailure) throw error;
      if (error instanceof TsigRefused) throw new DnsFailure('refused', `About the key: ${error.message}.`);
      throw new DnsFailure('unreachable', 'The name server answered with something unexpected.');
    }
  }
  async function query(name: string, type: number, signal: AbortSignal): Promise<WireMessage> {
    const questions = [{ name, type, class: classes.IN }];
    return await exchange({ flags: opcodes.query, questions, answers: [], authority: [] }, signal);
  }
  return {
    mostEdits: 40,
    hasAliases: false,
    account,
    close: () => void line?.then((one) => one.close()).catch(() => {}),
    async findZone(name, id, signal) {
      await turn(signal);
      const wanted = id === '' ? name : id.replace(/\.$/, '').toLowerCase();
      const answer = await query(wanted, typeCodes.SOA, signal);
      if (![0, 3].includes(codeOf(answer))) throw failureOf(codeOf(answer));
      const zone = [...answer.answers, ...answer.authority].find(({ type }) => type === typeCodes.SOA)?.name;
      if (zone === undefined || (id !== '' && zone !== wanted))
        throw new DnsFailure('refused', `The name server is not that of ${wanted}.`);
      return { id: zone, name: zone };
    },
    async read(_zone, names, signal) {
      const found: WireRecord[] = [];
      for (let start = 0; start < names.length; start += window) {
        await turn(signal);
        const asked = names.slice(start, start + window).map((name) => query(name, typeCodes.ANY, signal));
        for (const [index, answer] of (await Promise.all(asked)).entries()) {
          if (![0, 3].includes(codeOf(answer))) throw failureOf(codeOf(answer));
          const name = names[start + index] ?? '';
          const cut = answer.authority.filter(({ type }) => type === typeCodes.NS);
          if (answer.answers.length === 0 && cut.length > 0) delegated.add(name);
          // What a wildcard or an alias leads to is not at the name.
          found.push(...[...answer.answers, ...cut].filter((record) => record.name === name));
        }
      }
      return setsOf(found, seen);
    },
    async apply(zone: Zone, edits: readonly Edit[], signal: AbortSignal) {
      const hidden = edits.find(({ name, type }) => type === 'NS' || delegated.has(name));
      if (hidden !== undefined)
        throw new DnsFailure('refused', `At a delegation (${hidden.name}) a name server does not show whose a record is.`);
      await turn(signal);
      const answer = await exchange(
        {
          flags: opcodes.update,
          questions: [{ name: zone.name, type: typeCodes.SOA, class: classes.IN }],
          answers: edits.flatMap((edit) => prerequisites(edit, seen)),
          authority: updatesOf(edits),
        },
        signal,
      );
      if (codeOf(answer) !== 0) throw failureOf(codeOf(answer));
    },
  };
}

function fail(message: string): never {
  throw new DnsFailure('refused', message);
}
