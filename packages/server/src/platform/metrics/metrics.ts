import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';

export type Labels = Readonly<Record<string, string | number>>;

export interface MetricSpec {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

export interface Counter {
  inc(labels?: Labels, by?: number): void;
}
export interface Gauge {
  set(value: number, labels?: Labels): void;
  inc(labels?: Labels, by?: number): void;
  dec(labels?: Labels, by?: number): void;
}
export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** Asking twice for one name gives the same instrument. */
export interface Metrics {
  counter(spec: MetricSpec): Counter;
  gauge(spec: MetricSpec): Gauge;
  histogram(spec: MetricSpec & { readonly buckets?: readonly number[] }): Histogram;
  /** Calls `fill` when the metrics are scraped, for values that are read rather than counted. */
  onScrape(fill: () => void | Promise<void>): void;
  /** All of it in Prometheus text format. */
  text(): Promise<string>;
}

export declare function createMetrics(): Metrics;

export interface MetricsServerDeps {
  readonly metrics: Metrics;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Log;
}

export declare function createMetricsServer(deps: MetricsServerDeps): Service & { url(): string };
