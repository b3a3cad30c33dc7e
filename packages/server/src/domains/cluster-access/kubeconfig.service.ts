/**
 * Kubeconfigs of clusters: kept sealed, and never in an answer about a cluster.
 *
 * The file leaves the vault in two ways only: to who may reveal it, audited and limited, and to the cluster itself, to ask it for a token
 * that ends soon (cluster-token.service.ts).
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { parseDocument } from 'yaml';
import { principalOf } from '../../platform/authz/actor.ts';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedForSecrets, authorizedOrg } from '../../platform/http/org-choice.ts';
import type { ExactLimit } from '../../platform/limits/exact-limit.ts';
import { repeatedKeys, yamlExcess } from '../../platform/yaml/yaml-limits.ts';
import type { Audit } from '../audit/index.ts';
import {
  type ClusterRow,
  clusterTarget,
  type ClusterView,
  findCluster,
  holdCluster,
  missingCluster,
  secretsOfClusters,
  showCluster,
  type ShowClusterDeps,
} from '../clusters/index.ts';
import type { ClusterTokens } from './cluster-access.ports.ts';
import { type ReadKubeconfig, readKubeconfig } from './kubeconfig.rules.ts';
import { findSealedKubeconfig, kubeconfigPlace, putKubeconfig, removeKubeconfig } from './kubeconfig.store.ts';

export interface ClusterAccessDeps extends ShowClusterDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly tokens: ClusterTokens;
  readonly limits: { readonly reveal: ExactLimit };
}

export interface KubeconfigService {
  set(ctx: RequestCtx, clusterId: string, text: string): Promise<ClusterView>;
  clear(ctx: RequestCtx, clusterId: string): Promise<ClusterView>;
  reveal(ctx: RequestCtx, clusterId: string): Promise<{ readonly kubeconfig: string }>;
}

function refused(message: string): AppError {
  return new AppError('invalid_request', `The kubeconfig is not taken: ${message}.`, {
    details: { reason: 'bad_json', issues: [{ path: 'kubeconfig', message }] },
  });
}

/** What the text says; throws with what is wrong with it. */
export function parseKubeconfig(text: string): ReadKubeconfig {
  const excess = yamlExcess(text);
  if (excess !== undefined) throw refused(`it ${excess}`);
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', strict: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error' },
  });
  // What the parser says of it may quote it.
  if (document.errors.length > 0 || document.warnings.length > 0) throw refused('it is no YAML');
  if (repeatedKeys(document).length > 0) throw refused('it has a key twice');
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    throw refused('it uses aliases of YAML');
  }
  const reading = readKubeconfig(value);
  if (reading.kind === 'refused') throw refused(reading.message);
  return reading.kubeconfig;
}

/** The cluster and its kubeconfig as it was sent. */
export async function openKubeconfig(
  { db, vault }: Pick<ClusterAccessDeps, 'db' | 'vault'>,
  orgId: string,
  clusterId: string,
): Promise<{ readonly row: ClusterRow; readonly text: string }> {
  const found = await db.tenant([orgId], async (tx) => {
    const row = await findCluster(tx, orgId, clusterId);
    return row === undefined ? undefined : { row, sealed: await findSealedKubeconfig(tx, orgId, clusterId) };
  });
  if (found === undefined) throw missingCluster();
  if (found.sealed === undefined) {
    throw new AppError('conflict', `The cluster ${found.row.name} has no kubeconfig.`, {
      details: { nextStep: 'Send it to /kubeconfig of the cluster.' },
    });
  }
  const plain = await vault.open({ ...kubeconfigPlace, orgId, row: clusterId }, found.sealed);
  return { row: found.row, text: plain.toString('utf8') };
}

async function set(deps: ClusterAccessDeps, ctx: RequestCtx, clusterId: string, text: string): Promise<ClusterView> {
  const orgId = authorizedOrg(ctx, 'cluster:kubeconfig');
  const { connection } = parseKubeconfig(text);
  const { host } = new URL(connection.server);
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const row = await holdCluster(tx, orgId, clusterId);
    if (row === undefined) throw missingCluster();
    const sealed = await deps.vault.seal(tx, { ...kubeconfigPlace, orgId, row: clusterId }, new Secret(text));
    const place = { cluster_id: clusterId, org_id: orgId, server: host };
    await putKubeconfig(tx, { ...place, sealed_kubeconfig: sealed, updated_at: deps.clock.now() });
    const data = { server: host };
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.kubeconfig_set', target: clusterTarget(row), data });
    return await showCluster(deps, tx, ctx, row);
  });
}

async function clear(deps: ClusterAccessDeps, ctx: RequestCtx, clusterId: string): Promise<ClusterView> {
  const orgId = authorizedOrg(ctx, 'cluster:kubeconfig');
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const row = await holdCluster(tx, orgId, clusterId);
    if (row === undefined) throw missingCluster();
    const wasThere = await removeKubeconfig(tx, orgId, clusterId);
    const entry = { orgId, event: 'cluster.kubeconfig_cleared', target: clusterTarget(row) };
    if (wasThere) await deps.audit.append(tx, ctx, entry);
    return await showCluster(deps, tx, ctx, row);
  });
}

async function reveal(deps: ClusterAccessDeps, ctx: RequestCtx, clusterId: string): Promise<{ kubeconfig: string }> {
  const orgId = authorizedForSecrets(ctx, 'cluster:reveal', secretsOfClusters);
  await deps.limits.reveal(principalOf(ctx.actor) ?? ctx.ip);
  const { row, text } = await openKubeconfig(deps, orgId, clusterId);
  await deps.db.tenant([orgId], (tx) =>
    deps.audit.append(tx, ctx, { orgId, event: 'cluster.kubeconfig_revealed', target: clusterTarget(row) }),
  );
  return { kubeconfig: text };
}

export function createKubeconfigService(deps: ClusterAccessDeps): KubeconfigService {
  return {
    set: (ctx, clusterId, text) => set(deps, ctx, clusterId, text),
    clear: (ctx, clusterId) => clear(deps, ctx, clusterId),
    reveal: (ctx, clusterId) => reveal(deps, ctx, clusterId),
  };
}
