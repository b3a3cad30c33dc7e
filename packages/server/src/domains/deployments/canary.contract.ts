import { defineRoute } from '../../platform/http/route.ts';
import { canaryEnd, canaryStart, canaryWeight } from './canary.schemas.contract.ts';
import { deployment } from './deployment.schemas.contract.ts';

const shared = {
  surface: 'app',
  tag: 'Canaries',
  access: { kind: 'action', action: 'deployment:update' },
  scope: 'deployments:write',
  responses: { 202: deployment },
  errors: ['not_found', 'conflict', 'unavailable'],
} as const;

export const canaryRoutes = {
  start: defineRoute({
    ...shared,
    id: 'deployments.startCanary',
    method: 'POST',
    path: '/api/deployments/canary',
    summary: 'Run another version of one service beside it, with a share of its requests',
    description:
      'Needs an ingress class whose controller splits requests by weight; refused with the reason otherwise. Until it is promoted or ' +
      'aborted nothing else of the deployment can change.',
    body: canaryStart,
    audit: 'canary.started',
  }),
  weigh: defineRoute({
    ...shared,
    id: 'deployments.weighCanary',
    method: 'PUT',
    path: '/api/deployments/canary',
    summary: 'Give the canary another share',
    description: 'Steps that are still to come are dropped.',
    body: canaryWeight,
    audit: 'canary.weighed',
  }),
  promote: defineRoute({
    ...shared,
    id: 'deployments.promoteCanary',
    method: 'POST',
    path: '/api/deployments/canary/promote',
    summary: 'Let the service itself run the version of the canary',
    description: 'Makes a new release. The canary serves until that is ready.',
    body: canaryEnd,
    audit: 'canary.promoted',
  }),
  abort: defineRoute({
    ...shared,
    id: 'deployments.abortCanary',
    method: 'POST',
    path: '/api/deployments/canary/abort',
    summary: 'End the canary; everything goes on as before it',
    body: canaryEnd,
    audit: 'canary.aborted',
  }),
} as const;
