/**
 * The numbers of the runtime as plain data in the shape of Prometheus: families of samples with labels.
 *
 * Whoever serves them writes them out in the text format of his choice; names and units follow its conventions (base units, `_total` for
 * counters), so that nothing needs to be renamed.
 */
import type { ClientStats } from '../client/types.ts';
import type { ControllerStats } from './controller.ts';
import type { InformerMetrics } from './informer.ts';

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricFamily {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
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
  ['moorage_reconcile_seconds_total', 'counter', 'Time spent in reconciles.', (of) => of.busyMs / 1_000],
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

/** All families of the given parts; labels are `resource`, `controller` (with `outcome`) and `cluster`. */
export function runtimeMetrics(numbers: RuntimeNumbers): MetricFamily[] {
  const { informers, controllers, clients } = numbers;
  const outcomes: MetricSample[] = Object.entries(controllers ?? {}).flatMap(([controller, stats]) =>
    Object.entries(stats.outcomes).map(([outcome, value]) => ({ labels: { controller, outcome }, value })),
  );
  return [
    ...(informers === undefined ? [] : familiesOf(informerRows, 'resource', informers)),
    ...(controllers === undefined
      ? []
      : [
          { name: 'moorage_reconciles_total', kind: 'counter' as const, help: 'Reconciles by outcome.', samples: outcomes },
          ...familiesOf(controllerRows, 'controller', controllers),
        ]),
    ...(clients === undefined ? [] : familiesOf(clientRows, 'cluster', clients)),
  ];
}
