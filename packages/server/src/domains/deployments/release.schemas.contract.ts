/** Wire shapes of releases; the routes that carry them are in release.contract.ts. */
import { z } from 'zod';
import { secretScopes } from '../secrets/index.ts';
import { changeReason, deploymentName, evidence, visibility } from './deployment.schemas.contract.ts';

const serviceName = z.string().min(1).max(63);
export const releaseNumber = z.coerce.number().int().min(1).max(2_147_483_647);

export const release = z
  .strictObject({
    number: z.int(),
    kind: z.enum(['create', 'config', 'image', 'scale', 'rollback', 'auto-rollback', 'canary', 'promote']),
    state: z.enum(['rolling-out', 'live', 'superseded', 'failed', 'rolled-back', 'canary', 'promoted', 'aborted']).meta({
      description: 'Live is the last one that was ready, also while a newer one rolls out.',
    }),
    isCurrent: z.boolean().meta({ description: 'It is what is wanted now.' }),
    message: z.string().nullable(),
    evidence: evidence.nullable().meta({ description: 'Of its failure.' }),
    from: z.int().nullable().meta({ description: 'The release that it was made from, or that was gone back to.' }),
    reason: z.string().nullable(),
    by: z.strictObject({
      kind: z.enum(['user', 'system']),
      email: z.string().nullable(),
      name: z.string().nullable().meta({ description: 'Which part of the platform, such as the image watcher.' }),
    }),
    generation: z.int(),
    displayName: z.string(),
    visibility,
    hostLabels: z.array(z.string()).meta({ description: 'First labels of the host names that lead to it.' }),
    envVars: z.record(z.string(), z.string()),
    secrets: z
      .array(z.strictObject({ key: z.string(), scope: z.enum(secretScopes), serviceName: z.string(), version: z.int() }))
      .meta({ description: 'Which versions of secrets it was made with; values are nowhere to be had.' }),
    services: z.array(
      z.strictObject({
        name: z.string(),
        image: z.string(),
        digest: z.string().nullable().meta({ description: 'What the tag stood for; null where that is not known.' }),
        replicas: z.int(),
        resources: z.strictObject({
          cpuRequest: z.string(),
          cpuLimit: z.string(),
          memoryRequest: z.string(),
          memoryLimit: z.string(),
        }),
      }),
    ),
    paused: z.boolean(),
    createdAt: z.iso.datetime(),
    deadlineAt: z.iso.datetime().nullable(),
    liveAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Release' });

const changes = z.array(
  z
    .strictObject({ path: z.string(), from: z.string().nullable(), to: z.string().nullable() })
    .meta({ id: 'FieldChange', description: 'Values of secret parameters are masked.' }),
);
const effects = z
  .array(z.strictObject({ name: z.string(), effect: z.enum(['rolls', 'scales', 'stops', 'starts', 'stays']) }))
  .meta({ description: 'What it does to each service.' });

export const releaseDiff = z.strictObject({ from: z.int(), to: z.int(), changes, services: effects }).meta({ id: 'ReleaseDiff' });

export const deploymentPlan = z
  .strictObject({ name: z.string(), generation: z.int(), release: z.int(), changes, services: effects })
  .meta({ id: 'DeploymentPlan' });

export const deploymentRollback = z
  .strictObject({ name: deploymentName, release: z.int().min(1), reason: changeReason })
  .meta({ id: 'DeploymentRollback' });

export const imageDeployment = z
  .strictObject({ name: deploymentName, service: serviceName, image: z.string().min(1).max(500), reason: changeReason })
  .meta({ id: 'ImageDeployment' });

export const deploymentScale = z
  .strictObject({
    name: deploymentName,
    service: serviceName,
    replicas: z.int().min(0).max(20).meta({ description: '0 stops the service and keeps everything else.' }),
    reason: changeReason,
  })
  .meta({ id: 'DeploymentScale' });
