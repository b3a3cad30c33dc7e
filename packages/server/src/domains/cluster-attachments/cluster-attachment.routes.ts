import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import {
  appsLoadBalancerRoutes,
  bastionRoutes,
  captainDomainRoutes,
  clusterPoolRoutes,
  controlPlaneRecordSetRoutes,
  glueopsLoadBalancerRoutes,
  type Slot,
  type SlotRoutes,
} from './cluster-attachment.contract.ts';
import type { AttachmentService } from './cluster-attachment.service.ts';

function bindSlot(service: AttachmentService, slot: Slot, { attach, detach }: SlotRoutes): BoundRoute[] {
  return [
    bind(attach, (ctx, { params, body }) => {
      // The schema of each place lets one field in, whatever it is called.
      const [id = ''] = Object.values(body);
      return service.attach(ctx, slot, params.clusterID, id);
    }),
    bind(detach, (ctx, { params }) => service.detach(ctx, slot, params.clusterID)),
  ];
}

export function bindAttachmentRoutes(service: AttachmentService): BoundRoute[] {
  return [
    ...bindSlot(service, 'CaptainDomain', captainDomainRoutes),
    ...bindSlot(service, 'ControlPlaneRecordSet', controlPlaneRecordSetRoutes),
    ...bindSlot(service, 'AppsLoadBalancer', appsLoadBalancerRoutes),
    ...bindSlot(service, 'GlueOpsLoadBalancer', glueopsLoadBalancerRoutes),
    ...bindSlot(service, 'Bastion', bastionRoutes),
    bind(clusterPoolRoutes.attach, (ctx, { params, body }) => service.attachPool(ctx, params.clusterID, body.node_pool_id)),
    bind(clusterPoolRoutes.detach, (ctx, { params }) => service.detachPool(ctx, params.clusterID, params.nodePoolID)),
  ];
}
