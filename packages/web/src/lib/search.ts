/** Reads search parameters of the URL; the router has parsed them as JSON where they look like it, so `?search=1` is a number. */
import type { DeploymentStatus } from '@moorage/sdk/types';
import { type JobState, jobStates } from './job.ts';
import { deploymentStatuses } from './status.ts';

type Search = Readonly<Record<string, unknown>>;

/** A text of the URL; undefined when absent or empty, so that it vanishes from the URL. */
export function searchText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export interface TeamSearch {
  readonly team?: string | undefined;
}

export function parseTeamSearch(search: Search): TeamSearch {
  const team = searchText(search['team']);
  return team === undefined ? {} : { team };
}

export interface DeploymentsSearch {
  readonly status?: DeploymentStatus;
  readonly search?: string;
}

export function parseDeploymentsSearch(search: Search): DeploymentsSearch {
  const status = deploymentStatuses.find((candidate) => candidate === search['status']);
  const text = searchText(search['search']);
  return { ...(status === undefined ? {} : { status }), ...(text === undefined ? {} : { search: text }) };
}

export interface DeploySearch {
  readonly template?: string;
}

export function parseDeploySearch(search: Search): DeploySearch {
  const template = searchText(search['template']);
  return template === undefined ? {} : { template };
}

export interface SignInSearch {
  readonly redirect?: string;
}

export function parseSignInSearch(search: Search): SignInSearch {
  const redirect = searchText(search['redirect']);
  return redirect === undefined ? {} : { redirect };
}

export interface InviteSearch {
  readonly token?: string | undefined;
}

export function parseInviteSearch(search: Search): InviteSearch {
  const token = searchText(search['token']);
  return token === undefined ? {} : { token };
}

export interface DeviceSearch {
  readonly code?: string | undefined;
}

export function parseDeviceSearch(search: Search): DeviceSearch {
  const code = searchText(search['code']);
  return code === undefined ? {} : { code };
}

export interface InvitationsSearch {
  /** Whether the dialog for a new one is open. */
  readonly invite?: true | undefined;
}

export function parseInvitationsSearch(search: Search): InvitationsSearch {
  return search['invite'] === true ? { invite: true } : {};
}

export interface LogsSearch {
  readonly service?: string;
  readonly find?: string;
  /** Time and pod of a line that the link points at. */
  readonly line?: string;
  readonly previous?: boolean;
}

export function parseLogsSearch(search: Search): LogsSearch {
  const service = searchText(search['service']);
  const find = searchText(search['find']);
  const line = searchText(search['line']);
  return {
    ...(service === undefined ? {} : { service }),
    ...(find === undefined ? {} : { find }),
    ...(line === undefined ? {} : { line }),
    ...(search['previous'] === true ? { previous: true } : {}),
  };
}

export interface AuditSearch {
  /** The event, or how its name begins. */
  readonly event?: string | undefined;
  readonly actor?: string | undefined;
  /** Part of the name of what was acted on. */
  readonly q?: string | undefined;
  /** Id of the request that it happened in, as errors tell it. */
  readonly request?: string | undefined;
  /** Days, `2026-03-01`; both are included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Number of the entry whose details are open. */
  readonly entry?: number | undefined;
  /** Whether the list grows while one looks. */
  readonly follow?: true | undefined;
}

function searchDay(value: unknown): string | undefined {
  const text = searchText(value);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

export function parseAuditSearch(search: Search): AuditSearch {
  const texts = {
    event: searchText(search['event']),
    actor: searchText(search['actor']),
    q: searchText(search['q']),
    request: searchText(search['request']),
    from: searchDay(search['from']),
    to: searchDay(search['to']),
    entry: typeof search['entry'] === 'number' ? search['entry'] : undefined,
    follow: search['follow'] === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
}

export interface SshKeysSearch {
  /** Only those that no server uses. */
  readonly unattached?: true | undefined;
}

export function parseSshKeysSearch(search: Search): SshKeysSearch {
  return search['unattached'] === true ? { unattached: true } : {};
}

export interface AdminAuditSearch extends Omit<AuditSearch, 'entry'> {
  /** Id of an organization, or of the trail of the platform itself. */
  readonly org?: string | undefined;
  /** Id of the entry whose details are open: numbers are counted in each organization. */
  readonly entry?: string | undefined;
}

export function parseAdminAuditSearch(search: Search): AdminAuditSearch {
  const { entry: _entry, ...filter } = parseAuditSearch(search);
  const org = searchText(search['org']);
  const entry = searchText(search['entry']);
  return { ...filter, ...(org === undefined ? {} : { org }), ...(entry === undefined ? {} : { entry }) };
}

export interface AdminUsersSearch {
  readonly search?: string | undefined;
  readonly state?: 'active' | 'disabled' | undefined;
}

export function parseAdminUsersSearch(search: Search): AdminUsersSearch {
  const text = searchText(search['search']);
  const state = search['state'] === 'active' || search['state'] === 'disabled' ? search['state'] : undefined;
  return { ...(text === undefined ? {} : { search: text }), ...(state === undefined ? {} : { state }) };
}

export interface AdminOrgsSearch {
  readonly search?: string | undefined;
  /** Id of a white-label client. */
  readonly client?: string | undefined;
}

export function parseAdminOrgsSearch(search: Search): AdminOrgsSearch {
  const text = searchText(search['search']);
  const client = searchText(search['client']);
  return { ...(text === undefined ? {} : { search: text }), ...(client === undefined ? {} : { client }) };
}

export interface JobsSearch {
  readonly kind?: string | undefined;
  readonly state?: JobState | undefined;
  readonly q?: string | undefined;
  /** Id of the one whose details are open. */
  readonly job?: string | undefined;
}

export function parseJobsSearch(search: Search): JobsSearch {
  const texts = {
    kind: searchText(search['kind']),
    state: jobStates.find(({ state }) => state === search['state'])?.state,
    q: searchText(search['q']),
    job: searchText(search['job']),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
}
