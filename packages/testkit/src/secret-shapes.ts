/**
 * The shapes of all that the product issues and nobody may write down, and the search for them.
 *
 * The one list of it: `packages/server/test/secrets.api.test.ts` has each issued and looks whether its shape is found. What has no
 * shape, and what was cut, is found by what is known to have been issued. A finding says where and of which kind, never what, for
 * it goes where everybody reads.
 */
import { isUuid } from '@moorage/core/ids';
import { plantedTexts } from './planted.ts';

export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly kind: string;
}

/** Where a word begins, also behind what JSON and addresses escape. */
const begin = String.raw`(?:(?<![\w+-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))`;
const end = String.raw`(?![\w=+-])`;
/** 256 random bits. Names have no capitals, and none of these comes without one and a small letter. */
const token = String.raw`(?=[\w-]{0,42}[A-Z])(?=[\w-]{0,42}[a-z])[\w-]{43}`;

/** Searched for in long words only: a log has few of them, and to look at each letter so closely would take minutes. */
const ofLongWords: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a key', /(?:mk_[a-z0-9]{12}_|u_[a-z0-9]{12})[\w-]{43}/],
  ['the secret of a webhook', /(?:mas|mhk)_[\w-]{43}/],
  // Sessions, refresh tokens, invitations, device codes, attempts to sign in and the secrets of pairs.
  ['a token', new RegExp(`${begin}${token}${end}`)],
];
const longWord = /(?<![\w-])[\w-]{43,}/g;

/** Each begins with what is rare. */
const ofText: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a signed token', /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/g],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ['a code that people type', /(?<![\w+-])[BCDFGHJKLMNPQRSTVWXZ]{4}-?[BCDFGHJKLMNPQRSTVWXZ]{4}(?![\w=+-])/g],
  ...plantedTexts.map((text) => ['a planted secret', new RegExp(text, 'g')] as const),
];

/** Half of a token is as good as all of it: what was cut for the log is found by either end. */
const halfToken = 22;
const halfTokenWord = /(?<![\w-])[\w-]{22,}/g;

interface Place {
  readonly kind: string;
  readonly index: number;
}

function* placesIn(text: string): Generator<Place> {
  for (const { 0: word, index } of text.matchAll(longWord)) {
    const around = text.slice(Math.max(0, index - 1), index + word.length + 1);
    const shape = ofLongWords.find(([, pattern]) => pattern.test(around));
    if (shape !== undefined) yield { kind: shape[0], index };
  }
  for (const [kind, pattern] of ofText) for (const { index } of text.matchAll(pattern)) yield { kind, index };
}

function* issuedPlacesIn(text: string, issued: readonly string[]): Generator<Place> {
  const halves = new Set<string>();
  const whole: string[] = [];
  for (const value of issued) {
    // Of a signed token the signature: others begin alike.
    const last = value.slice(value.lastIndexOf('.') + 1);
    if (/^[\w-]{43,}$/.test(last)) halves.add(last.slice(0, halfToken)).add(last.slice(-halfToken));
    else whole.push(JSON.stringify(value).slice(1, -1));
  }
  for (const { 0: word, index } of text.matchAll(halfTokenWord)) {
    if (isUuid(word)) continue;
    for (let at = 0; at + halfToken <= word.length; at += 1) {
      if (halves.has(word.slice(at, at + halfToken))) yield { kind: 'what was issued', index: index + at };
    }
  }
  for (const value of whole) {
    const index = text.indexOf(value);
    if (index !== -1) yield { kind: 'what was issued', index };
  }
}

/** Every place of a secret shape, and of anything of what was issued. */
export function findSecrets(text: string, issued: readonly string[] = []): Finding[] {
  let line = 1;
  let lineEnd = text.indexOf('\n');
  const places = [...placesIn(text), ...issuedPlacesIn(text, issued)].toSorted((left, right) => left.index - right.index);
  return places.map(({ kind, index }) => {
    for (; lineEnd !== -1 && lineEnd < index; lineEnd = text.indexOf('\n', lineEnd + 1)) line += 1;
    return { line, kind };
  });
}
