/**
 * Kubeconfigs for people, with one role and for a while.
 *
 * The cluster is asked for the token outside of any transaction. What was issued is written to the audit trail before the answer leaves:
 * what cannot be written down is not handed out, and ends by itself.
 */
import { stringify } from 'yaml';
import { labelOf, principalOf } from '../../platform/authz/actor.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedForSecrets } from '../../platform/http/org-choice.ts';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import { clusterTarget, secretsOfClusters } from '../clusters/index.ts';
import { ttl } from './cluster-access.contract.ts';
import type { AccessRole } from './cluster-access.ports.ts';
import type { IssuedView } from './cluster-access.view.ts';
import { kubeconfigWith } from './kubeconfig.rules.ts';
import { type ClusterAccessDeps, openKubeconfig, parseKubeconfig } from './kubeconfig.service.ts';

export interface IssueOrder {
  readonly role?: AccessRole | undefined;
  readonly namespace?: string | null | undefined;
  readonly ttl_seconds?: number | undefined;
}

export type IssueKubeconfig = (ctx: RequestCtx, clusterId: string, order: IssueOrder) => Promise<IssuedView>;

export function createIssueKubeconfig(deps: ClusterAccessDeps): IssueKubeconfig {
  return async (ctx, clusterId, { role = 'view', namespace: named, ttl_seconds: seconds = ttl.usual }) => {
    const orgId = authorizedForSecrets(ctx, 'cluster:issue', secretsOfClusters);
    const principal = principalOf(ctx.actor) ?? ctx.ip;
    await deps.limits.reveal(principal);
    const namespace = named ?? undefined;
    const { row, text } = await openKubeconfig(deps, orgId, clusterId);
    const { connection, caData } = parseKubeconfig(text);
    const order = { principal, label: labelOf(ctx.actor) ?? principal, role, namespace, seconds };
    const { token, expiresAt, account } = await deps.tokens.issue(connection, order, ctx.signal);
    const expires_at = wholeSeconds(expiresAt);
    const told = { role, service_account: account, expires_at, ...(namespace === undefined ? {} : { namespace }) };
    await deps.db.tenant([orgId], (tx) =>
      deps.audit.append(tx, ctx, { orgId, event: 'cluster.kubeconfig_issued', target: clusterTarget(row), data: told }),
    );
    const { server, serverName } = connection;
    const place = { name: row.name, server, serverName, caData, namespace };
    return { ...told, kubeconfig: stringify(kubeconfigWith({ ...place, token: token.reveal() }), { lineWidth: 0 }) };
  };
}
