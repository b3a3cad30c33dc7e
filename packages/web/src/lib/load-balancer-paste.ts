/** Load balancers from a text: a table with a heading, or one a line, `edge public 203.0.113.7 10.0.0.7`. */
import type { V1LoadBalancerCreate } from '@moorage/sdk/types';
import { balancerKinds, balancerOfDraft } from './load-balancer.ts';
import { problemOfValue } from './dns-value.ts';
import { cellsOf } from './table-text.ts';

/** As many as one request takes. */
export const mostBalancers = 200;

export interface PastedBalancer {
  /** As in the text, from 1. */
  readonly line: number;
  readonly text: string;
  readonly problems: readonly string[];
  /** Absent where there are problems. */
  readonly balancer: V1LoadBalancerCreate | undefined;
}

type Column = 'name' | 'kind' | 'publicIp' | 'privateIp';
const order: readonly Column[] = ['name', 'kind', 'publicIp', 'privateIp'];
const names: Readonly<Record<string, Column>> = {
  ...{ name: 'name', kind: 'kind', type: 'kind', public: 'publicIp', publicip: 'publicIp', publicipaddress: 'publicIp' },
  ...{ private: 'privateIp', privateip: 'privateIp', privateipaddress: 'privateIp' },
};

function separatorOf(line: string): string | undefined {
  return ['\t', ';', ','].find((sign) => line.includes(sign));
}

function splitLine(text: string): string[] {
  const separator = separatorOf(text);
  return separator === undefined ? text.trim().split(/\s+/) : cellsOf(text, separator);
}

function isAddress(text: string): boolean {
  return ['', '-'].includes(text) || problemOfValue('A', text) === undefined || problemOfValue('AAAA', text) === undefined;
}

function judge(line: number, text: string, heading: readonly Column[]): PastedBalancer {
  const cells = splitLine(text);
  const cell = (column: Column): string => cells[heading.indexOf(column)] ?? '';
  const kindSaid = cell('kind') === '' ? 'public' : cell('kind').toLowerCase();
  const kind = balancerKinds.find((one) => one === kindSaid);
  const addresses = [cell('publicIp'), cell('privateIp')];
  const problems = [
    cell('name') === '' ? 'has no name' : undefined,
    kind === undefined ? `"${kindSaid}" is no kind: ${balancerKinds.join(', ')}` : undefined,
    ...addresses.map((address) => (isAddress(address) ? undefined : `"${address}" is no address`)),
    cells.length > heading.length ? `has ${cells.length} columns, not ${heading.length}` : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0 || kind === undefined) return { line, text, problems, balancer: undefined };
  const [publicIp = '', privateIp = ''] = addresses.map((address) => (address === '-' ? '' : address));
  return { line, text, problems, balancer: balancerOfDraft({ name: cell('name'), kind, publicIp, privateIp }) };
}

/** Empty lines and those that begin with `#` are left out; `-` is no address. */
export function parseBalancers(text: string): readonly PastedBalancer[] {
  const lines = text
    .split(/\r?\n/)
    .map((each, at) => ({ line: at + 1, text: each }))
    .filter((each) => !/^\s*(?:#|$)/.test(each.text));
  const heading = splitLine(lines[0]?.text ?? '').map((cell) => names[cell.toLowerCase().replaceAll(/[\s_-]/g, '')]);
  const known = heading.filter((column) => column !== undefined);
  const isHeading = known.length > 1 && known.length === heading.length;
  const firstAt = new Map<string, number>();
  return (isHeading ? lines.slice(1) : lines).map((each) => {
    const row = judge(each.line, each.text, isHeading ? known : order);
    const name = row.balancer?.name ?? '';
    const before = firstAt.get(name);
    if (row.balancer === undefined) return row;
    if (before !== undefined) return { ...row, balancer: undefined, problems: [`has the name of line ${before}`] };
    firstAt.set(name, each.line);
    return row;
  });
}
