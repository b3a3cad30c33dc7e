/** Wire shapes of deployments; the routes that carry them are in deployment.contract.ts. */
import { z } from 'zod';

export const deploymentStatus = z
  .enum(['Pending', 'Provisioning', 'Ready', 'Error', 'Deleting'])
  .meta({ id: 'DeploymentStatus' });
export const visibility = z.enum(['public', 'internal']).meta({ id: 'Visibility' });

export const deploymentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'begins with a letter; lower-case letters, digits and hyphens, 2 to 40');

/** Why something is as it is: a reason from a closed list, what was seen, and what to do next. */
export const evidence = z
  .strictObject({
    reason: z.string(),
    message: z.string(),
    logLines: z.array(z.string()).optional(),
    event: z.string().optional(),
    probe: z.string().optional(),
    exitCode: z.int().optional(),
    nextStep: z.string(),
  })
  .meta({ id: 'Evidence' });

export const deploymentIngress = z
  .strictObject({ id: z.string(), name: z.string(), host: z.string(), url: z.string() })
  .meta({ id: 'DeploymentIngress' });

export const deploymentService = z
  .strictObject({
    name: z.string(),
    image: z.string(),
    ready: z.boolean(),
    replicas: z.int(),
    readyReplicas: z.int(),
    state: z.enum(['Pending', 'Progressing', 'Ready', 'Degraded', 'Failed', 'Paused']),
    message: z.string().nullable(),
    evidence: evidence.nullable(),
  })
  .meta({ id: 'DeploymentService' });

export const condition = z
  .strictObject({
    type: z.string(),
    status: z.enum(['True', 'False', 'Unknown']),
    reason: z.string(),
    message: z.string(),
    lastTransitionTime: z.string(),
  })
  .meta({ id: 'Condition' });

/** What the list shows. */
export const deploymentSummary = z
  .strictObject({
    name: z.string(),
    displayName: z.string(),
    status: deploymentStatus,
    template: z.string(),
    visibility,
    ingresses: z.array(deploymentIngress),
    lastError: z.string().nullable(),
    canDelete: z.boolean(),
    teamId: z.uuid(),
    url: z.string().nullable(),
    servicesReady: z.int(),
    servicesTotal: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'DeploymentSummary' });

export const canaryShare = z.int().min(1).max(99).meta({ description: 'Of a hundred requests, those that go to the canary.' });
export const canaryStep = z.strictObject({
  weight: canaryShare,
  minutes: z.int().min(1).max(10_080).meta({ description: 'After the step before it, or after the canary became ready.' }),
});

export const canary = z
  .strictObject({
    release: z.int().meta({ description: 'Number of its release.' }),
    service: z.string(),
    image: z.string(),
    phase: z.enum(['starting', 'running', 'promoting', 'aborted']),
    weight: z.int().meta({ description: 'What it is to get.' }),
    routedWeight: z.int().meta({ description: 'What it gets now: nothing before it is ready.' }),
    replicas: z.int(),
    readyReplicas: z.int(),
    message: z.string().nullable(),
    evidence: evidence.nullable(),
    steps: z.array(canaryStep).meta({ description: 'Still to come.' }),
    nextStepAt: z.iso.datetime().nullable(),
    promotedBy: z.int().nullable().meta({ description: 'The release by which it is promoted.' }),
  })
  .meta({ id: 'Canary' });

/** One deployment with everything that was verified about it. */
export const deployment = deploymentSummary
  .extend({
    orgId: z.uuid(),
    templateVersion: z
      .int()
      .nullable()
      .meta({ description: 'Of the template that it was made from; null where it is older than versions are.' }),
    namespace: z.string(),
    message: z.string().nullable(),
    evidence: evidence.nullable(),
    services: z.array(deploymentService),
    conditions: z.array(condition),
    generation: z.int().meta({ description: 'Counts changes of what is wanted; the ETag.' }),
    observedGeneration: z.int().meta({ description: 'The generation that `status` speaks of.' }),
    release: z.int().meta({ description: 'Number of the release that is wanted.' }),
    canary: canary.nullable().meta({ description: 'Another version of a service beside it, or the last one that was given up.' }),
    restartedAt: z.iso.datetime().nullable(),
    canUpdate: z.boolean(),
    actions: z.array(z.string()).meta({ description: 'What the caller may do to it, whatever its status allows.' }),
    embedded: z.boolean().meta({ description: 'Runs on the embedded cluster: processes without isolation.' }),
  })
  .meta({ id: 'Deployment' });

