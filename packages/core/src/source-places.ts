/**
 * Where in the sources an error comes from, when the program runs from a build of few files (docs/decisions/0071).
 *
 * Node can do this for every stack (`--enable-source-maps`), and takes a tenth more work for a start and 26 MB for it. Few stacks are
 * ever read by somebody, so a map is read when one of them is written, and only as far as it must be.
 */
import { readFileSync } from 'node:fs';
import type { SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';

const built = /file:\/\/[^\s()]*\/\.cache\/moorage\/program\/[^\s():]+\.js:\d+:\d+/g;
const endOfLine = ';'.charCodeAt(0);
const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  digits[digit.codePointAt(0) ?? 0] = value;

/** What is known of the places that were asked for: the same ones fail again and again. */
const known = new Map<string, string>();
const mostKnown = 2_000;

/** A line and a column, both counted from 0. */
interface Place {
  readonly line: number;
  readonly column: number;
}

interface Origin {
  readonly source: number;
  readonly line: number;
}

/**
 * The origin of each place: that of the last segment at or before it in its line. All numbers of a map are differences from those
 * before, over all lines, so it is read from its beginning, once for all places.
 */
export function originsOf(mappings: string, places: readonly Place[]): (Origin | undefined)[] {
  const origins: (Origin | undefined)[] = places.map(() => undefined);
  const byLine = Map.groupBy(places.keys(), (index) => places[index]?.line ?? 0);
  const last = Math.max(...byLine.keys());
  /** Column in the build, source, line and column in it, and name. */
  const segment = new Int32Array(5);
  let [line, field, value, shift] = [0, 0, 0, 0];
  for (let at = 0; at <= mappings.length && line <= last; at += 1) {
    const code = mappings.charCodeAt(at);
    const digit = digits[code] ?? -1;
    if (digit >= 0) {
      value |= (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) !== 0) continue;
      segment[field] = (segment[field] ?? 0) + ((value & 1) === 1 ? -(value >> 1) : value >> 1);
      field += 1;
      value = 0;
      shift = 0;
      continue;
    }
    for (const index of (field > 1 ? byLine.get(line) : undefined) ?? []) {
      if ((segment[0] ?? 0) <= (places[index]?.column ?? -1)) origins[index] = { source: segment[1] ?? 0, line: segment[2] ?? 0 };
    }
    field = 0;
    if (code !== endOfLine) continue;
    line += 1;
    segment[0] = 0;
  }
  return origins;
}

interface BuiltPlace extends Place {
  readonly text: string;
  readonly url: string;
}

function parsePlace(text: string): BuiltPlace {
  const [, url = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(text) ?? [];
  return { text, url, line: Number(line) - 1, column: Number(column) - 1 };
}

/** Finds the sources of places in one file of a build. */
function learn(url: string, places: readonly BuiltPlace[]): void {
  let map: SourceMapPayload;
  try {
    map = JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8'));
  } catch {
    // A build that is gone. What is known is better than nothing.
    for (const { text } of places) known.set(text, text);
    return;
  }
  const origins = originsOf(map.mappings, places);
  for (const [index, { text }] of places.entries()) {
    const origin = origins[index];
    const source = origin === undefined ? undefined : map.sources[origin.source];
    known.set(text, origin === undefined || source === undefined ? text : `${new URL(source, url).href}:${origin.line + 1}`);
  }
}

/** The text with every place in a build replaced by that in the sources. */
export function inSources(text: string): string {
  const places = new Set(text.match(built));
  if (places.size === 0) return text;
  if (known.size > mostKnown) known.clear();
  const unknown = [...places].filter((place) => !known.has(place)).map(parsePlace);
  for (const [url, ofFile] of Map.groupBy(unknown, (place) => place.url)) learn(url, ofFile);
  return text.replaceAll(built, (place) => known.get(place) ?? place);
}
