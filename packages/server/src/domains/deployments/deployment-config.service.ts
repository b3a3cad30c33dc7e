import { AppError } from '@moorage/core/errors';
import type { z } from 'zod';
import type { RequestCtx } from '../../platform/http/context.ts';
import { maskSecrets, writeYaml } from '../templates/index.ts';
import { changeDeployment, refuse } from './deployment-change.service.ts';
import { deploymentRollout } from './deployment-job.contract.ts';
import type { DeploymentCluster } from './deployment.ports.ts';
import { announce } from './deployment-news.service.ts';
import { matchesGeneration, refuseRestart } from './deployment.rules.ts';
import type { deploymentConfigUpdate } from './deployment.schemas.contract.ts';
import {
  claimFor,
  type DeploymentServiceDeps,
  getFor,
  invalidDeployment,
  orgsOf,
  requireCluster,
  viewFor,
} from './deployment.service.ts';
import { updateRestarted } from './deployment.store.ts';
import {
  clusterEventToView,
  type ClusterEventView,
  type ConfigView,
  type DeploymentRow,
  deploymentToConfig,
  type DeploymentView,
} from './deployment.view.ts';
import { shownManifest } from './manifest.plan.ts';
import { secretTargetOf } from './secret-target.rules.ts';
import { decided } from './wish-decision.service.ts';

export interface DeploymentConfigDeps extends DeploymentServiceDeps {
  readonly cluster: Pick<DeploymentCluster, 'read' | 'listEvents'>;
}

export type ConfigUpdate = z.output<typeof deploymentConfigUpdate>;

export interface DeploymentConfigService {
  get(ctx: RequestCtx, name: string): Promise<ConfigView>;
  update(ctx: RequestCtx, update: ConfigUpdate, ifMatch: readonly string[] | undefined): Promise<ConfigView>;
  restart(ctx: RequestCtx, name: string, service: string | undefined): Promise<DeploymentView>;
  /** The custom resource as the cluster has it, as YAML. */
  manifest(ctx: RequestCtx, name: string): Promise<string>;
  /** What Kubernetes says happened to its objects, newest first. */
  clusterEvents(ctx: RequestCtx, name: string, limit: number): Promise<ClusterEventView[]>;
}

function configOf(row: DeploymentRow): ConfigView {
  return deploymentToConfig(row, maskSecrets(row.wish.definitions, row.wish.envVars));
}

async function prepareSecrets(deps: DeploymentConfigDeps, ctx: RequestCtx, { name, envVars }: ConfigUpdate): Promise<void> {
  if (envVars === undefined) return;
  const { orgId } = await getFor(deps, ctx, 'deployment:update', name);
  await deps.secrets.prepare(orgId);
}

async function update(
  deps: DeploymentConfigDeps,
  ctx: RequestCtx,
  input: ConfigUpdate,
  ifMatch: readonly string[] | undefined,
): Promise<ConfigView> {
  const { name, reason, ...change } = input;
  await prepareSecrets(deps, ctx, input);
  const row = await changeDeployment(deps, ctx, name, async (tx, present) => {
    if (!matchesGeneration(ifMatch, present.generation)) {
      throw new AppError('precondition_failed', 'The configuration changed since you read it.', {
        details: { generation: present.generation, nextStep: 'Read it again and repeat your change.' },
      });
    }
    const elsewhere = change.envVars === undefined ? [] : await deps.secrets.keysOf(tx, secretTargetOf(present));
    const { changed, ...rest } = decided(present.wish, change, elsewhere);
    return changed.length === 0 ? undefined : { ...rest, kind: 'config', reason, event: 'deployment.updated', data: { changed } };
  });
  return configOf(row);
}

async function restart(
  deps: DeploymentConfigDeps,
  ctx: RequestCtx,
  name: string,
  service: string | undefined,
): Promise<DeploymentView> {
  const row = await deps.db.tenant(orgsOf(ctx, name), async (tx) => {
    const present = await claimFor(tx, ctx, 'deployment:restart', name);
    requireCluster(deps);
    refuse(refuseRestart({ ...present, paused: present.wish.paused }));
    if (service !== undefined && !present.services.includes(service)) {
      throw invalidDeployment([
        { path: 'service', message: `there is no such service; there is ${present.services.join(', ')}` },
      ]);
    }
    const changed = await updateRestarted(tx, present.id, deps.clock.now(), service);
    await deps.jobs.enqueue(tx, deploymentRollout, { deploymentId: present.id });
    await announce(deps, tx, present);
    await deps.audit.append(tx, ctx, {
      orgId: present.orgId,
      event: 'deployment.restarted',
      target: { type: 'deployment', id: present.id, name },
      data: service === undefined ? {} : { service },
    });
    return changed;
  });
  return viewFor(deps, ctx, row);
}

async function manifest(deps: DeploymentConfigDeps, ctx: RequestCtx, name: string): Promise<string> {
  const row = await getFor(deps, ctx, 'deployment:read', name);
  requireCluster(deps);
  const seen = await deps.cluster.read({ namespace: row.namespace, name });
  if (seen === undefined || seen.deploymentId !== row.id) {
    throw new AppError('not_found', 'The cluster does not have this deployment yet.', {
      details: { nextStep: 'Try again in a moment.' },
    });
  }
  const secrets = row.wish.definitions.filter((definition) => definition.secret).map((definition) => definition.name);
  return writeYaml(shownManifest(seen.object, secrets));
}

export function createDeploymentConfigService(deps: DeploymentConfigDeps): DeploymentConfigService {
  return {
    get: async (ctx, name) => configOf(await getFor(deps, ctx, 'deployment:read', name)),
    update: (ctx, input, ifMatch) => update(deps, ctx, input, ifMatch),
    restart: (ctx, name, service) => restart(deps, ctx, name, service),
    manifest: (ctx, name) => manifest(deps, ctx, name),
    async clusterEvents(ctx, name, limit) {
      const row = await getFor(deps, ctx, 'deployment:read', name);
      requireCluster(deps);
      const events = await deps.cluster.listEvents({ namespace: row.namespace, name });
      return events.slice(0, limit).map(clusterEventToView);
    },
  };
}
