/** What a record may be: its name, its type, its values, or what it is an alias of. */
import { canonicalName, isHostName, parseRecordValue, type RecordType } from '@moorage/core/dns-text';
import type { FieldIssue } from '@moorage/core/errors';
import { fullNameOf, parseRecordName } from './dns-name.rules.ts';
import type { AliasTarget } from './dns-provider.ports.ts';

export interface WantedRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly ttl: number | null;
  readonly values: readonly string[];
  readonly alias: AliasTarget | null;
}

export type DecidedRecord =
  | { readonly kind: 'ok'; readonly record: WantedRecord }
  | { readonly kind: 'refused'; readonly issues: readonly FieldIssue[] };

function valueIssues({ type, values, alias }: WantedRecord): FieldIssue[] {
  if (alias !== null) return values.length === 0 ? [] : [{ path: 'values', message: 'must be empty for an alias' }];
  if (values.length === 0) return [{ path: 'values', message: 'must have at least one' }];
  if (type === 'CNAME' && values.length > 1) return [{ path: 'values', message: 'must be exactly one for a CNAME' }];
  const seen = new Set<string>();
  return values.flatMap((text, index): FieldIssue[] => {
    const path = `values[${index}]`;
    const parsed = parseRecordValue(type, text);
    if (parsed.kind === 'refused') return [{ path, message: parsed.message }];
    if (seen.has(parsed.value)) return [{ path, message: 'is there twice' }];
    seen.add(parsed.value);
    return [];
  });
}

function aliasIssues({ type, ttl, alias }: WantedRecord): FieldIssue[] {
  if (alias === null) return [];
  if (type !== 'A' && type !== 'AAAA') return [{ path: 'alias', message: 'is for records of type A and AAAA' }];
  if (ttl !== null) return [{ path: 'ttl', message: 'is that of what the alias stands for' }];
  return isHostName(alias.name) ? [] : [{ path: 'alias.name', message: 'must be a host name' }];
}

function apexIssues({ name, type }: WantedRecord): FieldIssue[] {
  if (name !== '@') return [];
  if (type === 'CNAME') return [{ path: 'type', message: 'cannot be CNAME at the domain itself; use A, AAAA or an alias' }];
  return type === 'NS' ? [{ path: 'type', message: 'cannot be NS at the domain itself; its provider says what they are' }] : [];
}

export function decideRecord(wanted: WantedRecord, domain: string): DecidedRecord {
  const parsed = parseRecordName(wanted.name, domain);
  if (parsed.kind === 'refused') return { kind: 'refused', issues: [{ path: 'name', message: parsed.message }] };
  const alias = wanted.alias === null ? null : { ...wanted.alias, name: canonicalName(wanted.alias.name) };
  const record = { ...wanted, name: parsed.name, alias };
  const issues = [...apexIssues(record), ...aliasIssues(record), ...valueIssues(record)];
  return issues.length === 0 ? { kind: 'ok', record } : { kind: 'refused', issues };
}

/** The type at the same name that a record of this type cannot be beside. */
export function clashOf(type: RecordType, others: readonly string[]): string | undefined {
  return type === 'CNAME' ? others.find((other) => other !== 'CNAME') : others.find((other) => other === 'CNAME');
}

export type DecidedRecords =
  | { readonly kind: 'ok'; readonly records: readonly WantedRecord[] }
  | { readonly kind: 'refused'; readonly issues: readonly FieldIssue[] };

/** What the records that are asked for at once do to one another. */
function mutualIssues(records: readonly WantedRecord[]): FieldIssue[] {
  const firstAt = new Map<string, number>();
  const typesAt = new Map<string, string[]>();
  return records.flatMap(({ name, type }, index): FieldIssue[] => {
    const path = `records[${index}]`;
    const first = firstAt.get(`${type} ${name}`);
    if (first !== undefined) return [{ path, message: `is the same name and type as records[${first}]; put its values there` }];
    const types = typesAt.get(name) ?? [];
    const clash = clashOf(type, types);
    firstAt.set(`${type} ${name}`, index);
    typesAt.set(name, [...types, type]);
    return clash === undefined ? [] : [{ path, message: `a CNAME is alone at its name, and there is a record ${clash} too` }];
  });
}

/** Many at once: all of them, or what is wrong with each. */
export function decideRecords(wanted: readonly WantedRecord[], domain: string): DecidedRecords {
  const records: WantedRecord[] = [];
  const issues: FieldIssue[] = [];
  for (const [index, wish] of wanted.entries()) {
    const decided = decideRecord(wish, domain);
    if (decided.kind === 'ok') records.push(decided.record);
    else issues.push(...decided.issues.map(({ path, message }) => ({ path: `records[${index}].${path}`, message })));
  }
  if (issues.length === 0) issues.push(...mutualIssues(records));
  return issues.length === 0 ? { kind: 'ok', records } : { kind: 'refused', issues };
}

/** Values in their one spelling; only what {@link decideRecord} has let in. */
export function canonicalValues(type: RecordType, values: readonly string[]): string[] {
  return values.map((text) => {
    const parsed = parseRecordValue(type, text);
    return parsed.kind === 'ok' ? parsed.value : text;
  });
}

/** What a fingerprint is taken of: keys in order, so that the same record is the same text. */
export function fingerprintText(
  record: WantedRecord,
  domain: { readonly domain_name: string; readonly zone_id: string },
): string {
  const { alias, ttl, type } = record;
  return JSON.stringify({
    ...(alias === null ? {} : { alias: [alias.name, alias.zoneId, alias.evaluateTargetHealth] }),
    fqdn: fullNameOf(record.name, domain.domain_name),
    ttl,
    type,
    values: canonicalValues(type, record.values).toSorted(),
    zone_id: domain.zone_id,
  });
}
