/** Writes the table of domains in ARCHITECTURE.md from domains.json; with `--check`, fails when it differs instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface DomainFile {
  readonly domains: Readonly<Record<string, { readonly holds: string; readonly uses: readonly string[] }>>;
}

const root = path.resolve(import.meta.dirname, '..');
const page = path.join(root, 'ARCHITECTURE.md');
const begin = '<!-- domains: generated from domains.json -->';
const end = '<!-- /domains -->';

/** The table with its columns padded, as the formatter leaves it. */
export function domainTable(file: DomainFile): string {
  const rows = Object.entries(file.domains).map(([name, domain]) => [`\`${name}\``, domain.holds, domain.uses.join(', ') || '–']);
  const all = [['domain', 'holds', 'uses'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(all[0] ?? []), rule, ...rows.map(line)].join('\n');
}

/** The page with the text between the markers replaced; throws when they are missing. */
export function withTable(text: string, table: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`ARCHITECTURE.md has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
}

function main(): void {
  const file: DomainFile = JSON.parse(readFileSync(path.join(root, 'domains.json'), 'utf8'));
  const current = readFileSync(page, 'utf8');
  const wanted = withTable(current, domainTable(file));
  if (!process.argv.includes('--check')) writeFileSync(page, wanted);
  else if (current !== wanted) {
    console.error('ARCHITECTURE.md is out of date; run npm run gen');
    process.exitCode = 1;
  }
}

if (import.meta.main) main();
