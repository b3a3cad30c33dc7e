/**
 * What is attached to clusters.
 *
 * A thing is put into its own column of the cluster and a node pool into a pair of its own, so any number of clients may attach and
 * detach at the same time and none undoes what another did. What is attached is kept from being deleted while it is. What is not
 * attached is detached again without an error: the outcome is what was asked for.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { type Audit, wasAudited } from '../audit/index.ts';
import {
  type ClusterRow,
  clusterTarget,
  type ClusterView,
  findCluster,
  holdCluster,
  missingCluster,
  type PartColumn,
  showCluster,
  type ShowClusterDeps,
  updateCluster,
} from '../clusters/index.ts';
import { holdDomain, holdRecord } from '../dns/index.ts';
import { holdLoadBalancer } from '../load-balancers/index.ts';
import { holdPool } from '../node-pools/index.ts';
import { holdServers } from '../servers/index.ts';
import type { Slot } from './cluster-attachment.contract.ts';
import { attachPool, detachPool } from './cluster-attachment.store.ts';

export interface AttachmentDeps extends ShowClusterDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
}

export interface AttachmentService {
  attach(ctx: RequestCtx, slot: Slot, clusterId: string, id: string): Promise<ClusterView>;
  detach(ctx: RequestCtx, slot: Slot, clusterId: string): Promise<ClusterView>;
  attachPool(ctx: RequestCtx, clusterId: string, poolId: string): Promise<ClusterView>;
  detachPool(ctx: RequestCtx, clusterId: string, poolId: string): Promise<ClusterView>;
}

/** What goes into a place, and how it is kept from being deleted. */
interface SlotKind {
  readonly column: PartColumn;
  /** For people, and as clients know that there is none. */
  readonly noun: string;
  readonly missing: string;
  /** Its name, where there is one; throws where it cannot be attached here. */
  hold(tx: Tx, orgId: string, id: string): Promise<string | undefined>;
}

async function holdBastion(tx: Tx, orgId: string, id: string): Promise<string | undefined> {
  const [server] = await holdServers(tx, orgId, [id]);
  if (server === undefined) return undefined;
  const name = server.hostname === '' ? server.private_ip_address : server.hostname;
  if (server.role === 'bastion') return name;
  throw new AppError('conflict', `The server ${name} is a ${server.role}; only a bastion can be the bastion of a cluster.`);
}

const balancer = {
  ...{ noun: 'load balancer', missing: 'lb_not_found' },
  hold: async (tx: Tx, orgId: string, id: string) => (await holdLoadBalancer(tx, orgId, id))?.name,
};

const slots: Readonly<Record<Slot, SlotKind>> = {
  CaptainDomain: {
    ...{ column: 'captain_domain_id', noun: 'domain', missing: 'domain_not_found' },
    hold: async (tx, orgId, id) => (await holdDomain(tx, orgId, id))?.domain_name,
  },
  ControlPlaneRecordSet: {
    ...{ column: 'control_plane_record_set_id', noun: 'record set', missing: 'recordset_not_found' },
    hold: async (tx, orgId, id) => (await holdRecord(tx, orgId, id))?.name,
  },
  AppsLoadBalancer: { column: 'apps_load_balancer_id', ...balancer },
  GlueOpsLoadBalancer: { column: 'glueops_load_balancer_id', ...balancer },
  Bastion: { column: 'bastion_server_id', noun: 'server', missing: 'server_not_found', hold: holdBastion },
};

function missing({ noun, missing: reason }: Pick<SlotKind, 'noun' | 'missing'>): AppError {
  return new AppError('not_found', `There is no such ${noun}.`, { details: { reason } });
}

const pools = { noun: 'node pool', missing: 'nodepool_not_found' };

/** What a change does and tells, in one transaction that is then shown the cluster. */
type Work = (tx: Tx, orgId: string) => Promise<ClusterRow>;

async function change({ db, ...deps }: AttachmentDeps, ctx: RequestCtx, work: Work): Promise<ClusterView> {
  const orgId = authorizedOrg(ctx, 'cluster:update');
  await deps.vault.prepare(orgId);
  return await db.tenant([orgId], async (tx) => await showCluster(deps, tx, ctx, await work(tx, orgId)));
}

interface Place {
  readonly slot: Slot;
  readonly clusterId: string;
}

function attach(deps: AttachmentDeps, ctx: RequestCtx, { slot, clusterId }: Place, id: string): Promise<ClusterView> {
  const kind = slots[slot];
  return change(deps, ctx, async (tx, orgId) => {
    const name = await kind.hold(tx, orgId, id);
    const place = { orgId, id: clusterId };
    if (name === undefined) throw (await findCluster(tx, orgId, clusterId)) === undefined ? missingCluster() : missing(kind);
    const row = await updateCluster(tx, place, { [kind.column]: id, updated_at: deps.clock.now() });
    if (row === undefined) throw missingCluster();
    const data = { kind: slot, attached: { id, name } };
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.attached', target: clusterTarget(row), data });
    return row;
  });
}

function detach(deps: AttachmentDeps, ctx: RequestCtx, { slot, clusterId }: Place): Promise<ClusterView> {
  const { column } = slots[slot];
  return change(deps, ctx, async (tx, orgId) => {
    const before = await findCluster(tx, orgId, clusterId);
    if (before === undefined) throw missingCluster();
    if (before[column] === null) return before;
    const row = await updateCluster(tx, { orgId, id: clusterId }, { [column]: null, updated_at: deps.clock.now() });
    if (row === undefined) throw missingCluster();
    const data = { kind: slot, detached: { id: before[column] } };
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.detached', target: clusterTarget(row), data });
    return row;
  });
}

function putPool(deps: AttachmentDeps, ctx: RequestCtx, clusterId: string, poolId: string): Promise<ClusterView> {
  return change(deps, ctx, async (tx, orgId) => {
    const row = await holdCluster(tx, orgId, clusterId);
    if (row === undefined) throw missingCluster();
    const pool = await holdPool(tx, orgId, poolId);
    if (pool === undefined) throw missing(pools);
    await attachPool(tx, { orgId, clusterId, poolId });
    const data = { kind: 'NodePool', attached: { id: poolId, name: pool.name } };
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.attached', target: clusterTarget(row), data });
    return row;
  });
}

function takePool(deps: AttachmentDeps, ctx: RequestCtx, clusterId: string, poolId: string): Promise<ClusterView> {
  return change(deps, ctx, async (tx, orgId) => {
    const row = await holdCluster(tx, orgId, clusterId);
    if (row === undefined) throw missingCluster();
    if (await detachPool(tx, { orgId, clusterId, poolId })) {
      const data = { kind: 'NodePool', detached: { id: poolId } };
      await deps.audit.append(tx, ctx, { orgId, event: 'cluster.detached', target: clusterTarget(row), data });
      return row;
    }
    const target = { type: 'node_pool', id: poolId };
    const isKnown = (await holdPool(tx, orgId, poolId)) ?? (await wasAudited(tx, { orgId, event: 'node_pool.deleted', target }));
    if (isKnown === false) throw missing(pools);
    return row;
  });
}

export function createAttachmentService(deps: AttachmentDeps): AttachmentService {
  return {
    attach: (ctx, slot, clusterId, id) => attach(deps, ctx, { slot, clusterId }, id),
    detach: (ctx, slot, clusterId) => detach(deps, ctx, { slot, clusterId }),
    attachPool: (ctx, clusterId, poolId) => putPool(deps, ctx, clusterId, poolId),
    detachPool: (ctx, clusterId, poolId) => takePool(deps, ctx, clusterId, poolId),
  };
}
