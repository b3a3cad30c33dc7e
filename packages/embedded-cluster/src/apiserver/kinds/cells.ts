/** Pure functions for the cells of tables. */
import { isObject, objectsAt, stringAt, textOf, type JsonObject } from '../json.ts';

/** A duration as kubectl writes it: at most two units, coarser as it grows. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`;
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  if (days < 2_920) return days % 365 === 0 ? `${years}y` : `${years}y${days % 365}d`;
  return `${years}y`;
}

export function age(timestamp: unknown, now: Date): string {
  if (typeof timestamp !== 'string') return '<unknown>';
  return humanDuration(now.getTime() - new Date(timestamp).getTime());
}

/** `a=b,c=d` of a map, `<none>` when empty. */
export function mapText(value: unknown): string {
  if (!isObject(value) || Object.keys(value).length === 0) return '<none>';
  return Object.entries(value)
    .map(([key, item]) => `${key}=${String(item)}`)
    .join(',');
}

export function countOf(value: unknown): number {
  return isObject(value) ? Object.keys(value).length : Array.isArray(value) ? value.length : 0;
}

export function listText(values: readonly unknown[], empty = '<none>'): string {
  return values.length === 0 ? empty : values.map(String).join(',');
}

/** One field of each item of a list, joined by commas. */
export function fieldsText(value: unknown, path: readonly string[], field: string): string {
  return listText(objectsAt(value, ...path).map((item) => item[field] ?? ''));
}

export function conditionOf(value: unknown, type: string): JsonObject | undefined {
  return objectsAt(value, 'status', 'conditions').find((item) => stringAt(item, 'type') === type);
}

/** `80/TCP,443:30443/TCP` of a service's ports. */
export function portsText(ports: readonly JsonObject[]): string {
  return listText(
    ports.map((port) => {
      const node = port['nodePort'];
      return `${textOf(port['port'])}${node === undefined || node === 0 ? '' : `:${textOf(node)}`}/${textOf(port['protocol'] ?? 'TCP')}`;
    }),
  );
}
