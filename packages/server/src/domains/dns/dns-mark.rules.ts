/**
 * Marks in a zone: whose a record is, and that external-dns is to leave it alone.
 *
 * Beside each of our records stands a text at `_autoglue.<name>`: `v=ag1 org=… rec=… fp=… type=…`. A name with several types has
 * several such texts in one set. Zones that were marked before know no `type`; such a mark stands for any. Two more texts, at
 * `extdns-<name>` and `extdns-<type>-<name>`, are in the registry of external-dns, with an owner that nobody is.
 */
import { isRecordType, type RecordType } from '@moorage/core/dns-text';
import { guardPrefix, isWithin, markerPrefix } from './dns-name.rules.ts';

export interface Mark {
  readonly org: string;
  readonly rec: string;
  readonly type: RecordType | undefined;
  readonly text: string;
}

const lockOwner = 'autoglue-lock';
export const guardText = `heritage=external-dns,external-dns/owner=${lockOwner}`;

export function parseMark(text: string): Mark | undefined {
  const words = text.trim().split(/\s+/);
  if (!words.includes('v=ag1')) return undefined;
  const word = (key: string) => words.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);
  const [org, rec, type = ''] = [word('org'), word('rec'), word('type')];
  if (org === undefined || rec === undefined) return undefined;
  return { org, rec, type: isRecordType(type) ? type : undefined, text };
}

export function markText(mark: {
  readonly org: string;
  readonly rec: string;
  readonly fingerprint: string;
  readonly type: RecordType;
}): string {
  return `v=ag1 org=${mark.org} rec=${mark.rec} fp=${mark.fingerprint.slice(0, 16)} type=${mark.type}`;
}

export function markName(name: string): string {
  return `${markerPrefix}${name}`;
}

/** Where a guard of this name is, without and with the type; undefined where that is outside of the zone, or no name. */
export function guardName(name: string, type: RecordType | undefined, zone: string): string | undefined {
  const guard = `${guardPrefix}${type === undefined ? '' : `${type.toLowerCase()}-`}${name}`;
  const [first = ''] = guard.split('.');
  return isWithin(guard, zone) && first.length <= 63 ? guard : undefined;
}

/** The owner in the registry of external-dns, where that is somebody. */
export function externalOwner(text: string): string | undefined {
  if (!text.includes('heritage=external-dns')) return undefined;
  const owner = /external-dns\/owner=([^,]*)/.exec(text)?.[1];
  return owner === undefined || owner === lockOwner ? undefined : owner;
}
