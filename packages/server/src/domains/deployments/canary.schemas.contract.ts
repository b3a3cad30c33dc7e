/** What is sent to canaries; what they look like is part of the deployment (deployment.schemas.contract.ts). */
import { z } from 'zod';
import { canaryShare, canaryStep, changeReason, deploymentName, envVars } from './deployment.schemas.contract.ts';

export const canaryStart = z
  .strictObject({
    name: deploymentName,
    service: z.string().min(1).max(63),
    image: z.string().min(1).max(500).optional().meta({ description: "The service's own when absent." }),
    envVars: envVars.optional().meta({ description: 'Replaces all parameter values of the canary when present.' }),
    weight: canaryShare,
    steps: z.array(canaryStep).max(20).default([]),
    reason: changeReason,
  })
  .meta({ id: 'CanaryStart' });

export const canaryWeight = z.strictObject({ name: deploymentName, weight: canaryShare }).meta({ id: 'CanaryWeight' });

export const canaryEnd = z.strictObject({ name: deploymentName, reason: changeReason }).meta({ id: 'CanaryEnd' });
