import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { clusterAccessRoutes as routes } from './cluster-access.contract.ts';
import type { IssueKubeconfig } from './cluster-token.service.ts';
import type { KubeconfigService } from './kubeconfig.service.ts';

export function bindClusterAccessRoutes(kubeconfigs: KubeconfigService, issue: IssueKubeconfig): BoundRoute[] {
  return [
    bind(routes.set, (ctx, { params, body }) => kubeconfigs.set(ctx, params.clusterID, body.kubeconfig)),
    bind(routes.clear, (ctx, { params }) => kubeconfigs.clear(ctx, params.clusterID)),
    bind(routes.reveal, (ctx, { params }) => kubeconfigs.reveal(ctx, params.clusterID)),
    bind(routes.issue, (ctx, { params, body }) => issue(ctx, params.clusterID, body)),
  ];
}
