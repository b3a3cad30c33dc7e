/** Records of domains as forms have them. */
import type { V1RecordSet, V1RecordSetCreate, V1RecordSetUpdate } from '@moorage/sdk/types';
import { isRecordType, joinValue, type RecordType, splitValue } from './dns-value.ts';

export interface RecordDraft {
  readonly name: string;
  readonly type: RecordType;
  /** Empty for the usual one. */
  readonly ttl: string;
  /** Each in its parts; one that is empty is left out. */
  readonly values: readonly (readonly string[])[];
  readonly isAlias: boolean;
  readonly aliasName: string;
  readonly aliasZone: string;
  readonly checksHealth: boolean;
}

export const emptyRecord: RecordDraft = {
  ...{ name: '', type: 'A', ttl: '', values: [[]] },
  ...{ isAlias: false, aliasName: '', aliasZone: '', checksHealth: false },
};

/** What providers take where nothing is said. */
export const usualTtl = 300;

export function draftOfRecord(record: V1RecordSet): RecordDraft {
  const { name, ttl, values, alias } = record;
  const type = isRecordType(record.type) ? record.type : 'TXT';
  return {
    ...{ name, type, ttl: ttl === undefined ? '' : String(ttl) },
    values: values.length === 0 ? [[]] : values.map((value) => splitValue(type, value)),
    ...{ isAlias: alias !== undefined, aliasName: alias?.name ?? '', aliasZone: alias?.zone_id ?? '' },
    checksHealth: alias?.evaluate_target_health ?? false,
  };
}

/** Another type has other values; only addresses can be aliases. */
export function withType(draft: RecordDraft, type: RecordType): RecordDraft {
  const isAlias = draft.isAlias && (type === 'A' || type === 'AAAA');
  return { ...draft, type, isAlias, values: [[]] };
}

function valuesOf({ type, values }: RecordDraft): string[] {
  return values.map((texts) => joinValue(type, texts)).filter((value) => value !== '');
}

function aliasOf({ aliasName, aliasZone, checksHealth }: RecordDraft) {
  return { name: aliasName.trim(), zone_id: aliasZone.trim(), evaluate_target_health: checksHealth };
}

/** What may be absent is left out. */
export function recordOfDraft(draft: RecordDraft): V1RecordSetCreate {
  const { name, type, ttl } = draft;
  const place = { name: name.trim(), type };
  if (draft.isAlias) return { ...place, alias: aliasOf(draft) };
  return { ...place, ...(ttl.trim() === '' ? {} : { ttl: Number(ttl) }), values: valuesOf(draft) };
}

/** All of it: an alias takes the place of values, and values that of an alias. */
export function updateOfDraft(draft: RecordDraft): V1RecordSetUpdate {
  const { name, type, ttl } = draft;
  const place = { name: name.trim(), type };
  if (draft.isAlias) return { ...place, ttl: null, values: [], alias: aliasOf(draft) };
  return { ...place, ttl: ttl.trim() === '' ? null : Number(ttl), values: valuesOf(draft), alias: null };
}

export function isCompleteRecord(draft: RecordDraft): boolean {
  const isTtl = draft.ttl.trim() === '' || /^\d{1,5}$/.test(draft.ttl.trim());
  const hasContent = draft.isAlias ? draft.aliasName.trim() !== '' && draft.aliasZone.trim() !== '' : valuesOf(draft).length > 0;
  return draft.name.trim() !== '' && isTtl && hasContent;
}

/** Where in the form the nth value that is sent stands: those that are empty are not. */
export function valueIndex({ type, values }: RecordDraft, row: number): number {
  return values.slice(0, row).filter((texts) => joinValue(type, texts) !== '').length;
}

/** A record's name in full. */
export function fullName(name: string, domain: string): string {
  return name === '@' ? domain : `${name}.${domain}`;
}
