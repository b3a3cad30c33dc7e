/**
 * Reads the text of an `.env` file.
 *
 * Lines of `KEY=value`, with `export` before them or not; comments; values as they are, in single quotes (taken literally) or in
 * double quotes (where \n, \r, \t, \" and \\ mean what they mean elsewhere). Quoted values may go over several lines. Nothing is
 * expanded: `$HOME` in a file of secrets is five characters. What is wrong is told by line and never repeats the text, which may
 * be half of a secret.
 */
import { keyIssue, valueIssue } from './secret.rules.ts';

export interface DotenvEntry {
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

export interface DotenvProblem {
  readonly line: number;
  readonly message: string;
}

export interface Dotenv {
  readonly entries: readonly DotenvEntry[];
  readonly problems: readonly DotenvProblem[];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

/** Where the quote ends that began before this text; -1 where it goes on. */
function endOfQuote(text: string, quote: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (whole, char: string) => escapes[char] ?? whole);
}

interface Read {
  readonly value?: string;
  readonly problem?: string;
  /** Lines that it took. */
  readonly lines: number;
}

/** Line by line, so that a quote that is never closed costs no more than the text is long. */
function readQuoted(source: readonly string[], at: number, first: string): Read {
  const quote = first[0] ?? '"';
  const parts: string[] = [];
  let line: string | undefined = first.slice(1);
  for (let lines = 1; line !== undefined; lines += 1) {
    const end = endOfQuote(line, quote);
    if (end < 0) {
      parts.push(line);
      line = source[at + lines];
      continue;
    }
    if (!/^\s*(?:#.*)?$/.test(line.slice(end + 1))) return { problem: 'there is more after the closing quote', lines };
    const inner = [...parts, line.slice(0, end)].join('\n');
    return { value: quote === '"' ? unescaped(inner) : inner, lines };
  }
  return { problem: 'the quote is never closed', lines: 1 };
}

function readEntry(source: readonly string[], at: number, first: string): Read {
  if (first.startsWith('"') || first.startsWith("'")) return readQuoted(source, at, first);
  return { value: first.replace(/(?:^|\s)#.*$/s, '').trim(), lines: 1 };
}

/** Entries and problems, both in the order of the text. */
export function parseDotenv(text: string): Dotenv {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const entries: DotenvEntry[] = [];
  const problems: DotenvProblem[] = [];
  const seen = new Map<string, number>();
  const refuse = (line: number, message: string | undefined): boolean => {
    if (message !== undefined) problems.push({ line, message });
    return message !== undefined;
  };
  for (let at = 0; at < lines.length;) {
    const line = at + 1;
    const source = (lines[at] ?? '').trim();
    if (source === '' || source.startsWith('#')) {
      at += 1;
      continue;
    }
    const [, key = '', rest = ''] = /^(?:export\s+)?([^=\s]+)\s*=\s*(.*)$/s.exec((lines[at] ?? '').trimStart()) ?? [];
    const read: Read = key === '' ? { problem: 'is not KEY=value', lines: 1 } : readEntry(lines, at, rest);
    at += read.lines;
    if (refuse(line, read.problem)) continue;
    const before = seen.get(key);
    const issue = keyIssue(key);
    if (refuse(line, issue === undefined ? undefined : `the key ${issue}`)) continue;
    if (refuse(line, before === undefined ? undefined : `${key} is in line ${before} already`)) continue;
    const value = read.value ?? '';
    const valueProblem = valueIssue(value);
    if (refuse(line, valueProblem === undefined ? undefined : `the value of ${key} ${valueProblem}`)) continue;
    seen.set(key, line);
    entries.push({ line, key, value });
  }
  return { entries, problems };
}
