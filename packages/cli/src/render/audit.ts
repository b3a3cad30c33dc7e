/** Audit events, chains and webhooks for people. */
import type { AdminAuditEvent, AuditChainReport, AuditEvent, AuditSink, AuditSinkCreated } from '@moorage/sdk/types';
import type { View } from './output.ts';

function actorOf({ actor }: AuditEvent): string {
  return actor.email ?? actor.id ?? actor.kind;
}

function targetOf({ target }: AuditEvent): string {
  return `${target.type} ${target.name ?? target.id}`;
}

/** What belongs to no organization is in a chain of its own. */
const platformChain = '00000000-0000-0000-0000-000000000000';

function orgOf({ orgId, orgName }: AdminAuditEvent): string {
  return orgName ?? (orgId === platformChain ? '(platform)' : orgId);
}

/** Columns of `audit list`. */
export const auditListView: View<AuditEvent> = {
  name: (row) => row.id,
  empty: 'Nothing happened, as far as you asked.',
  columns: [
    { title: 'at', value: (row) => row.at },
    { title: 'number', value: (row) => String(row.seq) },
    { title: 'event', value: (row) => row.event },
    { title: 'who', value: actorOf },
    { title: 'on', value: targetOf },
    { title: 'from', value: (row) => row.ipAddress ?? '' },
  ],
  more: [
    { title: 'via', value: (row) => row.actor.via },
    { title: 'request', value: (row) => row.requestId },
  ],
};

/** Columns of `admin audit list`: where it was, too. */
export const adminAuditListView: View<AdminAuditEvent> = {
  name: (row) => row.id,
  empty: auditListView.empty,
  columns: [...auditListView.columns.slice(0, 1), { title: 'organization', value: orgOf }, ...auditListView.columns.slice(2)],
  more: auditListView.more ?? [],
};

/** One line of `audit follow`. */
export function auditLine(event: AuditEvent): string {
  const from = event.ipAddress === null ? '' : ` from ${event.ipAddress}`;
  return `${event.at} ${event.event} ${targetOf(event)} by ${actorOf(event)}${from}\n`;
}

/** One line of `admin audit follow`: where it was, too. */
export function adminAuditLine(event: AdminAuditEvent): string {
  return `${auditLine(event).trimEnd()} in ${orgOf(event)}\n`;
}

/** What `audit verify` says. */
export function describeChain(report: AuditChainReport): string {
  const { ok, checked, head, removedThrough, unsealed, problems, problemCount } = report;
  const rest = problemCount - problems.length;
  return [
    ok ? `The trail is what was written: ${checked} events.` : `The trail is NOT what was written: ${problemCount} problems.`,
    ...(head === null ? [] : [`Head:     ${head.seq} ${head.hash}`]),
    ...(removedThrough === 0 ? [] : [`Removed:  for their age, through ${removedThrough}`]),
    ...(unsealed === 0 ? [] : [`Older:    ${unsealed} events from before the chain`]),
    ...problems.map(({ seq, kind, message }) => `  ${seq} ${kind}: ${message}`),
    ...(rest === 0 ? [] : [`  and ${rest} more`]),
  ].join('\n');
}

/** Columns of `audit sinks list`. */
export const sinkListView: View<AuditSink> = {
  name: (row) => row.id,
  empty: 'No webhooks. Add one with `moorage audit sinks add`.',
  columns: [
    { title: 'id', value: (row) => row.id },
    { title: 'url', value: (row) => row.url },
    { title: 'status', value: (row) => row.status },
    { title: 'delivered', value: (row) => String(row.deliveredSeq) },
    { title: 'problem', value: (row) => row.disabledReason ?? row.lastError ?? '' },
  ],
};

/** A webhook that was just made: the only time that its secret is seen. */
export function describeNewSink(sink: AuditSinkCreated): string {
  return [
    `Id:      ${sink.id}`,
    `Url:     ${sink.url}`,
    `Secret:  ${sink.secret}`,
    'The secret signs every delivery and is shown this once.',
  ].join('\n');
}
