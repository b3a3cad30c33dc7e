/** Resources in the language of Terraform, written as `terraform fmt` writes them. */

const source: unique symbol = Symbol('source');

/** What stands in the text as it is: a reference to something else, or a call. */
export interface HclExpression {
  readonly [source]: string;
}

export type HclValue = string | number | boolean | null | HclExpression | readonly HclValue[] | HclMap;
interface HclMap {
  readonly [key: string]: HclValue;
}

export interface TerraformBlock {
  /** A resource unless it says otherwise. */
  readonly block?: 'resource' | 'data';
  /** Such as `moorage_server`. */
  readonly type: string;
  /** What people call it; the name in Terraform is made of it. */
  readonly name: string;
  /** Those that are undefined are left out. */
  readonly attributes: Readonly<Record<string, HclValue | undefined>>;
  /** Of one that exists, so that Terraform takes it over instead of making another. */
  readonly importId?: string | undefined;
}

const widest = 80;

export function expression(text: string): HclExpression {
  return { [source]: text };
}

/** A name that Terraform takes: letters, digits, `_` and `-`, not beginning with a digit. */
export function hclName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .replaceAll(/^[_-]+|[_-]+$/g, '');
  if (name === '') return 'this';
  return /^[a-z]/.test(name) ? name : `_${name}`;
}

/** The same for several of one type: what would be called as one before it is counted on. */
export function hclNames(texts: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const name = hclName(text);
    let free = name;
    for (let next = 2; taken.has(free); next += 1) free = `${name}_${next}`;
    taken.add(free);
    return free;
  });
}

/** What another resource of the same text is called: `moorage_ssh_key.nodes.id`. */
export function referenceTo(type: string, name: string): HclExpression {
  return expression(`${type}.${hclName(name)}.id`);
}

const short: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function byNumber(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

/** Doubling the sign before a brace makes text of it; signs before that one are written by number, or they would pair with it. */
function plainBrace(run: string): string {
  const sign = run.charAt(0);
  return `${byNumber(sign).repeat(run.length - 2)}${sign}${sign}{`;
}

/** Text in quotes, in which nothing is an expression. */
export function hclText(text: string): string {
  const escaped = text
    // oxlint-disable-next-line no-control-regex -- exactly those have to be written another way
    .replaceAll(/[\\"\u0000-\u001F\u007F]/g, (char) => short[char] ?? byNumber(char))
    .replaceAll(/\$+\{|%+\{/g, plainBrace);
  return `"${escaped}"`;
}

function isExpression(value: object): value is HclExpression {
  return source in value;
}

function isList(value: HclValue): value is readonly HclValue[] {
  return Array.isArray(value);
}

function hclList(items: readonly HclValue[], indent: string): string {
  const inner = `${indent}  `;
  const written = items.map((item) => hclValue(item, inner));
  const oneLine = `[${written.join(', ')}]`;
  if (indent.length + oneLine.length <= widest && !oneLine.includes('\n')) return oneLine;
  return `[\n${written.map((item) => `${inner}${item},\n`).join('')}${indent}]`;
}

function hclValue(value: HclValue, indent: string): string {
  if (typeof value === 'string') return hclText(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return hclList(value, indent);
  if (isExpression(value)) return value[source];
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : `{\n${hclBody(entries, `${indent}  `)}${indent}}`;
}

interface Line {
  readonly key: string;
  readonly text: string;
}

/** One line an attribute; the signs of neighbours stand below each other where no value takes several lines. */
function hclBody(entries: readonly (readonly [string, HclValue])[], indent: string): string {
  const lines = entries.map(([key, value]): Line => {
    return { key: /^[A-Za-z_][\w-]*$/.test(key) ? key : hclText(key), text: hclValue(value, indent) };
  });
  const widthAt = (at: number): number => {
    const isBreak = ({ text }: Line): boolean => text.includes('\n');
    if (lines.slice(at, at + 1).some((line) => isBreak(line))) return 0;
    const first = lines.slice(0, at).findLastIndex((line) => isBreak(line)) + 1;
    const rest = lines.slice(at).findIndex((line) => isBreak(line));
    const group = lines.slice(first, rest === -1 ? undefined : at + rest);
    return Math.max(...group.map(({ key }) => key.length));
  };
  return lines.map(({ key, text }, at) => `${indent}${key.padEnd(widthAt(at))} = ${text}\n`).join('');
}

function blockOf({ block = 'resource', type, name, attributes, importId }: TerraformBlock): string {
  const entries = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  const head = `${block} ${hclText(type)} ${hclText(hclName(name))}`;
  const text = entries.length === 0 ? `${head} {}` : `${head} {\n${hclBody(entries, '  ')}}`;
  if (importId === undefined) return text;
  const target = [['to', expression(`${type}.${hclName(name)}`)] as const, ['id', importId] as const];
  return `import {\n${hclBody(target, '  ')}}\n\n${text}`;
}

/** The text of a file with these blocks. No two of one type have the same name. */
export function terraformOf(blocks: readonly TerraformBlock[]): string {
  const typeOf = ({ block = 'resource', type }: TerraformBlock): string => `${block} ${type}`;
  const named = new Map(
    [...new Set(blocks.map((block) => typeOf(block)))].flatMap((type) => {
      const alike = blocks.filter((block) => typeOf(block) === type);
      const names = hclNames(alike.map(({ name }) => name));
      return alike.map((block, at) => [block, names[at] ?? block.name] as const);
    }),
  );
  return blocks.map((block) => blockOf({ ...block, name: named.get(block) ?? block.name })).join('\n\n');
}
