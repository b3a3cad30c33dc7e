/** What `moorage encrypt` says, of whichever platform it asked. */
import type { EncryptionStatus } from '@moorage/sdk/types';
import { tableOf } from './table.ts';

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export function encryptionText({ rootKeys, keys, columns, lastVerified }: EncryptionStatus): string {
  const date = (text: string | null): string => text?.slice(0, 10) ?? '-';
  const verified =
    lastVerified === null ? 'never' : `${lastVerified.at}, ${lastVerified.checked} opened, ${lastVerified.failed} failed`;
  return [
    tableOf([
      ['ROOT KEY', 'KIND', 'STATE', 'SINCE', 'UNTIL', 'KEYS'],
      ...rootKeys.map((key) => [key.id, key.kind, key.state, date(key.createdAt), date(key.retiredAt), String(key.keys)]),
    ]),
    tableOf([
      ['KEY VERSION', 'STATE', 'OWNERS'],
      ...keys.map(({ version, state, owners }) => [String(version), state, String(owners)]),
    ]),
    tableOf([
      ['COLUMN', 'VALUES', 'CURRENT', 'PREVIOUS', 'EARLIER'],
      ...columns.map(({ table, column, ...counts }) => [
        `${table}.${column}`,
        ...[counts.total, counts.current, counts.previous, counts.earlier].map(String),
      ]),
    ]),
    `Last verified: ${verified}\n`,
  ].join('\n');
}

export function verifiedText(checked: number): string {
  return `${plural(checked, 'value')} opened, none failed.\n`;
}

export function unreadableText(failed: number): string {
  return `${plural(failed, 'sealed value')} could not be opened.`;
}
