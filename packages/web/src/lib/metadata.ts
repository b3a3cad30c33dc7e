/** Labels, annotations and taints: how they are written, and what Kubernetes takes for them. */
import type { V1Label, V1Taint } from '@moorage/sdk/types';

export const metadataKinds = ['labels', 'annotations', 'taints'] as const;
export type MetadataKind = (typeof metadataKinds)[number];
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
export type TaintEffect = V1Taint['effect'];

/** One that exists; only taints have an effect. */
export type Metadata = V1Label & { readonly effect?: TaintEffect | undefined };

export interface MetadataDraft {
  readonly key: string;
  readonly value: string;
  /** Of taints only. */
  readonly effect?: TaintEffect | undefined;
}

const singulars: Readonly<Record<MetadataKind, string>> = { labels: 'label', annotations: 'annotation', taints: 'taint' };

export function oneOf(kind: MetadataKind): string {
  return singulars[kind];
}

/** `key=value`, and `key=value:NoSchedule` of a taint, as kubectl writes it. */
export function writtenMetadata({ key, value, effect }: MetadataDraft): string {
  const pair = value === '' && effect !== undefined ? key : `${key}=${value}`;
  return effect === undefined ? pair : `${pair}:${effect}`;
}

const name = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

function isName(text: string): boolean {
  return text.length <= 63 && name.test(text);
}

function isKey(key: string): boolean {
  const [first = '', ...rest] = key.split('/');
  if (rest.length === 0) return isName(first);
  return rest.length === 1 && first.length <= 253 && subdomain.test(first) && isName(rest[0] ?? '');
}

/** As many as one request takes. */
export const mostMetadata = 500;

export interface PastedMetadata {
  readonly line: number;
  readonly text: string;
  /** Absent where there are problems. */
  readonly item: MetadataDraft | undefined;
  readonly problems: readonly string[];
}

interface Read {
  readonly item: MetadataDraft;
  readonly problems: readonly string[];
}

/** A value in quotes, as files of Kubernetes have it, is what is between them. */
function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

function readLine(kind: MetadataKind, text: string): Read {
  const isTaint = kind === 'taints';
  const effect = isTaint ? taintEffects.find((one) => text.endsWith(`:${one}`)) : undefined;
  const pair = effect === undefined ? text : text.slice(0, -effect.length - 1);
  const end = pair.indexOf('=');
  const key = (end === -1 ? pair : pair.slice(0, end)).trim();
  const value = end === -1 ? '' : unquoted(pair.slice(end + 1).trim());
  const problems = [
    end === -1 && !isTaint ? 'has no "=" between key and value' : undefined,
    isTaint && effect === undefined
      ? `does not end with an effect: ${taintEffects.map((one) => `:${one}`).join(', ')}`
      : undefined,
    isKey(key) ? undefined : `"${key}" is no key of Kubernetes`,
    kind === 'annotations' || value === '' || isName(value) ? undefined : `"${value}" is no value of Kubernetes`,
  ];
  return { item: { key, value, effect }, problems: problems.filter((problem) => problem !== undefined) };
}

/** One a line; empty lines and those that begin with `#` are left out. */
export function parseMetadata(kind: MetadataKind, text: string): readonly PastedMetadata[] {
  const first = new Map<string, number>();
  return text.split(/\r?\n/).flatMap((raw, at): PastedMetadata[] => {
    const [line, trimmed] = [at + 1, raw.trim()];
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const { item, problems } = readLine(kind, trimmed);
    if (problems.length > 0) return [{ line, text: trimmed, item: undefined, problems }];
    const before = first.get(writtenMetadata(item));
    if (before !== undefined) {
      return [{ line, text: trimmed, item: undefined, problems: [`is the same as line ${before}`] }];
    }
    first.set(writtenMetadata(item), line);
    return [{ line, text: trimmed, item, problems: [] }];
  });
}