const envValue = z.union([z.string().max(32_768), z.number(), z.boolean()]);
export const envVars = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and underscore')
      .max(100),
    envValue,
  )
  .meta({ id: 'EnvVars', description: 'Parameter values; numbers and booleans are turned into text.' });

/** Why somebody changes something; kept with the release that it makes. */
export const changeReason = z.string().trim().min(1).max(500).optional();

export const deploymentCreate = z
  .strictObject({
    template: z.string().min(1).max(63),
    name: deploymentName
      .optional()
      .meta({ description: 'Generated when absent; unique on the platform, part of the host name.' }),
    displayName: z.string().trim().min(1).max(100).optional(),
    envVars: envVars.default({}),
    visibility: visibility.default('public'),
    teamId: z.uuid().optional().meta({ description: 'The current team of the session when absent.' }),
    reason: changeReason,
  })
  .meta({ id: 'DeploymentCreate' });

const autoUpdate = z
  .discriminatedUnion('policy', [
    z.strictObject({ policy: z.literal('digest') }),
    z.strictObject({
      policy: z.literal('semver'),
      range: z.string().trim().min(1).max(128).meta({ description: 'Such as ^1.2 or >=1 <3.' }),
    }),
  ])
  .meta({
    id: 'AutoUpdate',
    description:
      'digest: a new image under the same tag; semver: the newest tag within the range, pre-releases only where it names one.',
  });

const replicas = z.int().min(0).max(20);
export const deploymentConfig = z
  .strictObject({
    name: z.string(),
    displayName: z.string(),
    envVars: z.record(z.string(), z.string()),
    visibility,
    replicas: z.record(z.string(), replicas).meta({ description: 'Per service.' }),
    images: z.record(z.string(), z.string()).meta({ description: 'Per service.' }),
    resources: z.record(
      z.string(),
      z.strictObject({ cpuRequest: z.string(), cpuLimit: z.string(), memoryRequest: z.string(), memoryLimit: z.string() }),
    ),
    autoUpdate: z.record(z.string(), autoUpdate).meta({ description: 'Services that take new images by themselves.' }),
    paused: z.boolean(),
    autoRollback: z.boolean(),
    readyDeadlineSeconds: z.int(),
    generation: z.int(),
  })
  .meta({ id: 'DeploymentConfig' });

export const deploymentConfigUpdate = z
  .strictObject({
    name: deploymentName,
    displayName: z.string().trim().min(1).max(100).optional(),
    envVars: envVars.optional().meta({ description: 'Replaces all values when present.' }),
    visibility: visibility.optional(),
    replicas: z.record(z.string(), replicas).optional(),
    images: z.record(z.string(), z.string().min(1).max(500)).optional(),
    resources: z
      .record(
        z.string(),
        z.strictObject({
          cpuRequest: z.string().max(20).optional(),
          cpuLimit: z.string().max(20).optional(),
          memoryRequest: z.string().max(20).optional(),
          memoryLimit: z.string().max(20).optional(),
        }),
      )
      .optional(),
    autoUpdate: z
      .record(z.string(), autoUpdate.nullable())
      .optional()
      .meta({ description: 'Per service; null ends it, services that are not named stay as they are.' }),
    paused: z.boolean().optional(),
    autoRollback: z
      .boolean()
      .optional()
      .meta({ description: 'Whether a release that does not become ready gives way to the last one that was.' }),
    readyDeadlineSeconds: z.int().min(10).max(86_400).optional(),
    reason: changeReason,
  })
  .meta({ id: 'DeploymentConfigUpdate' });

export const clusterEvent = z
  .strictObject({
    id: z.string(),
    type: z.enum(['Normal', 'Warning']),
    reason: z.string(),
    message: z.string(),
    object: z.strictObject({ kind: z.string(), name: z.string() }),
    count: z.int(),
    firstAt: z.iso.datetime().nullable(),
    lastAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ClusterEvent', description: 'What Kubernetes says happened to an object of the deployment.' });

export const usageSample = z
  .strictObject({
    at: z.iso.datetime(),
    pods: z.array(z.strictObject({ pod: z.string(), service: z.string(), cpuMillicores: z.int(), memoryBytes: z.int() })),
  })
  .meta({ id: 'UsageSample', description: 'What each pod uses at this moment.' });

export const logLine = z
  .strictObject({
    service: z.string(),
    pod: z.string(),
    container: z.string(),
    at: z.iso.datetime().nullable(),
    line: z.string(),
  })
  .meta({ id: 'LogLine' });
