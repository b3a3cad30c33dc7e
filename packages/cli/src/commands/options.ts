/** Flags that several nouns share. */
import { type Command, Option } from 'commander';
import { usageFailure } from '../failure.ts';

export function orgOption(what = 'name, slug or id; the current organization when absent'): Option {
  return new Option('--org <org>', what).env('MOORAGE_ORG');
}

export function teamOption(what: string): Option {
  return new Option('--team <team>', what).env('MOORAGE_TEAM');
}

export function yesOption(): Option {
  return new Option('-y, --yes', 'do not ask').env('MOORAGE_YES');
}

/** A flag that may be repeated, or hold several values with commas between them. */
export function listOption(flags: string, what: string, env: string): Option {
  const collect = (text: string, previous: readonly string[] | undefined): string[] => {
    const parts = text.split(',').map((part) => part.trim());
    return [...(previous ?? []), ...parts.filter((part) => part !== '')];
  };
  return new Option(flags, what).argParser(collect).env(env);
}

/** Help ends with an example for every command. */
export function example(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ moorage ${line}`).join('\n')}`);
}

/** How many rows a list has at most. */
export function limitOption(): Option {
  return new Option('--limit <number>', 'how many at most, 200 or fewer').default('50').env('MOORAGE_LIMIT');
}

/** The number of that flag. */
export function limitOf(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 200) throw usageFailure(`"${text}" is no number of rows.`, 'Say one from 1 to 200.');
  return limit;
}

const dayMs = 86_400_000;

/** `90d` as the moment then; `undefined` for `never`. */
export function parseExpiry(text: string, now: Date): string | undefined {
  if (text === 'never') return undefined;
  const days = Number(/^(\d{1,4})d?$/.exec(text)?.[1] ?? '0');
  if (days === 0) throw usageFailure(`"${text}" is not a number of days.`, 'For instance 90d, or never.');
  return new Date(now.getTime() + days * dayMs).toISOString();
}
