/** `metrics.k8s.io`: what pods and nodes use, measured and not stored. */
import { at, objectsAt, textOf } from '../json.ts';
import { list, object, quantity, string, time } from '../schema/schema.ts';
import { listText } from './cells.ts';
import { column, defineKind, pathColumn } from './define.ts';
import type { Kind } from './kind.ts';

const group = 'metrics.k8s.io';
const version = 'v1beta1';
const usage = object({ cpu: quantity(), memory: quantity() });
const measured = { timestamp: time(), window: string({ description: 'How long the figures were taken over.' }) };

const usageColumn = (name: 'cpu' | 'memory') =>
  column(name, (item) => listText(objectsAt(item, 'containers').map((one) => textOf(at(one, 'usage', name)))));

export const nodeMetricsKind: Kind = defineKind({
  group,
  version,
  kind: 'NodeMetrics',
  plural: 'nodes',
  namespaced: false,
  description: 'What a node uses.',
  computed: true,
  fields: { ...measured, usage },
  columns: [pathColumn('cpu', 'usage.cpu'), pathColumn('memory', 'usage.memory'), pathColumn('Window', 'window')],
});

export const podMetricsKind: Kind = defineKind({
  group,
  version,
  kind: 'PodMetrics',
  plural: 'pods',
  description: 'What the containers of a pod use.',
  computed: true,
  fields: { ...measured, containers: list(object({ 'name!': string(), usage })) },
  columns: [usageColumn('cpu'), usageColumn('memory'), pathColumn('Window', 'window')],
});

/** Served where there is a node that measures. */
export const metricsKinds: readonly Kind[] = [nodeMetricsKind, podMetricsKind];
