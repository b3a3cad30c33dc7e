import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { deployment, deploymentConfigUpdate, deploymentName } from './deployment.schemas.contract.ts';
import {
  deploymentPlan,
  deploymentRollback,
  deploymentScale,
  imageDeployment,
  release,
  releaseDiff,
  releaseNumber,
} from './release.schemas.contract.ts';

const byName = z.strictObject({ name: deploymentName });
const shared = { surface: 'app', tag: 'Releases' } as const;
const read = { access: { kind: 'action', action: 'deployment:read' }, scope: 'deployments:read' } as const;
const update = { access: { kind: 'action', action: 'deployment:update' }, scope: 'deployments:write' } as const;

export const releasesRoutes = {
  list: defineRoute({
    ...shared,
    ...read,
    id: 'deployments.releases',
    method: 'GET',
    path: '/api/deployments/releases',
    summary: 'Every accepted change of a deployment, newest first',
    query: byName.extend(pageQuery),
    responses: { 200: z.array(release) },
    errors: ['not_found'],
  }),
  diff: defineRoute({
    ...shared,
    ...read,
    id: 'deployments.releaseDiff',
    method: 'GET',
    path: '/api/deployments/releases/diff',
    summary: 'How two releases differ',
    query: byName.extend({ from: releaseNumber, to: releaseNumber }),
    responses: { 200: releaseDiff },
    errors: ['not_found'],
  }),
  rollback: defineRoute({
    ...shared,
    ...update,
    id: 'deployments.rollback',
    method: 'POST',
    path: '/api/deployments/rollback',
    summary: 'Go back to a release: image, configuration and domains together',
    description: 'Makes a new release that is equal to the old one.',
    body: deploymentRollback,
    responses: { 202: deployment },
    errors: ['not_found', 'conflict'],
    audit: 'deployment.rolled_back',
  }),
  deployImage: defineRoute({
    ...shared,
    ...update,
    id: 'deployments.deployImage',
    method: 'POST',
    path: '/api/deployments/deploy-image',
    summary: 'Run another image in one service',
    body: imageDeployment,
    responses: { 202: deployment },
    errors: ['not_found', 'conflict'],
    audit: 'deployment.image_deployed',
  }),
  scale: defineRoute({
    ...shared,
    ...update,
    id: 'deployments.scale',
    method: 'POST',
    path: '/api/deployments/scale',
    summary: 'Run more or fewer copies of one service, or none',
    body: deploymentScale,
    responses: { 202: deployment },
    errors: ['not_found', 'conflict'],
    audit: 'deployment.scaled',
  }),
  plan: defineRoute({
    ...shared,
    ...update,
    id: 'deployments.plan',
    method: 'POST',
    path: '/api/deployments/plan',
    summary: 'What a change of the configuration would do; changes nothing',
    description: 'Takes what `PUT /api/deployments/config` takes.',
    body: deploymentConfigUpdate,
    responses: { 200: deploymentPlan },
    errors: ['not_found', 'conflict'],
    audit: { none: 'it changes nothing' },
  }),
} as const;
