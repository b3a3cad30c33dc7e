/**
 * Records from a text that somebody has anyway: a zone file, or a table with a heading that names its columns. Each line is judged
 * by itself, so that one can see what is wrong before anything is sent; lines of one name and type become one record.
 */
import type { V1RecordSetCreate } from '@moorage/sdk/types';
import { isRecordType, problemOfValue, type RecordType, recordTypes } from './dns-value.ts';
import { cellsOf } from './table-text.ts';

/** As many as one request takes. */
export const mostRecords = 500;

export interface PastedRecord {
  /** As in the text, from 1. */
  readonly line: number;
  readonly text: string;
  readonly problems: readonly string[];
  /** Why the line is left out, where that is right. */
  readonly leftOut?: string;
  /** Which of the records it belongs to. */
  readonly at?: number;
}

export interface PastedZone {
  readonly rows: readonly PastedRecord[];
  readonly records: readonly V1RecordSetCreate[];
}

/** What one line says, in words, before anybody has looked at it. */
interface Said {
  readonly line: number;
  readonly text: string;
  readonly name: string;
  readonly ttl: string;
  readonly type: string;
  readonly value: string;
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Without what stands behind a `;` that is not within quotes. */
function withoutRemark(text: string): string {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === ';' && !isQuoted) return text.slice(0, at);
  }
  return text;
}

/** What is within parentheses is one line. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let open = 0;
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const said = withoutRemark(raw);
    const bare = said.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
    const last = lines.at(-1);
    if (open > 0 && last !== undefined) lines[lines.length - 1] = { ...last, text: `${last.text} ${said.trim()}` };
    else if (said.trim() !== '' && !said.startsWith('#')) lines.push({ line: at + 1, text: said.trimEnd() });
    open += bare.split('(').length - bare.split(')').length;
  }
  return lines;
}

const ttlUnits: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** `1h30m` as seconds. */
function secondsOf(text: string): string {
  if (!/^(?:\d+[smhdw])+$/i.test(text)) return text;
  const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw])/g)];
  return String(parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (ttlUnits[unit] ?? 1), 0));
}

const isTtl = (word: string): boolean => /^(?:\d+|(?:\d+[smhdw])+)$/i.test(word);

/** A name and what is behind it, as zone files write them: `www 300 IN A 192.0.2.1`. */
function readZoneLine({ line, text }: Line, before: string): Said {
  const words = text.split(/\s+/);
  const name = /^\s/.test(text) ? before : (words[0] ?? '');
  let at = 1;
  let ttl = '';
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (isTtl(word) && ttl === '') ttl = secondsOf(word);
    else if (!/^(?:in|ch|hs)$/i.test(word)) break;
  }
  const type = (words[at] ?? '').toUpperCase();
  return { line, text, name, ttl, type, value: withoutBraces(rest(text, at + 1)) };
}

/** Parentheses that are not within quotes only hold lines together. */
function withoutBraces(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|[()]/g, (part) => (part.startsWith('"') ? part : ' ')).trim();
}

/** What stands from a word on; a line that begins with space has an empty one first. */
function rest(text: string, from: number): string {
  const words = [...text.matchAll(/\S+/g)];
  const shift = /^\s/.test(text) ? 1 : 0;
  return text.slice(words[from - shift]?.index ?? text.length);
}

function readZone(lines: readonly Line[], domain: string): Said[] {
  let [origin, ttl, name] = [domain, '', '@'];
  const within = (text: string): string =>
    text.endsWith('.') || origin === domain ? text : text === '@' ? `${origin}.` : `${text}.${origin}.`;
  const said: Said[] = [];
  for (const line of lines) {
    const [word = '', value = ''] = line.text.split(/\s+/);
    if (/^\$origin$/i.test(word)) origin = value.replace(/\.$/, '').toLowerCase();
    else if (/^\$ttl$/i.test(word)) ttl = secondsOf(value);
    else {
      const read = readZoneLine(line, name);
      name = read.name;
      said.push({ ...read, name: within(read.name), ttl: read.ttl === '' ? ttl : read.ttl });
    }
  }
  return said;
}

type Column = 'name' | 'type' | 'ttl' | 'value' | 'priority';
const columns: Readonly<Record<string, Column>> = {
  ...{ name: 'name', host: 'name', record: 'name', type: 'type', ttl: 'ttl' },
  ...{
    value: 'value',
    values: 'value',
    content: 'value',
    data: 'value',
    target: 'value',
    priority: 'priority',
    preference: 'priority',
  },
};

/** A table says in its first line what its columns are. */
function readTable(lines: readonly Line[]): Said[] | undefined {
  const [first, ...others] = lines;
  if (first === undefined) return undefined;
  const separator = ['\t', ','].find((sign) => first.text.includes(sign));
  if (separator === undefined) return undefined;
  const heading = cellsOf(first.text, separator).map((cell) => columns[cell.toLowerCase()]);
  if (!heading.includes('name') || !heading.includes('type') || !heading.includes('value')) return undefined;
  return others.map(({ line, text }) => {
    const cells = cellsOf(text, separator);
    const cell = (column: Column): string => cells[heading.indexOf(column)] ?? '';
    const value = [cell('priority'), cell('value')].filter((part) => part !== '').join(' ');
    return { line, text, name: cell('name'), ttl: secondsOf(cell('ttl')), type: cell('type').toUpperCase(), value };
  });
}

