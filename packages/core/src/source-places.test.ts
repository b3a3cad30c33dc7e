import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { inSources, originsOf } from './source-places.ts';

/**
 * Line 0 from line 4 of source 0, and from its column 10 on from line 20 of source 1; line 1 is nobody's; line 2 goes on at line 18 of
 * source 1, as differences go over lines.
 */
const mappings = 'AAIA,UCgBA;;IAFA';

describe('originsOf', () => {
  it('gives the last segment at or before each place', () => {
    const places = [
      { line: 2, column: 400 },
      { line: 0, column: 0 },
      { line: 0, column: 10 },
      { line: 0, column: 9 },
    ];
    expect(originsOf(mappings, places)).toEqual([
      { source: 1, line: 18 },
      { source: 0, line: 4 },
      { source: 1, line: 20 },
      { source: 0, line: 4 },
    ]);
  });

  it('knows nothing of lines that no source made', () => {
    const places = [
      { line: 1, column: 5 },
      { line: 2, column: 3 },
      { line: 7, column: 0 },
    ];
    expect(originsOf(mappings, places)).toEqual([undefined, undefined, undefined]);
    expect(originsOf('', places.slice(0, 1))).toEqual([undefined]);
  });
});

describe('inSources', () => {
  const dir = mkdtempSync(join(tmpdir(), 'source-places-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const build = join(dir, 'node_modules/.cache/moorage/program/build-1');
  mkdirSync(build, { recursive: true });
  const sources = ['../../../../../packages/a.ts', '../../../../../packages/b.ts'];
  writeFileSync(join(build, 'app.js.map'), JSON.stringify({ version: 3, sources, mappings }));
  const url = (path: string): string => pathToFileURL(join(dir, path)).href;
  const place = url('node_modules/.cache/moorage/program/build-1/app.js');

  it('puts the lines of the sources into a stack', () => {
    const stack = (one: string, other: string): string =>
      `Error: no\n    at save (${one})\n    at ${other}\n    at node:internal:5:1`;
    const shown = inSources(stack(`${place}:1:12`, `${place}:3:9`));
    expect(shown).toBe(stack(`${url('packages/b.ts')}:21`, `${url('packages/b.ts')}:19`));
  });

  it('leaves what it cannot find, and other programs, as they are', () => {
    const gone = place.replace('app.js', 'gone.js');
    const text = `at ${gone}:1:1 ${place}:2:1 ${url('packages/a.js')}:1:1`;
    expect(inSources(text)).toBe(text);
  });
});
