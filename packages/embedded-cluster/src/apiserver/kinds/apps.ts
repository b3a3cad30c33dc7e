/** The controllers of pods that run on: Deployment, ReplicaSet, StatefulSet, DaemonSet, and their revisions. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, equal, numberAt, objectAt, objectsAt } from '../json.ts';
import { forbiddenField, required, type StatusCause } from '../refusal.ts';
import { labelSelectorText } from '../selectors.ts';
import { anything, as, boolean, integer, intOrString, list, long, object, oneOf, openObject, string } from '../schema/schema.ts';
import { fieldsText, mapText } from './cells.ts';
import { column, defineKind, pathColumn } from './define.ts';
import type { Column, Kind } from './kind.ts';
import { checkPodOwner, preparePodOwner } from './pod.rules.ts';
import { conditions, labelSelector, podTemplate } from './pod.schema.ts';
import { claimSpec } from './volume.schema.ts';
import { metadataSchema } from './metadata.ts';

const replicas = integer({ default: 1, minimum: 0, description: 'How many pods are wanted.' });
const selector = as(labelSelector, { description: 'Which pods belong to it; must match the labels of the template.' });
const minReadySeconds = integer({ minimum: 0, description: 'Seconds a pod must stay ready before it counts as available.' });
const template = as(podTemplate, { description: 'From which the pods are made.' });

export const containerColumns: readonly Column[] = [
  column('Containers', (item) => fieldsText(item, ['spec', 'template', 'spec', 'containers'], 'name'), 1),
  column('Images', (item) => fieldsText(item, ['spec', 'template', 'spec', 'containers'], 'image'), 1),
];

const selectorColumn = column('Selector', (item) => labelSelectorText(at(item, 'spec', 'selector')) || '<none>', 1);
const number = (item: KubeObject, ...path: readonly string[]): number => numberAt(item, ...path) ?? 0;

const workloadRules = { prepare: preparePodOwner, check: checkPodOwner, immutable: ['spec.selector'] };

const deployment = defineKind({
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  short: ['deploy'],
  categories: ['all'],
  scale: true,
  description: 'A set of equal pods, replaced step by step when their template changes.',
  fields: {
    spec: object({
      replicas,
      'selector!': selector,
      'template!': template,
      minReadySeconds,
      strategy: object(
        {
          type: as(oneOf('RollingUpdate', 'Recreate'), { default: 'RollingUpdate' }),
          rollingUpdate: object({ maxSurge: intOrString(), maxUnavailable: intOrString() }),
        },
        { default: {}, description: 'How old pods are replaced by new ones.' },
      ),
      revisionHistoryLimit: integer({ default: 10, description: 'How many old replica sets are kept for rollback.' }),
      progressDeadlineSeconds: integer({
        default: 600,
        description: 'Seconds without progress after which the roll-out counts as failed.',
      }),
      paused: boolean({ description: 'While true, changes of the template are not rolled out.' }),
    }),
    status: object({
      observedGeneration: long(),
      replicas: integer(),
      updatedReplicas: integer(),
      readyReplicas: integer(),
      availableReplicas: integer(),
      unavailableReplicas: integer(),
      terminatingReplicas: integer(),
      collisionCount: integer(),
      conditions,
    }),
  },
  columns: [
    column('Ready', (item) => `${number(item, 'status', 'readyReplicas')}/${number(item, 'spec', 'replicas')}`),
    column('Up-to-date', (item) => number(item, 'status', 'updatedReplicas')),
    column('Available', (item) => number(item, 'status', 'availableReplicas')),
    ...containerColumns,
    selectorColumn,
  ],
  rules: {
    ...workloadRules,
    prepare(item) {
      preparePodOwner(item);
      const strategy = objectAt(item, 'spec', 'strategy');
      if (strategy?.['type'] !== 'RollingUpdate') return;
      strategy['rollingUpdate'] = { maxSurge: '25%', maxUnavailable: '25%', ...objectAt(strategy, 'rollingUpdate') };
    },
    check(item) {
      const strategy = objectAt(item, 'spec', 'strategy');
      const clashes = strategy?.['type'] === 'Recreate' && strategy['rollingUpdate'] !== undefined;
      const found = clashes
        ? [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")]
        : [];
      return [...checkPodOwner(item), ...found];
    },
  },
});

const replicaSet = defineKind({
  group: 'apps',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  short: ['rs'],
  categories: ['all'],
  scale: true,
  description: 'A number of equal pods.',
  fields: {
    spec: object({ replicas, 'selector!': selector, template, minReadySeconds }),
    status: object({
      observedGeneration: long(),
      replicas: integer({ default: 0 }),
      fullyLabeledReplicas: integer(),
      readyReplicas: integer(),
      availableReplicas: integer(),
      terminatingReplicas: integer(),
      conditions,
    }),
  },
  selectable: ['status.replicas'],
  columns: [
    column('Desired', (item) => number(item, 'spec', 'replicas')),
    column('Current', (item) => number(item, 'status', 'replicas')),
    column('Ready', (item) => number(item, 'status', 'readyReplicas')),
    ...containerColumns,
    selectorColumn,
  ],
  rules: workloadRules,
});

function frozenSetFields(item: KubeObject, previous: KubeObject | undefined): StatusCause[] {
  const frozen = ['serviceName', 'podManagementPolicy', 'volumeClaimTemplates'];
  const isChanged =
    previous !== undefined && frozen.some((field) => !equal(at(previous, 'spec', field), at(item, 'spec', field)));
  const text =
    'updates to statefulset spec for fields other than replicas, ordinals, template, updateStrategy and minReadySeconds are forbidden';
  return isChanged ? [forbiddenField('spec', text)] : [];
}

const statefulSet = defineKind({
  group: 'apps',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  short: ['sts'],
  categories: ['all'],
  scale: true,
  description: 'Pods with stable names and storage of their own.',
  fields: {
    spec: object({
      replicas,
      'selector!': selector,
      'template!': template,
      minReadySeconds,
      serviceName: string({ description: 'Headless service that gives the pods their names.' }),
      podManagementPolicy: as(oneOf('OrderedReady', 'Parallel'), { default: 'OrderedReady' }),
      updateStrategy: object(
        {
          type: as(oneOf('RollingUpdate', 'OnDelete'), { default: 'RollingUpdate' }),
          rollingUpdate: object({ partition: integer(), maxUnavailable: intOrString() }),
        },
        { default: {} },
      ),
      revisionHistoryLimit: integer({ default: 10 }),
      volumeClaimTemplates: list(
        object({ apiVersion: string(), kind: string(), metadata: metadataSchema, spec: claimSpec, status: anything() }),
      ),
      persistentVolumeClaimRetentionPolicy: object(
        { whenDeleted: string({ default: 'Retain' }), whenScaled: string({ default: 'Retain' }) },
        { default: {} },
      ),
      ordinals: object({ start: integer() }),
    }),
    status: object({
      observedGeneration: long(),
      replicas: integer({ default: 0 }),
      readyReplicas: integer(),
      currentReplicas: integer(),
      updatedReplicas: integer(),
      availableReplicas: integer(),
      currentRevision: string(),
      updateRevision: string(),
      collisionCount: integer(),
      conditions,
    }),
  },
  columns: [
    column('Ready', (item) => `${number(item, 'status', 'readyReplicas')}/${number(item, 'spec', 'replicas')}`),
    ...containerColumns,
  ],
  rules: {
    ...workloadRules,
    prepare(item) {
      preparePodOwner(item);
      const strategy = objectAt(item, 'spec', 'updateStrategy');
      if (strategy?.['type'] === 'RollingUpdate')
        strategy['rollingUpdate'] = { partition: 0, ...objectAt(strategy, 'rollingUpdate') };
      for (const claim of objectsAt(item, 'spec', 'volumeClaimTemplates')) {
        claim['apiVersion'] ??= 'v1';
        claim['kind'] ??= 'PersistentVolumeClaim';
        claim['status'] ??= { phase: 'Pending' };
      }
    },
    check: (item, previous) => [...checkPodOwner(item), ...frozenSetFields(item, previous)],
  },
});

const daemonSet = defineKind({
  group: 'apps',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  short: ['ds'],
  categories: ['all'],
  description: 'One pod on every node.',
  fields: {
    spec: object({
      'selector!': selector,
      'template!': template,
      minReadySeconds,
      revisionHistoryLimit: integer({ default: 10 }),
      updateStrategy: object(
        {
          type: string({ default: 'RollingUpdate' }),
          rollingUpdate: object({ maxSurge: intOrString(), maxUnavailable: intOrString() }),
        },
        { default: {} },
      ),
    }),
    status: object({
      observedGeneration: long(),
      currentNumberScheduled: integer({ default: 0 }),
      desiredNumberScheduled: integer({ default: 0 }),
      numberAvailable: integer(),
      numberMisscheduled: integer({ default: 0 }),
      numberReady: integer({ default: 0 }),
      numberUnavailable: integer(),
      updatedNumberScheduled: integer(),
      collisionCount: integer(),
      conditions,
    }),
  },
  columns: [
    column('Desired', (item) => number(item, 'status', 'desiredNumberScheduled')),
    column('Current', (item) => number(item, 'status', 'currentNumberScheduled')),
    column('Ready', (item) => number(item, 'status', 'numberReady')),
    column('Up-to-date', (item) => number(item, 'status', 'updatedNumberScheduled')),
    column('Available', (item) => number(item, 'status', 'numberAvailable')),
    column('Node Selector', (item) => mapText(at(item, 'spec', 'template', 'spec', 'nodeSelector'))),
    ...containerColumns,
    selectorColumn,
  ],
  rules: workloadRules,
});

const controllerRevision = defineKind({
  group: 'apps',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  description: 'A remembered state of a set, for rollback.',
  fields: { data: openObject(), 'revision!': long() },
  columns: [
    column('Controller', (item) => {
      const owner = item.metadata.ownerReferences?.find((reference) => reference.controller === true);
      return owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}.apps/${owner.name}`;
    }),
    pathColumn('Revision', 'revision'),
  ],
  rules: { check: (item) => (numberAt(item, 'revision') === undefined ? [required('revision')] : []), immutable: ['data'] },
});

export const appsKinds: readonly Kind[] = [deployment, replicaSet, statefulSet, daemonSet, controllerRevision];
