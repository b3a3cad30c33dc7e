/**
 * Configuration from the environment, read once.
 *
 * A program declares its variables as a table: the name (and older names that still work), a schema that turns text into a
 * value, the default and a sentence of documentation. Reading the table gives a frozen object or one error that names every
 * problem at once, so that nobody fixes a deployment one restart at a time. The reference page is generated from the same
 * table and can therefore not be out of date.
 *
 * Rules: an empty variable counts as unset; two names of one variable may both be set only to the same text; a secret may
 * also come from a file named by `<NAME>_FILE` (as mounted by a secret injector), its value becomes a `Secret` and is never
 * quoted in a problem. The environment is handed in: only a program's `config` folder touches `process.env`.
 */
import { z } from 'zod';
import { AppError, type FieldIssue, messageOf } from './errors.ts';
import { Secret } from './secret.ts';

export interface Variable<S extends z.ZodType<unknown, string | undefined> = z.ZodType<unknown, string | undefined>> {
  /** The name to document first, then those that are accepted as well. */
  readonly names: readonly [string, ...string[]];
  /** From text (or `undefined`, where it is optional) to the value. */
  readonly schema: S;
  /** As it would be written in the environment. */
  readonly default?: string;
  readonly doc: string;
  readonly secret?: boolean;
  /** Heading under which the reference lists it. */
  readonly group: string;
}

export type Variables = Readonly<Record<string, Variable>>;
export type Environment = Readonly<Record<string, string | undefined>>;
export type Values<V extends Variables> = { readonly [K in keyof V]: z.output<V[K]['schema']> };

/** Keeps the type of one variable's schema. */
export function variable<S extends z.ZodType<unknown, string | undefined>>(declared: Variable<S>): Variable<S> {
  return declared;
}

const words: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

function integer(min: number, max: number): z.ZodType<number, string> {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return z.string().transform((text, issue) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    issue.addIssue({ code: 'custom', message: `must be a whole number ${range}` });
    return z.NEVER;
  });
}

function parseAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:\s]*):(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.['port']);
  if (match === null || port > 65_535) return undefined;
  const host = (match.groups?.['host'] ?? '').replace(/^\[|\]$/g, '');
  return { host: host === '' ? '0.0.0.0' : host, port };
}

/** Schemas for the usual kinds of text. Each takes the text of a variable that is set or has a default. */
export const text = {
  flag: z.string().transform((value, issue) => {
    const flag = words[value.toLowerCase()];
    if (flag !== undefined) return flag;
    issue.addIssue({ code: 'custom', message: 'must be true or false' });
    return z.NEVER;
  }),
  integer,
  /** Comma-separated, blanks trimmed, empty entries dropped. */
  list: z.string().transform((value) =>
    value
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  ),
  /** `host:port`, `[::1]:port` or `:port` for every interface. */
  address: z.string().transform((value, issue) => {
    const address = parseAddress(value);
    if (address !== undefined) return address;
    issue.addIssue({ code: 'custom', message: 'must be host:port, such as 127.0.0.1:8080' });
    return z.NEVER;
  }),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).transform((value) => value.replace(/\/+$/, '')),
  secret: z.string().transform((value) => new Secret(value)),
} as const;

export interface ReadOptions {
  /** For `<NAME>_FILE`; without it such variables are ignored. */
  readonly readFile?: (path: string) => string;
}

type Raw = { readonly value: string | undefined } | { readonly problem: FieldIssue };

function setNames(declared: Variable, env: Environment): string[] {
  return declared.names.filter((name) => (env[name] ?? '') !== '');
}

function fromFile(name: string, env: Environment, readFile: ReadOptions['readFile']): Raw | undefined {
  const path = env[`${name}_FILE`];
  if (path === undefined || path === '' || readFile === undefined) return undefined;
  try {
    return { value: readFile(path).replace(/\r?\n$/, '') };
  } catch (error) {
    return { problem: { path: `${name}_FILE`, message: `cannot be read: ${messageOf(error)}` } };
  }
}

function rawOf(declared: Variable, env: Environment, options: ReadOptions): Raw {
  const set = setNames(declared, env);
  const [first, ...others] = set;
  if (first === undefined) {
    const file = declared.secret === true ? fromFile(declared.names[0], env, options.readFile) : undefined;
    return file ?? { value: declared.default };
  }
  const contradicting = others.find((name) => env[name] !== env[first]);
  if (contradicting === undefined) return { value: env[first] };
  return { problem: { path: first, message: `and ${contradicting} mean the same and are set to different values; unset one` } };
}

function parseOne(declared: Variable, raw: string | undefined): { value: unknown } | { problem: FieldIssue } {
  const name = declared.names[0];
  const parsed = declared.schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data };
  if (raw === undefined) return { problem: { path: name, message: 'is required' } };
  const why = parsed.error.issues.map((issue) => issue.message).join('; ');
  const shown = declared.secret === true ? '' : `, got ${JSON.stringify(raw.slice(0, 80))}`;
  return { problem: { path: name, message: `${why}${shown}` } };
}

/** Makes the one error that reports all problems of a configuration. */
export function configError(problems: readonly FieldIssue[]): AppError {
  const lines = problems.map((problem) => `  ${problem.path} ${problem.message}`);
  return new AppError('invalid_request', `The configuration is not valid:\n${lines.join('\n')}`, {
    details: { issues: problems, nextStep: 'Set these environment variables and start again.' },
  });
}

/** Reads all variables of a table; throws one error that names every problem. */
export function readConfig<V extends Variables>(variables: V, env: Environment, options: ReadOptions = {}): Values<V> {
  const problems: FieldIssue[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, declared] of Object.entries(variables)) {
    const raw = rawOf(declared, env, options);
    const result = 'problem' in raw ? raw : parseOne(declared, raw.value);
    if ('problem' in result) problems.push(result.problem);
    else values[key] = result.value;
  }
  if (problems.length > 0) throw configError(problems);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- every key of V was stored, or reported just above
  return Object.freeze(values) as Values<V>;
}

function cell(value: string): string {
  return value.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function row(declared: Variable): string {
  const [name, ...aliases] = declared.names;
  const also = aliases.length === 0 ? '' : ` Also read from ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
  const file = declared.secret === true ? ` A file named by \`${name}_FILE\` works too.` : '';
  const value = declared.default === undefined ? '–' : `\`${cell(declared.default)}\``;
  return `| \`${name}\` | ${value} | ${cell(declared.doc)}${also}${file} |`;
}

/** The table as a page of Markdown, for people. */
export function configReference(title: string, variables: Variables): string {
  const groups = new Map<string, string[]>();
  for (const declared of Object.values(variables)) {
    groups.set(declared.group, [...(groups.get(declared.group) ?? []), row(declared)]);
  }
  const sections = [...groups].map(
    ([group, rows]) => `## ${group}\n\n| Variable | Default | Meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`,
  );
  return `# ${title}\n\n${sections.join('\n')}`;
}
