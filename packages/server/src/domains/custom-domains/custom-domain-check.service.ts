/**
 * Looking at the records of a claim, and what follows.
 *
 * The DNS is asked before the transaction; the decision is made within it, on rows as they are then. Proved now means: the row,
 * a release of the deployment with the host, its roll-out, audit entry and event together, or nothing. Two that prove the same
 * host at once are told apart by a unique index. Checking twice does no harm.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import type { DeploymentHosts, HostedDeployment } from '../deployments/index.ts';
import type { DnsAnswer, DnsResolver } from './custom-domain.ports.ts';
import { challengeName, decideCheck, type Verdict } from './custom-domain.rules.ts';
import { claimDomain, findDomain, isHeldElsewhere, listDueDomains, updateChecked } from './custom-domain.store.ts';
import type { DomainRow } from './custom-domain.view.ts';
import {
  type Answers,
  type FoundRecord,
  judgeRecords,
  proofOf,
  type RecordTarget,
  routingOf,
  wantedRecords,
} from './record.rules.ts';

export interface CheckSettings {
  readonly deploymentDomain: string;
  /** IPv4 addresses of the ingress, for hosts that cannot have a CNAME. */
  readonly ingressAddresses: readonly string[];
}

export interface CheckDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly deployments: DeploymentHosts;
  readonly resolver: DnsResolver;
  readonly settings: CheckSettings;
}

export interface Checked {
  readonly row: DomainRow;
  readonly deployment: HostedDeployment;
}

/** The platform's own name of an ingress: the first has that of the deployment. */
export function targetOf(settings: CheckSettings, deployment: HostedDeployment, ingress: string): RecordTarget {
  const prefix = deployment.ingresses[0] === ingress ? '' : `${ingress}-`;
  return { host: `${prefix}${deployment.name}.${settings.deploymentDomain}`, addresses: settings.ingressAddresses };
}

async function ask(resolver: DnsResolver, host: string, target: RecordTarget): Promise<Answers> {
  const known: DnsAnswer = { kind: 'found', values: target.addresses };
  const [challenge, cname, addresses, there] = await Promise.all([
    resolver.lookup(challengeName(host), 'TXT'),
    resolver.lookup(host, 'CNAME'),
    resolver.lookup(host, 'A'),
    target.addresses.length > 0 ? known : resolver.lookup(target.host, 'A'),
  ]);
  return { challenge, cname, addresses, target: there };
}

interface Settlement {
  readonly known: DomainRow;
  readonly records: readonly FoundRecord[];
  /** Somebody asked: a proved host that a rollback took out is routed again. */
  readonly isAsked: boolean;
}

async function follow(
  deps: CheckDeps,
  tx: Tx,
  ctx: RequestCtx,
  { row, deployment, verdict, isAsked }: Checked & { readonly verdict: Verdict; readonly isAsked: boolean },
): Promise<void> {
  const { host, ingress, deploymentId } = row;
  const isIn = deployment.hosts.some((each) => each.host === host);
  const isBack = isAsked && row.state === 'verified' && !isIn;
  const data = { host, reason: row.reason };
  if (verdict.turn === 'verified' || isBack) {
    const change = { deploymentId, add: { host, ingress }, event: 'domain.verified', data, reason: `Added the domain ${host}.` };
    if (await deps.deployments.route(tx, ctx, change)) return;
  } else if (verdict.turn === 'failed') {
    const change = { deploymentId, remove: host, event: 'domain.failed', data, reason: row.message };
    if (await deps.deployments.route(tx, ctx, change)) return;
  }
  if (verdict.turn !== undefined) {
    const target = { type: 'deployment', id: deployment.id, name: deployment.name };
    await deps.audit.append(tx, ctx, { orgId: deployment.orgId, event: `domain.${verdict.turn}`, target, data });
  }
  await deps.deployments.announce(tx, deployment);
}

async function settle(
  deps: CheckDeps,
  tx: Tx,
  ctx: RequestCtx,
  { known, records, isAsked }: Settlement,
): Promise<Checked | undefined> {
  // In this order wherever both are locked.
  const deployment = await deps.deployments.claim(tx, known.deploymentId);
  const present = await claimDomain(tx, known.id);
  if (deployment === undefined || present === undefined) return undefined;
  const at = deps.clock.now();
  const findings = {
    proof: proofOf(records),
    isRouted: routingOf(records) === 'ok',
    isTaken: await isHeldElsewhere(tx, present.host, present.deploymentId),
  };
  const verdict = decideCheck(present, findings, at);
  const row = await updateChecked(tx, present.id, { verdict, records, at });
  const isNews =
    JSON.stringify([present.state, present.reason, present.records]) !== JSON.stringify([row.state, row.reason, row.records]);
  if (isNews || isAsked) await follow(deps, tx, ctx, { row, deployment, verdict, isAsked });
  return { row, deployment: (await deps.deployments.claim(tx, deployment.id)) ?? deployment };
}

/** Undefined when the claim is gone. */
export async function checkDomain(
  deps: CheckDeps,
  ctx: RequestCtx,
  id: string,
  { isAsked }: { readonly isAsked: boolean },
): Promise<Checked | undefined> {
  const known = await deps.db.system('look at a custom domain', async (tx) => {
    const row = await findDomain(tx, id);
    const deployment = row === undefined ? undefined : await deps.deployments.find(tx, row.deploymentId);
    return row === undefined || deployment === undefined ? undefined : { row, deployment };
  });
  if (known === undefined) return undefined;
  const { row, deployment } = known;
  const target = targetOf(deps.settings, deployment, row.ingress);
  const answers = await ask(deps.resolver, row.host, target);
  const records = judgeRecords(wantedRecords(row.host, row.token, target), answers);
  return await deps.db.system('settle a custom domain', (tx) => settle(deps, tx, ctx, { known: row, records, isAsked }));
}

/** A minute. What is more waits for the next, the longest waiting first. */
const sweepLimit = 500;

/** Hands on what is due, in one transaction; says how many. */
export async function sweepDomains(deps: CheckDeps, handOn: (tx: Tx, id: string) => Promise<unknown>): Promise<number> {
  return await deps.db.system('sweep of custom domains', async (tx) => {
    const due = await listDueDomains(tx, deps.clock.now(), sweepLimit);
    for (const id of due) await handOn(tx, id);
    return due.length;
  });
}
