/**
 * The forms of a key. Each has a visible part, which finds its row and says nothing, and a secret of 256 random bits.
 *
 * | form | sent as | acts as |
 * | --- | --- | --- |
 * | `mk_<prefix>_<secret>` | `Authorization: Bearer` or `X-API-KEY` | its user, or a machine of its organization; limited by scopes |
 * | `u_<prefix><secret>` | `X-API-KEY` or `Authorization: Bearer` | its user, on both planes |
 * | `org_<id>` with its secret | `X-ORG-KEY` and `X-ORG-SECRET` | a machine of its organization, on both planes |
 */

export type KeyKind = 'personal' | 'machine' | 'user' | 'pair';

/** Letters and digits of the visible part of `mk_` and `u_` keys, and of the id of a pair. */
export const prefixLength = 12;
export const pairIdLength = 22;

/** What a request shows. */
export interface PresentedKey {
  readonly prefix: string;
  readonly secret: string;
}

const scopedPattern = /^(mk_[a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const userPattern = /^(u_[a-z0-9]{12})([A-Za-z0-9_-]{43})$/;
const pairPattern = /^org_[a-z0-9]{22}$/;
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

/** A key of one piece; `undefined` for anything that we never issued. */
export function parseKey(text: string): PresentedKey | undefined {
  const [, prefix, secret] = scopedPattern.exec(text) ?? userPattern.exec(text) ?? [];
  return prefix === undefined || secret === undefined ? undefined : { prefix, secret };
}

/** A pair, as its two headers carry it. */
export function parsePair(key: string, secret: string): PresentedKey | undefined {
  return pairPattern.test(key) && secretPattern.test(secret) ? { prefix: key, secret } : undefined;
}

/** The visible part of a new key: how it begins and how it is found. */
export function prefixOf(kind: KeyKind, name: (length: number) => string): string {
  if (kind === 'pair') return `org_${name(pairIdLength)}`;
  return `${kind === 'user' ? 'u' : 'mk'}_${name(prefixLength)}`;
}

/** What its owner gets to see once. Of a pair this is the secret alone. */
export function formatKey(kind: KeyKind, { prefix, secret }: PresentedKey): string {
  if (kind === 'pair') return secret;
  return kind === 'user' ? `${prefix}${secret}` : `${prefix}_${secret}`;
}

/** What lists show: of a pair the first twelve characters, as clients know it. */
export function shownPrefix(kind: string, prefix: string): string {
  return kind === 'pair' ? prefix.slice(0, 12) : prefix;
}