/** Relative to the domain, as the API has it; undefined outside of it. */
function relativeName(text: string, domain: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (name === '@' || name === domain) return '@';
  if (name.endsWith(`.${domain}`)) return name.slice(0, -domain.length - 1);
  return text.endsWith('.') ? undefined : name;
}

/** A host of one label is in the domain, as in zone files; others are taken as they are in full. */
function fullHost(type: RecordType, value: string, domain: string): string {
  if (!['CNAME', 'NS', 'MX', 'SRV'].includes(type)) return value;
  return value.replace(/(^|\s)(@|[a-z0-9_-]+)$/i, (_all, space: string, host: string) =>
    host === '@' ? `${space}${domain}` : `${space}${host}.${domain}`,
  );
}

/** What a provider writes itself, and nobody brings along. */
function leftOutOf(type: string, name: string | undefined): string | undefined {
  if (type === 'SOA') return 'left out: the provider has its own';
  return type === 'NS' && name === '@' ? 'left out: the provider says what the name servers are' : undefined;
}

function problemsOf({ name: text, ttl, type, value }: Said, name: string | undefined, domain: string): string[] {
  const wrong = [
    text === '' ? 'has no name; @ is the domain itself' : name === undefined ? `"${text}" is outside of ${domain}` : undefined,
    text === '' ||
    name === undefined ||
    /^(?:@|(?:\*|[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*)$/.test(name)
      ? undefined
      : `"${text}" is no name of a record`,
    ttl === '' || (/^\d{1,5}$/.test(ttl) && Number(ttl) >= 1 && Number(ttl) <= 86_400)
      ? undefined
      : 'has a TTL that is not from 1 to 86400',
    isRecordType(type) ? problemOfValue(type, value) : `"${type}" is no type that is kept: ${recordTypes.join(', ')}`,
    type === 'CNAME' && name === '@' ? 'cannot be a CNAME at the domain itself' : undefined,
  ];
  return wrong.filter((problem) => problem !== undefined);
}

/** Gathers lines of one name and type into one record. */
function createGatherer() {
  const records: { name: string; type: RecordType; ttl?: number; values: string[] }[] = [];
  const lines: number[] = [];
  return {
    records,
    add(
      line: number,
      wanted: { name: string; type: RecordType; ttl: string; value: string },
    ): { at: number } | { problem: string } {
      const { name, type, ttl, value } = wanted;
      const beside = records.findIndex((one) => one.name === name && (one.type === 'CNAME') !== (type === 'CNAME'));
      if (beside >= 0) return { problem: `a CNAME is alone at its name, and line ${lines[beside]} is there too` };
      const at = records.findIndex((one) => one.name === name && one.type === type);
      const same = records[at];
      const seconds = ttl === '' ? undefined : Number(ttl);
      if (same === undefined) {
        lines.push(line);
        records.push({ name, type, ...(seconds === undefined ? {} : { ttl: seconds }), values: [value] });
        return { at: records.length - 1 };
      }
      if (type === 'CNAME') return { problem: `a CNAME has one value, and line ${lines[at]} has one` };
      if (same.ttl !== seconds) return { problem: `has another TTL than line ${lines[at]}, and one record has one` };
      if (same.values.includes(value)) return { problem: `is the same as line ${lines[at]}` };
      same.values.push(value);
      return { at };
    },
  };
}

/** Empty lines and remarks are left out; a TTL that is not said is the usual one. */
export function parseZoneText(text: string, domain: string): PastedZone {
  const raw = text.split(/\r?\n/).map((each, at): Line => ({ line: at + 1, text: each }));
  const said = readTable(raw.filter((each) => !/^\s*(?:#|$)/.test(each.text))) ?? readZone(linesOf(text), domain);
  const gatherer = createGatherer();
  const rows = said.map((one): PastedRecord => {
    const row = { line: one.line, text: one.text.trim(), problems: [] };
    const name = relativeName(one.name, domain);
    const leftOut = leftOutOf(one.type, name);
    if (leftOut !== undefined) return { ...row, leftOut };
    const { type, ttl } = one;
    const value = isRecordType(type) ? fullHost(type, one.value, domain) : one.value;
    const problems = problemsOf({ ...one, value }, name, domain);
    if (problems.length > 0 || name === undefined || !isRecordType(type)) return { ...row, problems };
    const added = gatherer.add(one.line, { name, type, ttl, value });
    return 'problem' in added ? { ...row, problems: [added.problem] } : { ...row, at: added.at };
  });
  return { rows, records: gatherer.records };
}
