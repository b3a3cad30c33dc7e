/** What docs/security.md promises has a test that exists, and every requirement has one of three states. */
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
      expect([requirement, ['met', 'open', 'does not apply'].includes(state)]).toEqual([requirement, true]);
      if (state === 'met') expect([requirement, /\.test\.ts`/.test(how)]).toEqual([requirement, true]);
    }
  });
});
