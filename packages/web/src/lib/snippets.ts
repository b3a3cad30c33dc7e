/** The same action by API: as curl, as `moorage` command, as TypeScript with the SDK, and where there is a resource, as Terraform. */
import { type TerraformBlock, terraformOf } from './terraform.ts';

export interface ApiAction {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Arguments of the command line, unquoted; absent where no command does exactly this. */
  readonly cli?: readonly string[] | undefined;
  /** The call on the SDK's client, such as `deployments.restart`. */
  readonly call: string;
  readonly callArgs?: unknown;
  readonly callOptions?: unknown;
  /** What Terraform is told to have the same; absent where it has no such resource. */
  readonly terraform?: readonly TerraformBlock[] | undefined;
}

/** The same in the organization on the screen, which need not be the only one of who copies it. */
export function ofOrg(orgId: string, action: ApiAction): ApiAction {
  return {
    ...action,
    headers: { ...action.headers, 'X-Org-ID': orgId },
    cli: action.cli === undefined ? undefined : [...action.cli, '--org', orgId],
    callOptions: { headers: { 'x-org-id': orgId } },
    callArgs: action.callArgs ?? {},
  };
}

export interface Snippets {
  readonly curl: string;
  readonly cli: string | undefined;
  readonly typescript: string;
  readonly terraform: string | undefined;
}

const harmless = /^[A-Za-z0-9_./:=@%+,-]+$/;

/** One word of a POSIX shell, quoted where needed. */
export function shellWord(text: string): string {
  return harmless.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function curlOf(origin: string, action: ApiAction): string {
  const lines = [`curl ${action.method === 'GET' ? '' : `-X ${action.method} `}${shellWord(origin + action.path)}`];
  lines.push('-H "Authorization: Bearer $MOORAGE_API_KEY"');
  for (const [name, value] of Object.entries(action.headers ?? {})) lines.push(`-H ${shellWord(`${name}: ${value}`)}`);
  if (action.body !== undefined) {
    lines.push("-H 'Content-Type: application/json'", `-d ${shellWord(JSON.stringify(action.body))}`);
  }
  return lines.join(' \\\n  ');
}

/** A value as TypeScript source: keys bare where they may be, text in single quotes. */
export function toSource(value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((item) => toSource(item, inner)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : toSource(key)}: ${toSource(item, inner)}`,
  );
  const oneLine = `{ ${entries.join(', ')} }`;
  if (entries.length === 0) return '{}';
  if (oneLine.length <= 72 && !oneLine.includes('\n')) return oneLine;
  return `{\n${entries.map((entry) => `${inner}${entry},\n`).join('')}${indent}}`;
}

function typescriptOf(origin: string, action: ApiAction): string {
  const args = [action.callArgs, action.callOptions].filter((part) => part !== undefined).map((part) => toSource(part));
  return [
    "import { createClient, unwrap } from '@moorage/sdk/client';",
    '',
    `const client = createClient({ baseUrl: '${origin}', apiKey: process.env.MOORAGE_API_KEY });`,
    `const answer = unwrap(await client.${action.call}(${args.join(', ')}));`,
  ].join('\n');
}

export function snippetsOf(origin: string, action: ApiAction): Snippets {
  return {
    curl: curlOf(origin, action),
    cli: action.cli === undefined ? undefined : ['moorage', ...action.cli].map(shellWord).join(' '),
    typescript: typescriptOf(origin, action),
    terraform: action.terraform === undefined ? undefined : terraformOf(action.terraform),
  };
}
