/** Names of domains and of records within them. */
import { canonicalName } from '@moorage/core/dns-text';

export type ParsedName = { readonly kind: 'ok'; readonly name: string } | { readonly kind: 'refused'; readonly message: string };

/** What stands in front of names of ours, and of the registry that external-dns keeps. */
export const markerPrefix = '_autoglue.';
export const guardPrefix = 'extdns-';

/** Leaves room for the prefixes. */
const longestName = 253 - markerPrefix.length;

const letters = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const recordLetters = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

function refused(message: string): ParsedName {
  return { kind: 'refused', message };
}

/** Other scripts in the letters that the DNS has. */
function ascii(name: string): string | undefined {
  const parts = name.split('.').map((part) => {
    if (/^[\x21-\x7e]*$/.test(part)) return part;
    return URL.canParse(`http://${part}/`) ? new URL(`http://${part}/`).hostname : '';
  });
  return parts.every((part) => part !== '') ? parts.join('.') : undefined;
}

/** A domain as it is stored: in small letters, without a dot at its end. */
export function parseDomainName(text: string): ParsedName {
  const name = ascii(canonicalName(text.trim()));
  if (name === undefined) return refused('must be a domain such as example.org');
  const parts = name.split('.');
  if (parts.length < 2 || !parts.every((part) => letters.test(part)) || /^\d+$/.test(parts.at(-1) ?? ''))
    return refused('must be a domain such as example.org');
  return name.length <= longestName ? { kind: 'ok', name } : refused(`must have at most ${longestName} characters`);
}

function withinDomain(name: string, domain: string): string {
  if (name === domain) return '@';
  return name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : name;
}

/** Why these labels are no name of a record. */
function problemOf(parts: readonly string[]): string | undefined {
  const [first = '', ...rest] = parts;
  const isGood = (first === '*' || recordLetters.test(first)) && rest.every((part) => recordLetters.test(part));
  if (!isGood) return 'must be labels of letters, digits, dashes and underscores; * only as the first, @ for the domain itself';
  const isReserved = parts.some((part) => `${part}.` === markerPrefix) || first.startsWith(guardPrefix);
  return isReserved ? 'is reserved for marks of ownership' : undefined;
}

/** The name of a record relative to its domain: `@`, `*`, `www`; a full name within the domain is made relative. */
export function parseRecordName(text: string, domain: string): ParsedName {
  const trimmed = text.trim();
  if (trimmed === '@') return { kind: 'ok', name: '@' };
  const full = ascii(canonicalName(trimmed));
  if (full === undefined || full === '') return refused('must be a name, or @ for the domain itself');
  const name = withinDomain(full, domain);
  if (name === '@') return { kind: 'ok', name };
  if (trimmed.endsWith('.') && name === full) return refused(`is outside of ${domain}`);
  const problem = problemOf(name.split('.'));
  if (problem !== undefined) return refused(problem);
  return `${name}.${domain}`.length <= longestName ? { kind: 'ok', name } : refused('is too long');
}

/** A name of a record in full. */
export function fullNameOf(name: string, domain: string): string {
  return name === '@' ? domain : `${name}.${domain}`;
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
