import { type BoundRoute, bind, bindStream } from '../../platform/http/bind.ts';
import { linkNext } from '../../platform/http/link.ts';
import type { DeploymentConfigService } from './deployment-config.service.ts';
import type { DeploymentEventService } from './deployment-event.service.ts';
import type { DeploymentMetricsService } from './deployment-metrics.service.ts';
import type { DeploymentLogService } from './deployment-log.service.ts';
import { deploymentsRoutes } from './deployment.contract.ts';
import type { DeploymentService } from './deployment.service.ts';

export interface DeploymentRouteDeps {
  readonly deployments: DeploymentService;
  readonly config: DeploymentConfigService;
  readonly logs: DeploymentLogService;
  readonly events: DeploymentEventService;
  readonly metrics: DeploymentMetricsService;
}

function etag(generation: number): string {
  return `"${generation}"`;
}

function bindReads({ deployments, config }: DeploymentRouteDeps): BoundRoute[] {
  return [
    bind(deploymentsRoutes.list, async (ctx, { query }, io) => {
      const page = await deployments.list(ctx, query);
      linkNext(io, page.nextCursor);
      return [...page.items];
    }),
    // No generation as ETag here: the status changes without it, and a browser would be told that it has not.
    bind(deploymentsRoutes.status, (ctx, { query }) => deployments.get(ctx, query.name)),
    bind(deploymentsRoutes.getConfig, async (ctx, { query }, io) => {
      const view = await config.get(ctx, query.name);
      io.setHeader('ETag', etag(view.generation));
      return view;
    }),
    bind(deploymentsRoutes.yaml, async (ctx, { query }) => ({ yaml: await config.manifest(ctx, query.name) })),
    bind(deploymentsRoutes.clusterEvents, (ctx, { query }) => config.clusterEvents(ctx, query.name, query.limit)),
    bind(deploymentsRoutes.activity, async (ctx, { query }) => [
      ...(await deployments.activity(ctx, query.name, query.limit)).items,
    ]),
  ];
}

function bindWrites({ deployments, config }: DeploymentRouteDeps): BoundRoute[] {
  return [
    bind(deploymentsRoutes.create, (ctx, { body }) => deployments.create(ctx, body)),
    bind(deploymentsRoutes.remove, (ctx, { body }) => deployments.remove(ctx, body.name)),
    bind(deploymentsRoutes.removeByName, (ctx, { params }) => deployments.remove(ctx, params.name)),
    bind(deploymentsRoutes.updateConfig, async (ctx, { body }, io) => {
      const view = await config.update(ctx, body, io.ifMatch);
      io.setHeader('ETag', etag(view.generation));
      return view;
    }),
    bind(deploymentsRoutes.restart, (ctx, { body }) => config.restart(ctx, body.name, body.service)),
  ];
}

export function bindDeploymentRoutes(deps: DeploymentRouteDeps): BoundRoute[] {
  return [
    ...bindReads(deps),
    ...bindWrites(deps),
    bindStream(deploymentsRoutes.logs, (ctx, { query }, stream) => deps.logs.stream(ctx, query, stream)),
    bindStream(deploymentsRoutes.metrics, (ctx, { query }, stream) => deps.metrics.stream(ctx, query, stream)),
    bindStream(deploymentsRoutes.events, (ctx, { query }, stream) => deps.events.stream(ctx, query.team_id, stream)),
  ];
}
