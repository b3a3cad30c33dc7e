/** Values of DNS records: the parts that one fills in for each type, and what is wrong with them before the server says so. */

export const recordTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SRV', 'CAA'] as const;
export type RecordType = (typeof recordTypes)[number];

interface ValuePart {
  readonly label: string;
  readonly placeholder: string;
  /** A number or a word; the others share what is left of the line. */
  readonly isShort?: true;
}

const short = (label: string, placeholder: string): ValuePart => ({ label, placeholder, isShort: true });
const host: ValuePart = { label: 'Host', placeholder: 'host.example.org' };

const parts: Readonly<Record<RecordType, readonly ValuePart[]>> = {
  A: [{ label: 'IPv4 address', placeholder: '192.0.2.1' }],
  AAAA: [{ label: 'IPv6 address', placeholder: '2001:db8::1' }],
  CNAME: [host],
  TXT: [{ label: 'Text', placeholder: 'v=spf1 -all' }],
  MX: [short('Preference', '10'), host],
  NS: [{ label: 'Name server', placeholder: 'ns1.example.org' }],
  SRV: [short('Priority', '0'), short('Weight', '5'), short('Port', '443'), host],
  CAA: [short('Flags', '0'), short('Tag', 'issue'), { label: 'Value', placeholder: 'letsencrypt.org' }],
};

export function partsOf(type: RecordType): readonly ValuePart[] {
  return parts[type];
}

export function isRecordType(text: string): text is RecordType {
  return recordTypes.some((type) => type === text);
}

/** A value from its parts, as the API has it; empty where nothing was filled in. */
export function joinValue(type: RecordType, texts: readonly string[]): string {
  const all = parts[type].map((_part, at) => (texts[at] ?? '').trim());
  if (all.every((text) => text === '')) return '';
  const [flags = '', tag = '', value = ''] = all;
  if (type === 'CAA' && !value.startsWith('"')) return `${flags} ${tag} "${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return all.join(' ').trim();
}

/** The parts of a value, to be changed in a form. */
export function splitValue(type: RecordType, value: string): readonly string[] {
  const count = parts[type].length;
  if (count === 1) return [value];
  const words = value.trim().split(/\s+/);
  const last = words.slice(count - 1).join(' ');
  const plain = type === 'CAA' && /^"[^"\\]*"$/.test(last) ? last.slice(1, -1) : last;
  return [...words.slice(0, count - 1), plain];
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const v4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

function isHost(text: string): boolean {
  const name = text.replace(/\.$/, '');
  return name.length <= 253 && name.split('.').every((part) => label.test(part));
}

function isSmall(text: string | undefined): boolean {
  return /^\d{1,5}$/.test(text ?? '') && Number(text) <= 65_535;
}

const isHostOrNone = (text: string | undefined): boolean => text === '.' || isHost(text ?? '');

/** Texts in quotes, several of them, or none at all. */
function isText(text: string): boolean {
  return text.startsWith('"') ? /^(?:"(?:[^"\\]|\\.)*" *)+$/.test(text) : text !== '';
}

const checks: Readonly<Record<RecordType, (text: string, words: readonly string[]) => boolean>> = {
  A: (text) => v4.test(text),
  AAAA: (text) => text.includes(':') && URL.canParse(`http://[${text}]/`),
  CNAME: (text) => isHost(text),
  NS: (text) => isHost(text),
  TXT: (text) => isText(text),
  MX: (_text, words) => words.length === 2 && isSmall(words[0]) && isHostOrNone(words[1]),
  SRV: (_text, words) => words.length === 4 && words.slice(0, 3).every(isSmall) && isHostOrNone(words[3]),
  CAA: (text) => /^(?:25[0-5]|2[0-4]\d|1?\d?\d)\s+[a-z0-9]{1,15}\s+\S/i.test(text),
};
const wanted: Readonly<Record<RecordType, string>> = {
  A: 'an IPv4 address',
  AAAA: 'an IPv6 address',
  CNAME: 'a host name',
  NS: 'a host name',
  TXT: 'a text, its quotes in pairs',
  MX: 'a preference and a host, such as 10 mail.example.org',
  SRV: 'priority, weight, port and host, such as 0 5 443 host.example.org',
  CAA: 'flags, tag and value, such as 0 issue "letsencrypt.org"',
};

/** What is wrong with a value; the server looks closer. */
export function problemOfValue(type: RecordType, text: string): string | undefined {
  const value = text.trim();
  return checks[type](value, value.split(/\s+/)) ? undefined : `"${value}" is not ${wanted[type]}`;
}
