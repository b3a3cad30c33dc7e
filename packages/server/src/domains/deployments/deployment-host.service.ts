/** What the domain of custom domains may know and change of deployments: their hosts. */
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { applyChange, refuse } from './deployment-change.service.ts';
import { announce } from './deployment-news.service.ts';
import { refuseChange } from './deployment.rules.ts';
import { type DeploymentServiceDeps, getFor, requireCluster } from './deployment.service.ts';
import { claimDeployment, findDeployment } from './deployment.store.ts';
import type { DeploymentRow } from './deployment.view.ts';
import type { ObservedHost } from './observed.rules.ts';
import { type HostWish, withHost, withoutHost } from './wish.rules.ts';

export type SeenHost = ObservedHost;

export interface HostedDeployment {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly name: string;
  readonly visibility: 'public' | 'internal';
  /** Names of its ingresses, in order. */
  readonly ingresses: readonly string[];
  /** Custom hosts that are wanted. */
  readonly hosts: readonly HostWish[];
  /** Custom hosts that the cluster serves. */
  readonly seen: readonly SeenHost[];
}

export interface HostChange {
  readonly deploymentId: string;
  readonly add?: HostWish;
  readonly remove?: string;
  readonly reason: string;
  /** Of the audit trail. */
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DeploymentHosts {
  /** For a change as for reading; what may not be seen does not exist. */
  get(
    ctx: RequestCtx,
    action: 'deployment:read' | 'deployment:update' | 'deployment:share',
    name: string,
  ): Promise<HostedDeployment>;
  find(tx: Tx, id: string): Promise<HostedDeployment | undefined>;
  /** Locks it; one that is on its way out is not there. */
  claim(tx: Tx, id: string): Promise<HostedDeployment | undefined>;
  /** A release with or without a host, with its audit entry; false where that changes nothing, and nothing was written then. */
  route(tx: Tx, ctx: RequestCtx, change: HostChange): Promise<boolean>;
  announce(tx: Tx, deployment: HostedDeployment): Promise<void>;
}

function hostedOf(row: DeploymentRow): HostedDeployment {
  return {
    id: row.id,
    orgId: row.orgId,
    teamId: row.teamId,
    name: row.name,
    visibility: row.visibility,
    ingresses: row.wish.blueprint.ingresses.map((ingress) => ingress.name),
    hosts: row.wish.hosts,
    seen: row.observed.ingresses.flatMap((ingress) => ingress.hosts ?? []),
  };
}

async function route(deps: DeploymentServiceDeps, tx: Tx, ctx: RequestCtx, change: HostChange): Promise<boolean> {
  const present = await claimDeployment(tx, change.deploymentId);
  if (present === undefined || present.deletingSince !== null) return false;
  const { add, remove, reason, event, data } = change;
  const smaller = remove === undefined ? present.wish : withoutHost(present.wish, remove);
  const wish = add === undefined ? smaller : withHost(smaller, add);
  if (wish === present.wish) return false;
  await applyChange(deps, tx, ctx, { present, wish, kind: 'config', reason, event, data });
  return true;
}

export function createDeploymentHosts(deps: DeploymentServiceDeps): DeploymentHosts {
  return {
    async get(ctx, action, name) {
      const row = await getFor(deps, ctx, action, name);
      if (action === 'deployment:update') {
        requireCluster(deps);
        refuse(refuseChange({ ...row, paused: row.wish.paused }));
      }
      return hostedOf(row);
    },
    async find(tx, id) {
      const row = await findDeployment(tx, id);
      return row === undefined || row.deletingSince !== null ? undefined : hostedOf(row);
    },
    async claim(tx, id) {
      const row = await claimDeployment(tx, id);
      return row === undefined || row.deletingSince !== null ? undefined : hostedOf(row);
    },
    route: (tx, ctx, change) => route(deps, tx, ctx, change),
    announce: (tx, deployment) => announce(deps, tx, deployment),
  };
}
