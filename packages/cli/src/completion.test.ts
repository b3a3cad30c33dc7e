import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript, completionTable } from './completion.ts';
import { createProgram } from './program.ts';
import { fakeIo } from './test-support.ts';

const program = createProgram(fakeIo([]), '0');

/** What bash would offer for the words typed so far; the last one is being typed. */
function offered(...words: string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `${completionScript(program, 'bash')}\nCOMP_WORDS=(moorage ${quoted}); COMP_CWORD=${words.length}; _moorage; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
}

describe('completion', () => {
  it('knows every command', () => {
    expect(completionTable(program).map((entry) => entry.path)).toContain('deployments create');
  });
  it('offers nouns, then verbs, then flags', () => {
    expect(offered('dep')).toEqual(['deployments']);
    expect(offered('deployments', 'lo')).toEqual(['logs']);
    expect(offered('deployments', 'logs', 'hello', '--fo')).toEqual(['--follow']);
    expect(offered('--output', '--ser')).toEqual(['--server']);
  });
  it('speaks three shells', () => {
    expect(completionScript(program, 'zsh')).toContain('bashcompinit');
    expect(completionScript(program, 'fish')).toContain("complete -c moorage -n \"string match -q 'moorage deployments create*'");
  });
});
