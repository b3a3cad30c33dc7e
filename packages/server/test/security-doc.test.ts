/** What docs/security.md and docs/compatibility.md promise has a test that exists, and every requirement is met or does not apply. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const packages = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(packages, '..', 'docs', 'security.md'), 'utf8');
const named = [...new Set([...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, name = '']) => name))];
const rows = text.split('\n').filter((line) => /^\| \d+\.\d+\.\d+/.test(line));

function placeOf(name: string): string {
  if (/^(?:core|moorage|kube|operator)\//.test(name)) return join(packages, name);
  return join(packages, 'server', name.startsWith('test/') ? '' : 'src', name);
}

describe('the walk along the standard', () => {
  it('names tests that exist', () => {
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !existsSync(placeOf(name)))).toEqual([]);
  });

  it('gives every requirement a state, and what is met a test', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      const [, requirement, , state = '', how = ''] = row.split('|').map((cell) => cell.trim());
      expect([requirement, ['met', 'does not apply'].includes(state)]).toEqual([requirement, true]);
      if (state === 'met') expect([requirement, /\.test\.ts`/.test(how)]).toEqual([requirement, true]);
    }
  });
});

describe('the faults of the specification', () => {
  const compatibility = readFileSync(join(packages, '..', 'docs', 'compatibility.md'), 'utf8');
  const faults = compatibility.split('\n').filter((line) => /^\| \d+ /.test(line));

  it('and all that is guaranteed are answered by files that exist', () => {
    const files = [...new Set([...compatibility.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, name = '']) => name))];
    expect(files.length).toBeGreaterThan(25);
    const isThere = (name: string): boolean => existsSync(placeOf(name)) || existsSync(join(packages, '..', name));
    expect(files.filter((name) => !isThere(name))).toEqual([]);
  });

  it('that touch what is kept here are each answered by tests that exist', () => {
    expect([...new Set(faults.map((line) => Number(line.split('|')[1])))]).toEqual([
      1, 2, 3, 4, 5, 6, 12, 14, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 34, 35,
    ]);
    for (const line of faults) {
      const proofs = [...line.matchAll(/`([\w./-]+\.test\.ts)`((?:,? “[^”]+”)+)/g)];
      expect([line, proofs.length > 0]).toEqual([line, true]);
      for (const [, file = '', titles = ''] of proofs) {
        const tests = readFileSync(placeOf(file), 'utf8');
        for (const [, title = ''] of titles.matchAll(/“([^”]+)”/g))
          expect([file, title, tests.includes(`'${title}'`)]).toEqual([file, title, true]);
      }
    }
  });
});

describe('the list of attacks', () => {
  const attacks = text
    .slice(text.indexOf('## Attacks'))
    .split('\n')
    .filter((line) => line.includes('.test.ts`'));

  it('names tests by titles that they have', () => {
    expect(attacks.length).toBeGreaterThan(15);
    for (const row of attacks) {
      const [, attack, file = '', names = ''] = row.split('|').map((cell) => cell.trim());
      const titles = [...names.matchAll(/“(.+?)”/g)].map(([, title = '']) => title);
      expect([attack, titles.length > 0]).toEqual([attack, true]);
      const source = readFileSync(placeOf(file.replaceAll('`', '')), 'utf8');
      expect([attack, titles.filter((title) => !source.includes(`'${title}'`))]).toEqual([attack, []]);
    }
  });
});
