import type { z } from 'zod';
import type { HostedDeployment, SeenHost } from '../deployments/index.ts';
import type { customDomain } from './custom-domain.contract.ts';
import type { DomainFacts } from './custom-domain.rules.ts';
import { type FoundRecord, mergeRecords, type RecordTarget, routingOf, wantedRecords } from './record.rules.ts';

export interface DomainRow extends DomainFacts {
  readonly id: string;
  readonly orgId: string;
  readonly deploymentId: string;
  readonly ingress: string;
  readonly token: string;
  readonly records: readonly FoundRecord[];
  readonly checkedAt: Date | null;
}

export type CustomDomainView = z.input<typeof customDomain>;

type Standing = Pick<CustomDomainView, 'status' | 'reason' | 'message'>;

const certificateStates = {
  Pending: 'Pending',
  Ready: 'Issued',
  Failed: 'Failed',
  Provided: 'Issued',
  Unknown: 'None',
} as const;

function certificateToView({ certificate }: SeenHost): CustomDomainView['certificate'] {
  if (certificate === undefined) return null;
  const notAfter = certificate.expiresAt === undefined ? undefined : new Date(certificate.expiresAt);
  return {
    state: certificateStates[certificate.state],
    reason: certificate.reason,
    message: certificate.message ?? '',
    notAfter: notAfter === undefined || Number.isNaN(notAfter.getTime()) ? null : notAfter.toISOString(),
  };
}

/** Why a proved host is not quite there yet; undefined when it is. */
function obstacle(
  row: DomainRow,
  deployment: HostedDeployment,
  seen: SeenHost | undefined,
): Omit<Standing, 'status'> | undefined {
  const wanted = deployment.hosts.find((each) => each.host === row.host);
  if (wanted === undefined) {
    return { reason: 'NotInRelease', message: 'The present release does not have this host. Verify it again to route it.' };
  }
  if (deployment.visibility === 'internal') {
    return { reason: 'Internal', message: 'The deployment is internal: it is reachable within the cluster only.' };
  }
  if (seen === undefined) return { reason: 'Routing', message: 'The cluster does not serve the host yet.' };
  return undefined;
}

function dnsObstacle(records: readonly FoundRecord[]): Omit<Standing, 'status'> | undefined {
  const found = records.filter((record) => record.purpose === 'routing').flatMap((record) => record.found);
  switch (routingOf(records)) {
    case 'ok':
      return undefined;
    case 'missing':
      return { reason: 'DnsMissing', message: 'The name leads nowhere yet: create the routing record.' };
    case 'wrong': {
      const message = `The name leads elsewhere (${found.slice(0, 3).join(', ')}). That is right only if a proxy there passes requests on.`;
      return { reason: 'DnsElsewhere', message };
    }
    case 'unknown':
      return { reason: 'DnsUnknown', message: 'Where the name leads could not be looked up; it is tried again.' };
  }
}

function certificateObstacle(seen: SeenHost | undefined): Omit<Standing, 'status'> | undefined {
  const certificate = seen?.certificate;
  if (certificate?.state === 'Pending') return { reason: 'CertificatePending', message: 'The certificate is being issued.' };
  if (certificate?.state !== 'Failed') return undefined;
  return { reason: 'CertificateFailed', message: certificate.message ?? certificate.reason };
}

function standingOf(row: DomainRow, deployment: HostedDeployment, records: readonly FoundRecord[]): Standing {
  const { reason, message } = row;
  if (row.state !== 'verified') return { status: row.state === 'failed' ? 'Failed' : 'Pending', reason, message };
  const seen = seenOf(row, deployment);
  const open = obstacle(row, deployment, seen) ?? dnsObstacle(records) ?? certificateObstacle(seen);
  const status = open === undefined ? 'Active' : 'Verified';
  // Without the proof the host will be gone soon: that is what has to be read first.
  if (row.missingSince !== null) return { status, reason, message };
  return open === undefined ? { status, reason: 'Serving', message: 'The host is served.' } : { status, ...open };
}

function seenOf(row: DomainRow, deployment: HostedDeployment): SeenHost | undefined {
  return deployment.seen.find((each) => each.host === row.host);
}

export function domainToView(row: DomainRow, deployment: HostedDeployment, target: RecordTarget): CustomDomainView {
  const records = mergeRecords(wantedRecords(row.host, row.token, target), row.records);
  const seen = row.state === 'verified' ? seenOf(row, deployment) : undefined;
  return {
    id: row.id,
    host: row.host,
    ingress: row.ingress,
    ...standingOf(row, deployment, records),
    records: records.map((record) => ({ ...record, found: [...record.found] })),
    certificate: seen === undefined ? null : certificateToView(seen),
    checkedAt: row.checkedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
