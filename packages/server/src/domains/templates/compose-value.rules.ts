/**
 * The small languages inside a Compose file: interpolation, command lines, durations, ports and volumes in their short forms.
 *
 * All of it is text to value; what has no meaning here gives undefined or an error that the caller tells.
 */

/** A variable that the text refers to. */
export interface Reference {
  readonly name: string;
  /** What stands for it where it is not set. */
  readonly fallback: string | undefined;
  /** The file says that it must be set. */
  readonly required: boolean;
  /** What stands there where it *is* set (`${NAME:+text}`), which has no counterpart. */
  readonly alternative: boolean;
}

export interface Interpolated {
  /** With `$$` and references resolved to their fallbacks, empty where there is none. */
  readonly text: string;
  /** With each reference as a placeholder `{{NAME}}`. */
  readonly template: string;
  readonly references: readonly Reference[];
}

const reference = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\})/g;

function referenceOf(name: string, operator: string | undefined, operand: string): Reference {
  const kind = operator?.at(-1);
  return {
    name,
    fallback: kind === '-' ? interpolate(operand).text : undefined,
    required: kind === '?',
    alternative: kind === '+',
  };
}

/** Reads `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME:+text}` and `$$`. */
export function interpolate(text: string): Interpolated {
  const references: Reference[] = [];
  const replaceWith = (show: (one: Reference) => string, note: (one: Reference) => void): string =>
    text.replaceAll(reference, (...groups: readonly (string | undefined)[]) => {
      const [, dollar, bare, name, operator, operand] = groups;
      if (dollar !== undefined) return '$';
      const one = referenceOf(bare ?? name ?? '', operator, operand ?? '');
      note(one);
      return show(one);
    });
  const plain = replaceWith(
    (one) => one.fallback ?? '',
    (one) => void references.push(one),
  );
  const template = replaceWith(
    (one) => `{{${one.name}}}`,
    () => {},
  );
  return { text: plain, template, references };
}

/** Splits a command as a POSIX shell would, without running one; undefined where a quote is left open. */
export function splitCommand(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === "'" ? character === "'" : quote === '"' && character === '"') {
      quote = '';
    } else if (character === '\\' && quote !== "'" && next !== '' && (quote === '' || /["\\$`]/.test(next))) {
      word = (word ?? '') + next;
      at += 1;
    } else if (quote !== '') {
      word = (word ?? '') + character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return quote === '' ? words : undefined;
}

const unitSeconds: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `1m30s` or `500ms`, rounded up; undefined for anything else. */
export function durationSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.ceil(value);
  if (typeof value !== 'string' || !/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d))+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/g)];
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit ?? 's'] ?? 1), 0);
  return Math.ceil(Math.round(seconds * 1e6) / 1e6);
}

/** Compose counts memory in powers of 1024 whatever the letter; the answer is a Kubernetes quantity. */
export function memoryQuantity(value: unknown): string | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgKMG]?)(?:i?[bB])?$/.exec(textOf(value)) ?? [];
  if (amount === undefined) return undefined;
  const letter = { k: 'Ki', m: 'Mi', g: 'Gi' }[unit.toLowerCase()];
  return letter === undefined ? String(Math.ceil(Number(amount))) : `${amount}${letter}`;
}

export interface ComposePort {
  readonly target: number;
  readonly protocol: 'TCP' | 'UDP';
  /** Whether the host offers it to others. */
  readonly published: 'everywhere' | 'loopback' | 'no';
  readonly name?: string;
}

function range(text: string): number[] | undefined {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const from = Number(first);
  const to = Number(last ?? first);
  if (from < 1 || to > 65_535 || to < from || to - from >= 100) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function publishedOf(host: string | undefined): ComposePort['published'] {
  return host !== undefined && /^(?:127\.|localhost$|\[?::1\]?$)/.test(host) ? 'loopback' : 'everywhere';
}

/** `8080:80`, `127.0.0.1:8080-8082:80-82/tcp`, `[::1]:80:80`, `80`; undefined where it is none of these. */
export function parseShortPort(value: unknown): ComposePort[] | undefined {
  const shape = /^(?:(?:(\[[^\]]+\]|[^:[\]]+):)?(\d+(?:-\d+)?)?:)?(\d+(?:-\d+)?)(?:\/(tcp|udp))?$/i.exec(textOf(value));
  const targets = range(shape?.[3] ?? '');
  if (shape === null || targets === undefined) return undefined;
  const protocol = shape[4]?.toLowerCase() === 'udp' ? 'UDP' : 'TCP';
  return targets.map((target) => ({ target, protocol, published: publishedOf(shape[1]) }));
}

export interface ComposeVolume {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'other';
  /** Name of the volume or path on the host; undefined for one without a name. */
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
}

/** `name:/path`, `./dir:/path:ro`, `/path`; undefined where it is none of these. */
export function parseShortVolume(value: unknown): ComposeVolume | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const parts = value.split(':');
  const [first = '', second, mode, ...more] = parts;
  if (more.length > 0) return undefined;
  if (second === undefined) return { type: 'volume', source: undefined, target: first, readOnly: false };
  const isBind = /^[./~]/.test(first);
  const readOnly = (mode ?? '').split(',').includes('ro');
  return { type: isBind ? 'bind' : 'volume', source: first, target: second, readOnly };
}

/** A DNS label of at most `longest` characters from any name. */
export function toLabel(name: string, longest: number): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '');
  return plain.slice(0, longest).replace(/-+$/, '') || 'app';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a scalar; what is none keeps its shape, so that a warning or a refusal can show it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
