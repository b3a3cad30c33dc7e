/** Where the value of a secret comes from: a file, standard input or a person who types it unseen; never the command itself. */
import { usageFailure } from '../failure.ts';
import type { CliIo, CliTerminal } from '../io.ts';
import { readText } from './template-file.ts';

const enter = new Set([10, 13]);
const erase = new Set([8, 127]);
const interrupts = new Set([3, 4]);

/** A character of several bytes goes as a whole. */
function eraseLast(bytes: number[]): void {
  for (let last = bytes.pop(); last !== undefined && (last & 0xc0) === 0x80;) last = bytes.pop();
}

/** What was typed up to Enter, without showing it. */
async function typed(terminal: CliTerminal): Promise<string> {
  const bytes: number[] = [];
  for await (const chunk of terminal.input) {
    for (const byte of chunk) {
      if (interrupts.has(byte)) throw usageFailure('Nothing was set.', 'Type the value and press Enter.');
      if (enter.has(byte)) return new TextDecoder().decode(Uint8Array.from(bytes));
      if (erase.has(byte)) eraseLast(bytes);
      else bytes.push(byte);
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

async function piped(terminal: CliTerminal): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of terminal.input) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** One newline at the end belongs to the file, not to the value. */
function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** Everything of a file, or of standard input where the path is `-` or absent. */
export async function readSource(io: CliIo, path: string | undefined): Promise<string> {
  if (path !== undefined && path !== '-') return readText(io, path);
  const terminal = io.openTerminal(false);
  try {
    return await piped(terminal);
  } finally {
    terminal.close();
  }
}

/** A value that is not empty. */
export async function readValue(io: CliIo, key: string, path: string | undefined): Promise<string> {
  const value = io.isTty && path === undefined ? await askUnseen(io, key) : withoutNewline(await readSource(io, path));
  if (value !== '') return value;
  throw usageFailure(`There is no value for ${key}.`, 'Pipe it in, name a file with --from-file, or type it when asked.');
}

async function askUnseen(io: CliIo, key: string): Promise<string> {
  const terminal = io.openTerminal(true);
  const say = (text: string): void => terminal.write('err', new TextEncoder().encode(text));
  say(`Value of ${key} (not shown): `);
  try {
    return await typed(terminal);
  } finally {
    say('\r\n');
    terminal.close();
  }
}
