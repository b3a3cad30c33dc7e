/** Which hosts may be claimed. */

export interface HostSettings {
  /** Apps of all tenants are below it. */
  readonly deploymentDomain: string;
  /** Host name of the console. */
  readonly ownHost: string;
}

export type HostResult = { readonly kind: 'ok'; readonly host: string } | { readonly kind: 'invalid'; readonly message: string };

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a URL would take for something other than a host name. */
const foreign = /[\s/\\:@?#%[\]<>^|`{}"'()]/;

/**
 * Suffixes under which others register names, for a clear word to those who type one: the DNS decides, for nobody can put the
 * proof there. Second levels that registries of countries use, and a few suffixes of one vendor each.
 */
const secondLevels = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'gob',
  'gov',
  'gv',
  'ltd',
  'mil',
  'ne',
  'net',
  'nom',
  'or',
  'org',
  'plc',
]);
const sharedSuffixes = new Set(['github.io', 'gitlab.io', 'netlify.app', 'pages.dev', 'vercel.app', 'herokuapp.com', 'web.app']);

/** Special-use names (RFC 6761 and its like) that lead nowhere in public; `.test` is left for tests and local set-ups. */
const specialUse = ['localhost', 'local', 'internal', 'invalid', 'onion', 'arpa'];

function isSuffix(labels: readonly string[]): boolean {
  const [first = '', second = ''] = labels;
  if (labels.length === 1) return true;
  return labels.length === 2 && ((second.length === 2 && secondLevels.has(first)) || sharedSuffixes.has(`${first}.${second}`));
}

/** True for a name that is registered itself, where a CNAME cannot be: `example.org`, `example.co.uk`. */
export function isApex(host: string): boolean {
  return isSuffix(host.split('.').slice(1));
}

function toAscii(text: string): string | undefined {
  if (!URL.canParse(`http://${text}/`)) return undefined;
  return new URL(`http://${text}/`).hostname;
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function platformIssue(host: string, { deploymentDomain, ownHost }: HostSettings): string | undefined {
  if (isWithin(host, deploymentDomain)) return `is within ${deploymentDomain}, which belongs to the platform`;
  return host === ownHost ? 'is the address of this platform itself' : undefined;
}

function nameIssue(host: string): string | undefined {
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (/^\d+$|^0x[0-9a-f]*$/.test(last)) return 'is an IP address; a host name is needed';
  if (host.length > 230) return 'is too long';
  const wrong = labels.find((part) => !label.test(part));
  if (wrong !== undefined) return 'is not a host name: labels are letters, digits and hyphens';
  if (isSuffix(labels)) return 'is a suffix under which names are registered, not a name of its own';
  if (specialUse.includes(last)) return `ends with .${last}, which leads nowhere in public`;
  return undefined;
}

/** What was typed as the host that it means: ASCII, lower case, without a final dot. */
export function parseHost(typed: string, settings: HostSettings): HostResult {
  const text = typed.trim().replace(/\.$/, '');
  const invalid = (message: string): HostResult => ({ kind: 'invalid', message });
  if (text.includes('*')) return invalid('may not be a wildcard; add each host by itself');
  if (text.includes('://')) return invalid('must be a host alone, without https://');
  if (/^[0-9a-f.]*:[0-9a-f:.]+$/i.test(text) && text.split(':').length > 2)
    return invalid('is an IP address; a host name is needed');
  if (foreign.test(text)) return invalid('must be a host alone, without a port or a path');
  const host = text === '' ? undefined : toAscii(text);
  if (host === undefined) return invalid('is not a host name');
  const issue = platformIssue(host, settings) ?? nameIssue(host);
  return issue === undefined ? { kind: 'ok', host } : invalid(issue);
}
