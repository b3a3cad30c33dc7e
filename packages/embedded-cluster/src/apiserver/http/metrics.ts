/** GET of what is measured: `metrics.k8s.io`, as a metrics server serves it. */
import type { Clock } from '@moorage/core/clock';
import { apiVersionOf, type KubeObject } from '@moorage/kube/objects';
import type { NodeUsage, PodUsage, Usage, UsageSource } from '../../usage.ts';
import { podMetricsKind } from '../kinds/metrics.ts';
import type { Kind } from '../kinds/kind.ts';
import { matcherOf } from '../objects/reading.ts';
import { refuse } from '../refusal.ts';
import { answerForm, isTrue, sendJson, type Exchange } from './exchange.ts';
import type { Target } from './read.ts';
import { parseIncludeObject, toMetadata, toMetadataList, toTable } from './table.ts';

export interface MetricsDeps {
  readonly usage: UsageSource;
  readonly clock: Clock;
}

/** In the units of a metrics server: nanocores and kibibytes. */
function quantities({ cpuCores, memoryBytes }: Usage): { readonly cpu: string; readonly memory: string } {
  return { cpu: `${Math.round(cpuCores * 1e9)}n`, memory: `${Math.ceil(memoryBytes / 1024)}Ki` };
}

const instant = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

function envelope(kind: Kind, { at, windowMs, labels }: PodUsage | NodeUsage, key: { name: string; namespace?: string }) {
  return {
    kind: kind.resource.kind,
    apiVersion: apiVersionOf(kind.resource),
    metadata: { ...key, creationTimestamp: instant(at), labels: { ...labels } },
    timestamp: instant(at),
    window: `${(windowMs / 1000).toFixed(3)}s`,
  };
}

function objectsOf(kind: Kind, usage: UsageSource): KubeObject[] {
  if (kind === podMetricsKind) {
    return usage.pods().map((pod) => ({
      ...envelope(kind, pod, { name: pod.name, namespace: pod.namespace }),
      containers: pod.containers.map((each) => ({ name: each.name, usage: quantities(each) })),
    }));
  }
  return usage.nodes().map((node) => ({ ...envelope(kind, node, { name: node.name }), usage: quantities(node) }));
}

function sendList(deps: MetricsDeps, exchange: Exchange, target: Target): void {
  const { kind, namespace } = target;
  const { query } = exchange;
  const matches = matcherOf(kind, {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  });
  const items = objectsOf(kind, deps.usage)
    .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
    .filter(matches)
    .toSorted(({ metadata: one }, { metadata: other }) =>
      `${one.namespace ?? ''}/${one.name}`.localeCompare(`${other.namespace ?? ''}/${other.name}`),
    );
  // Nothing of it is stored, so there is no revision of it.
  const meta = { resourceVersion: '' };
  const form = answerForm(exchange.request);
  if (form === 'metadata') return sendJson(exchange, 200, toMetadataList(items, meta));
  const { resource } = kind;
  if (form === 'object')
    return sendJson(exchange, 200, { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: {}, items });
  const include = parseIncludeObject(query.get('includeObject'));
  return sendJson(exchange, 200, toTable(items, meta, { kind, include, now: deps.clock.now() }));
}

/** Answers a request for a computed kind; everything but a read is refused. */
export function handleMetrics(deps: MetricsDeps, exchange: Exchange, target: Target): void {
  const { kind, namespace, name, subresource } = target;
  if (subresource !== undefined) throw refuse('NotFound', 'the server could not find the requested resource');
  if (!['GET', 'HEAD'].includes(exchange.method) || isTrue(exchange.query, 'watch'))
    throw refuse('MethodNotAllowed', 'the server does not allow this method on the requested resource');
  if (name === undefined) return sendList(deps, exchange, target);
  const object = objectsOf(kind, deps.usage).find(
    ({ metadata }) => metadata.name === name && (!kind.resource.namespaced || metadata.namespace === namespace),
  );
  if (object === undefined) throw refuse('NotFound', `${kind.resource.plural}.${kind.resource.group} "${name}" not found`);
  const form = answerForm(exchange.request);
  if (form === 'object') return sendJson(exchange, 200, object);
  if (form === 'metadata') return sendJson(exchange, 200, toMetadata(object));
  const include = parseIncludeObject(exchange.query.get('includeObject'));
  return sendJson(exchange, 200, toTable([object], { resourceVersion: '' }, { kind, include, now: deps.clock.now() }));
}
