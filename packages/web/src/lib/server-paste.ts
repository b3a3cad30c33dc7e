/**
 * Servers from a text that somebody has anyway: a table with a heading, such as a spreadsheet exports it, or one server a line,
 * `node-1 10.0.0.11 role=worker`. Each line is judged by itself, so that one can see what is wrong before anything is sent.
 */
import type { V1ServerCreate } from '@moorage/sdk/types';
import { isAddress, isUser, problemOfHostname } from './server-checks.ts';
import { type ServerRole, serverRoles } from './server.ts';
import { cellsOf } from './table-text.ts';

export interface PastedServer {
  /** As in the text, from 1. */
  readonly line: number;
  readonly text: string;
  /** Absent where there are problems. */
  readonly server: V1ServerCreate | undefined;
  readonly problems: readonly string[];
}

export interface PasteContext {
  /** For lines that do not say it. */
  readonly role: ServerRole;
  readonly user: string;
  readonly keyId: string;
  readonly sshKeys: readonly { readonly id: string; readonly name: string; readonly fingerprint: string }[];
}

/** As many as one request takes. */
export const mostServers = 200;

type Column = 'hostname' | 'privateIp' | 'publicIp' | 'role' | 'user' | 'key';
type Cells = { readonly [K in Column]?: string | undefined };

const columns: readonly Column[] = ['hostname', 'privateIp', 'publicIp', 'role', 'user', 'key'];
const names: Readonly<Record<string, Column>> = {
  ...{ hostname: 'hostname', host: 'hostname', name: 'hostname' },
  ...{ privateipaddress: 'privateIp', privateip: 'privateIp', private: 'privateIp', address: 'privateIp', ip: 'privateIp' },
  ...{ publicipaddress: 'publicIp', publicip: 'publicIp', public: 'publicIp' },
  ...{ role: 'role', sshuser: 'user', user: 'user', sshkeyid: 'key', sshkey: 'key', key: 'key' },
};

/** `Private IP`, `private_ip` and `private-ip` are one. */
function columnOf(name: string): Column | undefined {
  const key = name.toLowerCase().replaceAll(/[\s_-]/g, '');
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

function separatorOf(line: string): string | undefined {
  return ['\t', ';', ','].find((sign) => line.includes(sign));
}

interface Read {
  readonly cells: Cells;
  readonly problems: readonly string[];
}

/** `node-1 10.0.0.11 203.0.113.5 role=worker user=root key=nodes`; the name may be missing. */
function readWords(line: string): Read {
  const problems: string[] = [];
  const named: { [K in Column]?: string } = {};
  const places: Column[] = ['hostname', 'privateIp', 'publicIp'];
  for (const word of line.trim().split(/\s+/)) {
    const [name = '', ...rest] = word.split('=');
    if (rest.length > 0) {
      const column = columnOf(name);
      if (column === undefined) problems.push(`nothing is called "${name}"`);
      else named[column] = rest.join('=');
      continue;
    }
    if (places[0] === 'hostname' && isAddress(word)) places.shift();
    const place = places.shift();
    if (place === undefined) problems.push(`"${word}" is too much`);
    else named[place] = word;
  }
  return { cells: named, problems };
}

function readCells(cells: readonly string[], heading: readonly Column[]): Read {
  const problems = cells.length > heading.length ? [`has ${cells.length} columns, not ${heading.length}`] : [];
  return { cells: Object.fromEntries(heading.map((column, at) => [column, cells[at]])), problems };
}

function keyIn(text: string, { keyId, sshKeys }: PasteContext): string | undefined {
  if (text === '') return keyId === '' ? undefined : keyId;
  const found = sshKeys.filter(({ id, name, fingerprint }) => [id, name, fingerprint].includes(text));
  return found.length === 1 ? found[0]?.id : undefined;
}

function problemsOf(cells: Required<Cells>, keyId: string | undefined): string[] {
  const { hostname = '', privateIp = '', publicIp = '', role = '', user = '', key = '' } = cells;
  const wrong = [
    problemOfHostname(hostname),
    privateIp === '' ? 'has no private address' : isAddress(privateIp) ? undefined : `"${privateIp}" is no address of a host`,
    publicIp === '' || isAddress(publicIp) ? undefined : `"${publicIp}" is no address of a host`,
    serverRoles.some((one) => one === role) ? undefined : `"${role}" is no role: ${serverRoles.join(', ')}`,
    role === 'bastion' && publicIp === '' ? 'a bastion needs a public address' : undefined,
    isUser(user) ? undefined : `"${user}" is no user`,
    keyId !== undefined ? undefined : key === '' ? 'has no SSH key' : `there is no one SSH key "${key}"`,
  ];
  return wrong.filter((problem) => problem !== undefined);
}

function judge(line: number, text: string, { cells, problems }: Read, context: PasteContext): PastedServer {
  const { hostname = '', privateIp = '', publicIp = '', key = '' } = cells;
  const role = (cells.role ?? '').toLowerCase() || context.role;
  const user = (cells.user ?? '') || context.user;
  const keyId = keyIn(key, context);
  const all = [...problems, ...problemsOf({ hostname, privateIp, publicIp, role, user, key }, keyId)];
  const known = serverRoles.find((one) => one === role);
  if (all.length > 0 || keyId === undefined || known === undefined) return { line, text, server: undefined, problems: all };
  const optional = { ...(hostname === '' ? {} : { hostname }), ...(publicIp === '' ? {} : { public_ip_address: publicIp }) };
  const server = { ...optional, private_ip_address: privateIp, ssh_user: user, ssh_key_id: keyId, role: known };
  return { line, text, server, problems: [] };
}

/** The same machine twice is a mistake of whoever wrote the list. */
function withRepeats(rows: readonly PastedServer[]): readonly PastedServer[] {
  const first = new Map<string, number>();
  return rows.map((row) => {
    if (row.server === undefined) return row;
    const key = `${row.server.hostname ?? ''} ${row.server.private_ip_address}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, row.line);
      return row;
    }
    return { ...row, server: undefined, problems: [`is the same as line ${before}`] };
  });
}

/** Empty lines and those that begin with `#` are left out. */
export function parseServers(text: string, context: PasteContext): readonly PastedServer[] {
  const lines = text
    .split(/\r?\n/)
    .map((written, at) => ({ line: at + 1, text: written }))
    .filter((line) => !/^\s*(?:#|$)/.test(line.text));
  const [first] = lines;
  if (first === undefined) return [];
  const separator = separatorOf(first.text);
  const heading = separator === undefined ? [] : cellsOf(first.text, separator).map((cell) => columnOf(cell));
  const known = heading.filter((column) => column !== undefined);
  const isHeading = known.length > 1 && known.length === heading.length;
  const rows = (isHeading ? lines.slice(1) : lines).map((row) => {
    const sign = isHeading ? separator : separatorOf(row.text);
    const read = sign === undefined ? readWords(row.text) : readCells(cellsOf(row.text, sign), isHeading ? known : columns);
    return judge(row.line, row.text, read, context);
  });
  return withRepeats(rows);
}
