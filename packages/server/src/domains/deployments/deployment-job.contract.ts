/** The jobs of deployments: what they are about. What they do is bound in deployment.jobs.ts. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

const payload = z.strictObject({ deploymentId: z.uuid() });

/** Brings the custom resource to what the row says. */
export const deploymentRollout = defineJob({
  kind: 'deployment.rollout',
  actsFor: 'deployment:update',
  payload,
  uniqueKey: ({ deploymentId }) => deploymentId,
  retryLimit: 30,
  retryDelaySeconds: 1,
  retryMaxSeconds: 60,
});

/** Removes the custom resource and, when nothing is left, the row. */
export const deploymentRemoval = defineJob({
  kind: 'deployment.removal',
  actsFor: 'deployment:delete',
  payload,
  uniqueKey: ({ deploymentId }) => deploymentId,
  retryLimit: 1000,
  retryDelaySeconds: 1,
  retryMaxSeconds: 60,
});

/** Looks after a canary while one is under way. */
export const canaryWatch = defineJob({
  kind: 'deployment.canary',
  actsFor: 'deployment:update',
  payload,
  uniqueKey: ({ deploymentId }) => deploymentId,
  retryLimit: 100,
  retryDelaySeconds: 1,
  retryMaxSeconds: 60,
});

/** Asks registries what the tags of a release stand for. What it does is bound by the domain of images. */
export const releaseImages = defineJob({
  kind: 'release.images',
  actsFor: 'deployment:update',
  payload: payload.extend({ release: z.int().min(1) }),
  uniqueKey: ({ deploymentId, release }) => `${deploymentId}/${release}`,
  retryLimit: 6,
  retryDelaySeconds: 5,
  retryMaxSeconds: 600,
});

/** Looks at a release when its deadline has passed. */
export const releaseDeadline = defineJob({
  kind: 'release.deadline',
  actsFor: 'deployment:update',
  payload: payload.extend({ release: z.int().min(1) }),
  uniqueKey: ({ deploymentId, release }) => `${deploymentId}/${release}`,
  retryLimit: 100,
  retryDelaySeconds: 5,
  retryMaxSeconds: 300,
});
