/**
 * The numbers of the runtime as plain data in the shape of Prometheus: families of samples with labels.
 *
 * Whoever serves them writes them out in the text format of his choice; names and units follow its conventions (base units, `_total` for
 * counters), so that nothing needs to be renamed.
 */
import type { ClientStats } from '../client/types.ts';
import type { ControllerStats } from './controller.ts';
import { durationBoundsSeconds, type DurationStats } from './durations.ts';
import type { InformerMetrics } from './informer.ts';

export interface MetricSample {
  /** What a histogram says beside the name of its family. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricFamily {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface RuntimeNumbers {
  /** By resource. */
  readonly informers?: Readonly<Record<string, InformerMetrics>>;
  /** By name. */
  readonly controllers?: Readonly<Record<string, ControllerStats>>;
  /** By target cluster. */
  readonly clients?: Readonly<Record<string, ClientStats>>;
}

type Row<T> = readonly [name: string, kind: MetricFamily['kind'], help: string, value: (numbers: T) => number | undefined];

const informerRows: readonly Row<InformerMetrics>[] = [
  ['moorage_informer_objects', 'gauge', 'Objects held.', (of) => of.objects],
  ['moorage_informer_bytes', 'gauge', 'About how much memory the objects take.', (of) => of.bytes],
  [
    'moorage_informer_lag_seconds',
    'gauge',
    'Time since the copy was last known to be current.',
    (of) => (of.lagMs === undefined ? undefined : of.lagMs / 1_000),
  ],
  ['moorage_informer_restarts_total', 'counter', 'Watches opened again.', (of) => of.restarts],
  ['moorage_informer_lists_total', 'counter', 'Complete lists read.', (of) => of.lists],
  ['moorage_informer_watches_total', 'counter', 'Watches opened.', (of) => of.watches],
  ['moorage_informer_events_total', 'counter', 'Changes received.', (of) => of.events],
  ['moorage_informer_bookmarks_total', 'counter', 'Bookmarks received.', (of) => of.bookmarks],
  ['moorage_informer_failures_total', 'counter', 'Lists and watches that failed.', (of) => of.failures],
  ['moorage_informer_expiries_total', 'counter', 'Versions that the server had forgotten.', (of) => of.expiries],
  ['moorage_informer_stalls_total', 'counter', 'Silent connections that were replaced.', (of) => of.stalls],
  ['moorage_informer_disorders_total', 'counter', 'Streams whose events came in a wrong order.', (of) => of.disorders],
];

const controllerRows: readonly Row<ControllerStats>[] = [
  ['moorage_queue_ready', 'gauge', 'Keys that wait for a worker.', (of) => of.ready],
  ['moorage_queue_running', 'gauge', 'Keys that are worked on.', (of) => of.running],
  ['moorage_queue_delayed', 'gauge', 'Keys that wait for their time.', (of) => of.delayed],
  ['moorage_queue_failing', 'gauge', 'Keys whose last reconcile failed.', (of) => of.failing],
];

const clientRows: readonly Row<ClientStats>[] = [
  ['moorage_kube_calls_total', 'counter', 'Calls sent to the Kubernetes API.', (of) => of.calls],
  ['moorage_kube_call_failures_total', 'counter', 'Calls that the Kubernetes API refused.', (of) => of.failures],
  ['moorage_kube_call_pauses_total', 'counter', 'Pauses that the Kubernetes API asked for.', (of) => of.pauses],
  ['moorage_kube_calls_waiting', 'gauge', 'Calls that wait for their turn.', (of) => of.waiting],
];

function familiesOf<T>(rows: readonly Row<T>[], label: string, all: Readonly<Record<string, T>>): MetricFamily[] {
  return rows.map(([name, kind, help, valueOf]) => ({
    name,
    kind,
    help,
    samples: Object.entries(all).flatMap(([key, numbers]) => {
      const value = valueOf(numbers);
      return value === undefined ? [] : [{ labels: { [label]: key }, value }];
    }),
  }));
}

function outcomesOf(
  controllers: Readonly<Record<string, ControllerStats>>,
): { labels: Record<string, string>; took: DurationStats }[] {
  return Object.entries(controllers).flatMap(([controller, stats]) =>
    Object.entries(stats.outcomes).map(([outcome, took]) => ({ labels: { controller, outcome }, took })),
  );
}

function histogramSamples({ labels, took }: ReturnType<typeof outcomesOf>[number]): MetricSample[] {
  const buckets = durationBoundsSeconds.map((bound, index) => ({ le: String(bound), value: took.upTo[index] ?? 0 }));
  return [
    ...[...buckets, { le: '+Inf', value: took.count }].map(({ le, value }) => ({
      suffix: '_bucket' as const,
      labels: { ...labels, le },
      value,
    })),
    { suffix: '_sum', labels, value: took.sumMs / 1_000 },
    { suffix: '_count', labels, value: took.count },
  ];
}

function controllerFamilies(controllers: Readonly<Record<string, ControllerStats>>): MetricFamily[] {
  const outcomes = outcomesOf(controllers);
  const counts = outcomes.map(({ labels, took }) => ({ labels, value: took.count }));
  // An outcome that never was would be fifteen lines of nothing.
  const durations = outcomes.filter(({ took }) => took.count > 0).flatMap(histogramSamples);
  return [
    { name: 'moorage_reconciles_total', kind: 'counter', help: 'Reconciles by outcome.', samples: counts },
    { name: 'moorage_reconcile_duration_seconds', kind: 'histogram', help: 'How long reconciles took.', samples: durations },
    ...familiesOf(controllerRows, 'controller', controllers),
  ];
}

/** All families of the given parts; labels are `resource`, `controller` (with `outcome`) and `cluster`. */
export function runtimeMetrics({ informers, controllers, clients }: RuntimeNumbers): MetricFamily[] {
  return [
    ...(informers === undefined ? [] : familiesOf(informerRows, 'resource', informers)),
    ...(controllers === undefined ? [] : controllerFamilies(controllers)),
    ...(clients === undefined ? [] : familiesOf(clientRows, 'cluster', clients)),
  ];
}
