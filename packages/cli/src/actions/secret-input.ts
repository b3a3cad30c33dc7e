/** What is secret comes from a file or the standard input, never from the command line, which every process on the machine can read. */
import { usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';

/** The text of a file; `-` is the standard input. */
export function readSecretText(io: CliIo, path: string): string {
  const text = io.readFile(path === '-' ? '/dev/stdin' : path);
  if (text !== undefined && text.trim() !== '') return text;
  throw usageFailure(
    path === '-' ? 'Nothing came in.' : `There is nothing to read in ${path}.`,
    'Name a file with the secret, or - to pipe it in.',
  );
}

type Fields = Readonly<Record<string, unknown>>;

function parseJson(text: string): Fields {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw new SyntaxError('it is no object');
}

/** The fields of a secret: a JSON object, lines of `name=value`, or a token by itself. */
export function parseSecretFields(text: string, kind: string): Fields {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    try {
      return parseJson(trimmed);
    } catch {
      throw usageFailure('The secret is not a JSON object.', 'Mend it; what it holds is not shown here.');
    }
  }
  if (kind === 'api_token' && !/\s|^token=/.test(trimmed)) return { token: trimmed };
  const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const pairs = lines.map((line) => /^([a-z_]+)=(.*)$/.exec(line.trim()));
  if (pairs.includes(null)) throw usageFailure('The secret has lines that are not name=value.', 'Write it so, or as JSON.');
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}
