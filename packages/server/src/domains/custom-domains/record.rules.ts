/** The DNS records of a claim: which there should be, and what was found in their place. */
import { z } from 'zod';
import { challengeName, type Proof } from './custom-domain.rules.ts';
import type { DnsAnswer } from './custom-domain.ports.ts';
import { isApex } from './host.rules.ts';

export interface WantedRecord {
  readonly type: 'TXT' | 'CNAME' | 'A';
  readonly name: string;
  readonly value: string;
  readonly purpose: 'ownership' | 'routing';
}

export type RecordState = 'unknown' | 'missing' | 'wrong' | 'ok';

export interface FoundRecord extends WantedRecord {
  readonly state: RecordState;
  readonly found: readonly string[];
}

const storedRecords = z.array(
  z.object({
    type: z.enum(['TXT', 'CNAME', 'A']),
    name: z.string(),
    value: z.string(),
    purpose: z.enum(['ownership', 'routing']),
    state: z.enum(['unknown', 'missing', 'wrong', 'ok']),
    found: z.array(z.string()),
  }),
);

/** From a row; what cannot be understood counts as never looked at. */
export function parseRecords(value: unknown): FoundRecord[] {
  const parsed = storedRecords.safeParse(value);
  return parsed.success ? parsed.data : [];
}

/** Values of strangers' records are shown; there may be many, and long ones. */
const maxFound = 10;
const maxLength = 255;

function shown(values: readonly string[]): string[] {
  return values.slice(0, maxFound).map((value) => value.slice(0, maxLength));
}

export interface RecordTarget {
  /** The platform's own name of the ingress. */
  readonly host: string;
  /** IPv4 addresses of the ingress, where they are known. */
  readonly addresses: readonly string[];
}

/** At the apex of a zone no CNAME can be: addresses are named there, where the platform knows its own. */
export function wantedRecords(host: string, token: string, target: RecordTarget): WantedRecord[] {
  const ownership = { type: 'TXT', name: challengeName(host), value: token, purpose: 'ownership' } as const;
  if (isApex(host) && target.addresses.length > 0) {
    const routing = target.addresses.map((value) => ({ type: 'A', name: host, value, purpose: 'routing' }) as const);
    return [ownership, ...routing];
  }
  return [ownership, { type: 'CNAME', name: host, value: target.host, purpose: 'routing' }];
}

export interface Answers {
  readonly challenge: DnsAnswer;
  readonly cname: DnsAnswer;
  readonly addresses: DnsAnswer;
  /** Where the platform's own name leads. */
  readonly target: DnsAnswer;
}

function valuesOf(answer: DnsAnswer): readonly string[] {
  return answer.kind === 'found' ? answer.values : [];
}

function judgeTxt(value: string, answer: DnsAnswer): { state: Proof; found: string[] } {
  if (answer.kind === 'failed') return { state: 'unknown', found: [] };
  const values = valuesOf(answer);
  if (values.some((each) => each.trim() === value)) return { state: 'ok', found: shown(values) };
  return { state: values.length === 0 ? 'missing' : 'wrong', found: shown(values) };
}

/** A name may lead here by a CNAME, or, flattened by its DNS service, by the same addresses. */
function judgeCname(value: string, { cname, addresses, target }: Answers): { state: RecordState; found: string[] } {
  const names = valuesOf(cname);
  if (names.includes(value.toLowerCase())) return { state: 'ok', found: shown(names) };
  const [here, there] = [valuesOf(target), valuesOf(addresses)];
  if (there.length > 0 && there.every((address) => here.includes(address))) return { state: 'ok', found: shown(there) };
  const found = shown([...names, ...there]);
  // Whether addresses are the right ones cannot be said without those of the target.
  if (there.length > 0 && names.length === 0 && target.kind === 'failed') return { state: 'unknown', found };
  if (found.length > 0) return { state: 'wrong', found };
  return { state: cname.kind === 'failed' || addresses.kind === 'failed' ? 'unknown' : 'missing', found };
}

function judgeAddress(value: string, answer: DnsAnswer): { state: RecordState; found: string[] } {
  const values = valuesOf(answer);
  if (values.includes(value)) return { state: 'ok', found: shown(values) };
  if (answer.kind === 'failed') return { state: 'unknown', found: [] };
  return { state: values.length === 0 ? 'missing' : 'wrong', found: shown(values) };
}

export function judgeRecords(wanted: readonly WantedRecord[], answers: Answers): FoundRecord[] {
  return wanted.map((record) => {
    if (record.type === 'TXT') return { ...record, ...judgeTxt(record.value, answers.challenge) };
    if (record.type === 'CNAME') return { ...record, ...judgeCname(record.value, answers) };
    return { ...record, ...judgeAddress(record.value, answers.addresses) };
  });
}

export function proofOf(records: readonly FoundRecord[]): Proof {
  return records.find((record) => record.purpose === 'ownership')?.state ?? 'unknown';
}

/** One address of several is enough to be reached. */
export function routingOf(records: readonly FoundRecord[]): RecordState {
  const states = records.filter((record) => record.purpose === 'routing').map((record) => record.state);
  return (['ok', 'wrong', 'unknown'] as const).find((state) => states.includes(state)) ?? 'missing';
}

/** What should be there now, with what was found last of the very same record. */
export function mergeRecords(wanted: readonly WantedRecord[], known: readonly FoundRecord[]): FoundRecord[] {
  return wanted.map((record) => {
    const last = known.find((each) => each.type === record.type && each.name === record.name && each.value === record.value);
    return { ...record, state: last?.state ?? 'unknown', found: last?.found ?? [] };
  });
}
