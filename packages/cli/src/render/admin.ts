/** What those who run the platform see, for people. */
import type { AdminJob, AdminJobKind, AdminMetrics, AdminOrg, AdminSchedule, AdminUser, Client } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf, agoOf } from './table.ts';

/** Columns of `admin users list`. */
export function userListView(now: Date): View<AdminUser> {
  return {
    name: (row) => row.email,
    empty: 'Nobody.',
    columns: [
      { title: 'user', value: (row) => row.email },
      { title: 'name', value: (row) => row.name },
      { title: 'role', value: (row) => row.platformRole ?? '' },
      { title: 'tier', value: (row) => row.tier },
      { title: 'state', value: (row) => row.state },
      { title: 'orgs', value: (row) => String(row.orgCount) },
      { title: 'signed in', value: (row) => agoOf(row.lastLoginAt, now) },
    ],
  };
}

/** One account, line by line. */
export function describeUser(user: AdminUser): string {
  return [
    `Id:         ${user.id}`,
    `Address:    ${user.email}`,
    `Name:       ${user.name}`,
    `Role:       ${user.platformRole ?? 'none on the platform'}`,
    `Tier:       ${user.tier}`,
    `State:      ${user.state}`,
    `Client:     ${user.clientId ?? 'the platform itself'}`,
    `Orgs:       ${user.orgCount}`,
    `Signed in:  ${user.lastLoginAt ?? 'never'}`,
  ].join('\n');
}

/** Columns of `admin orgs list`. */
export const adminOrgListView: View<AdminOrg> = {
  name: (row) => row.slug,
  empty: 'No organizations.',
  columns: [
    { title: 'slug', value: (row) => row.slug },
    { title: 'name', value: (row) => row.name },
    { title: 'plan', value: (row) => row.plan },
    { title: 'client', value: (row) => row.clientId ?? '' },
    { title: 'members', value: (row) => String(row.memberCount) },
    { title: 'deployments', value: (row) => String(row.deploymentCount) },
    { title: 'state', value: (row) => (row.deleting ? 'being deleted' : '') },
  ],
};

/** One organization, line by line. */
export function describeAdminOrg(org: AdminOrg): string {
  return [
    `Id:           ${org.id}`,
    `Name:         ${org.name}`,
    `Plan:         ${org.plan}`,
    `Client:       ${org.clientId ?? 'the platform itself'}`,
    `Members:      ${org.memberCount}`,
    `Deployments:  ${org.deploymentCount}`,
  ].join('\n');
}

const mebibyte = 1_048_576;

function countsOf(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** The platform in figures. */
export function describeMetrics({ version, uptimeSeconds, users, ...rest }: AdminMetrics): string {
  const { day, week, month } = users.signedIn;
  return [
    `Version:      ${version}, up ${Math.floor(uptimeSeconds / 60)} minutes`,
    `Users:        ${users.total}, ${users.disabled} disabled; signed in: ${day} in a day, ${week} in a week, ${month} in a month`,
    `Orgs:         ${rest.orgs}, clients ${rest.clients}`,
    `Deployments:  ${countsOf(rest.deployments)}`,
    `Jobs:         ${countsOf(rest.jobs)}`,
    `Database:     ${Math.ceil(rest.databaseBytes / mebibyte)} MiB`,
  ].join('\n');
}

/** Columns of `admin jobs list`. */
export function jobListView(now: Date): View<AdminJob> {
  return {
    name: (row) => row.id,
    empty: 'No jobs, as far as you asked.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'kind', value: (row) => row.kind },
      { title: 'state', value: (row) => row.state },
      { title: 'attempts', value: (row) => `${row.attempts}/${row.maxAttempts}` },
      { title: 'age', value: (row) => ageOf(row.createdAt, now) },
      { title: 'error', value: (row) => (row.lastError ?? '').split('\n', 1).join('').slice(0, 60) },
    ],
  };
}

/** One job, line by line. */
export function describeJob(job: AdminJob): string {
  return [
    `Id:        ${job.id}`,
    `Kind:      ${job.kind}`,
    `State:     ${job.state}`,
    `Org:       ${job.orgId ?? 'of the platform, or no longer known'}`,
    `Attempts:  ${job.attempts} of ${job.maxAttempts}`,
    `Made:      ${job.createdAt}`,
    `Due:       ${job.runAt}`,
    `Ended:     ${job.endedAt ?? 'not yet'}`,
    `Payload:   ${job.payload === null ? 'of a kind that is not known any more' : JSON.stringify(job.payload)}`,
    ...(job.lastError === null ? [] : [`Error:     ${job.lastError}`]),
  ].join('\n');
}

/** Columns of `admin jobs kinds`. */
export const jobKindView: View<AdminJobKind> = {
  name: (row) => row.kind,
  empty: 'No work.',
  columns: [
    { title: 'kind', value: (row) => row.kind },
    { title: 'acts for', value: (row) => row.actsFor },
    { title: 'queued', value: (row) => String(row.queued) },
    { title: 'scheduled', value: (row) => String(row.scheduled) },
    { title: 'running', value: (row) => String(row.running) },
    { title: 'failed', value: (row) => String(row.failed) },
  ],
};

/** Columns of `admin jobs schedules`. */
export const scheduleView: View<AdminSchedule> = {
  name: (row) => row.kind,
  empty: 'Nothing runs by the clock.',
  columns: [
    { title: 'kind', value: (row) => row.kind },
    { title: 'schedule', value: (row) => row.cron },
    { title: 'next', value: (row) => row.nextRunAt },
    { title: 'last', value: (row) => row.lastRun?.startedAt ?? '' },
    { title: 'result', value: (row) => row.lastRun?.state ?? '' },
  ],
};

/** Columns of `clients list`. */
export const clientListView: View<Client> = {
  name: (row) => row.slug,
  empty: 'No white-label clients.',
  columns: [
    { title: 'slug', value: (row) => row.slug },
    { title: 'name', value: (row) => row.name },
    { title: 'url', value: (row) => row.url },
    { title: 'plans', value: (row) => row.plans.join(' ') },
    { title: 'registration', value: (row) => row.registrationPolicy },
    { title: 'orgs', value: (row) => String(row.orgCount) },
    { title: 'state', value: (row) => (row.enabled ? 'enabled' : 'disabled') },
  ],
};

/** One client, line by line. */
export function describeClient(client: Client): string {
  const { branding, registrationPolicy, allowedDomains } = client;
  const domains = allowedDomains.length === 0 ? '' : ` (${allowedDomains.join(', ')})`;
  return [
    `Id:            ${client.id}`,
    `Name:          ${client.name}`,
    `Slug:          ${client.slug}`,
    `Url:           ${client.url}`,
    `State:         ${client.enabled ? 'enabled' : 'disabled'}`,
    `Plans:         ${client.plans.join(', ')}`,
    `Registration:  ${registrationPolicy}${domains}`,
    `Brand:         ${branding.name}`,
    `Orgs:          ${client.orgCount}`,
  ].join('\n');
}
