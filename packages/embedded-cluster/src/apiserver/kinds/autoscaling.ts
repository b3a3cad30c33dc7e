/** HorizontalPodAutoscaler: stored and served as v2, and served as v1 for clients that only know a CPU target. */
import { at, isObject, numberAt, objectsAt, stringAt, textOf, type JsonObject } from '../json.ts';
import { integer, list, long, object, oneOf, openObject, quantity, string, time, type Schema } from '../schema/schema.ts';
import { listText } from './cells.ts';
import { column, defineKind, pathColumn } from './define.ts';
import type { Kind } from './kind.ts';
import { conditions, labelSelector } from './pod.schema.ts';

const target = object({ type: string(), value: quantity(), averageValue: quantity(), averageUtilization: integer() });
const metricName = object({ 'name!': string(), selector: labelSelector });
const scalingRules = object({
  stabilizationWindowSeconds: integer(),
  selectPolicy: string(),
  tolerance: quantity(),
  policies: list(object({ 'type!': string(), 'value!': integer(), 'periodSeconds!': integer() })),
});
const scaleTarget = object({ 'kind!': string(), 'name!': string(), apiVersion: string() }, { 'x-kubernetes-map-type': 'atomic' });
const metricSchema: Schema = object({
  'type!': oneOf('Resource', 'Pods', 'Object', 'External', 'ContainerResource'),
  resource: object({ 'name!': string(), target }),
  containerResource: object({ 'name!': string(), 'container!': string(), target }),
  pods: object({ metric: metricName, target }),
  object: object({ describedObject: scaleTarget, metric: metricName, target }),
  external: object({ metric: metricName, target }),
});

const autoscaler = defineKind({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  short: ['hpa'],
  categories: ['all'],
  description: 'Adjusts the number of replicas to the load.',
  fields: {
    spec: object({
      'scaleTargetRef!': scaleTarget,
      minReplicas: integer({ default: 1, minimum: 0 }),
      'maxReplicas!': integer({ minimum: 1 }),
      metrics: list(metricSchema),
      behavior: object({ scaleUp: scalingRules, scaleDown: scalingRules }),
    }),
    status: object({
      observedGeneration: long(),
      lastScaleTime: time(),
      currentReplicas: integer(),
      desiredReplicas: integer(),
      currentMetrics: list(openObject()),
      conditions,
    }),
  },
  columns: [
    column(
      'Reference',
      (item) =>
        `${stringAt(item, 'spec', 'scaleTargetRef', 'kind') ?? ''}/${stringAt(item, 'spec', 'scaleTargetRef', 'name') ?? ''}`,
    ),
    column('Targets', (item) =>
      listText(
        objectsAt(item, 'spec', 'metrics').map((entry, index) => {
          const name = stringAt(entry, 'resource', 'name');
          const wanted = at(entry, 'resource', 'target', 'averageUtilization');
          const now = at(item, 'status', 'currentMetrics', index, 'resource', 'current', 'averageUtilization');
          return name === undefined
            ? '<unknown>'
            : `${name}: ${now === undefined ? '<unknown>' : `${textOf(now)}%`}/${textOf(wanted)}%`;
        }),
      ),
    ),
    pathColumn('MinPods', 'spec.minReplicas', { empty: '<unset>' }),
    pathColumn('MaxPods', 'spec.maxReplicas'),
    column('Replicas', (item) => numberAt(item, 'status', 'currentReplicas') ?? 0),
  ],
});

function isCpuTarget(metric: unknown): boolean {
  return stringAt(metric, 'type') === 'Resource' && stringAt(metric, 'resource', 'name') === 'cpu';
}

/** The CPU percentage becomes a metric of v2. */
function toStored(item: JsonObject): void {
  const spec = item['spec'];
  if (!isObject(spec)) return;
  const percent = numberAt(spec, 'targetCPUUtilizationPercentage');
  delete spec['targetCPUUtilizationPercentage'];
  const others = objectsAt(spec, 'metrics').filter((entry) => !isCpuTarget(entry));
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } };
  const metrics = percent === undefined ? others : [cpu, ...others];
  if (metrics.length > 0) spec['metrics'] = metrics;
}

/** The CPU metric becomes the percentage of v1; other metrics travel along unlisted, so that nothing is lost on a write. */
function toServed(item: JsonObject): void {
  const spec = item['spec'];
  if (!isObject(spec)) return;
  const metrics = objectsAt(spec, 'metrics');
  const percent = at(metrics.find(isCpuTarget), 'resource', 'target', 'averageUtilization');
  const others = metrics.filter((entry) => !isCpuTarget(entry));
  if (percent !== undefined) spec['targetCPUUtilizationPercentage'] = percent;
  if (others.length === 0) delete spec['metrics'];
  else spec['metrics'] = others;
}

const oldAutoscaler = defineKind({
  group: 'autoscaling',
  version: 'v1',
  storedApiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  short: ['hpa'],
  categories: ['all'],
  description: 'Adjusts the number of replicas to the load.',
  fields: {
    spec: openObject({
      properties: {
        scaleTargetRef: scaleTarget,
        minReplicas: integer({ default: 1, minimum: 0 }),
        maxReplicas: integer({ minimum: 1 }),
        targetCPUUtilizationPercentage: integer({ minimum: 1 }),
      },
      required: ['scaleTargetRef', 'maxReplicas'],
    }),
    status: openObject(),
  },
  convert: { toStored, toServed },
});

export const autoscalingKinds: readonly Kind[] = [autoscaler, oldAutoscaler];
