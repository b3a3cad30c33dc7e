/**
 * Numbers for Prometheus, on a port of their own.
 *
 * The registry belongs to one composition of the program, not to the module, so that tests may run several side by side.
 * Names are those of the specification (`http_requests_total`, `worker_runs_total`, `db_pool_*` …); labels are bounded sets
 * (route patterns, kinds, phases), never ids or raw paths: every new label value is a new series that lives for ever.
 * The port is separate and loopback by default because metrics say more about a system than its users should know.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import {
  collectDefaultMetrics,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client';
import { isAddressInUse, listenFailure } from '../listen/listen-failure.ts';

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

/** From 1 ms to 10 s, the range in which requests and jobs of ours end. */
const defaultBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function asCounter(prom: PromCounter): Counter {
  return { inc: (labels, by = 1) => (labels === undefined ? prom.inc(by) : prom.inc(labels, by)) };
}

function asGauge(prom: PromGauge): Gauge {
  return {
    set: (value, labels) => (labels === undefined ? prom.set(value) : prom.set(labels, value)),
    inc: (labels, by = 1) => (labels === undefined ? prom.inc(by) : prom.inc(labels, by)),
    dec: (labels, by = 1) => (labels === undefined ? prom.dec(by) : prom.dec(labels, by)),
  };
}

function asHistogram(prom: PromHistogram): Histogram {
  return { observe: (value, labels) => (labels === undefined ? prom.observe(value) : prom.observe(labels, value)) };
}

export interface MetricsOptions {
  /** Also report memory, CPU and event loop of the process. */
  readonly processMetrics?: boolean;
}

/** Makes a registry. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const made = new Map<string, unknown>();
  const fills: (() => void | Promise<void>)[] = [];
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });

  function once<T>(name: string, make: () => T): T {
    if (!made.has(name)) made.set(name, make());
    // oxlint-disable-next-line typescript/consistent-type-assertions -- a name is always asked for with the same method
    return made.get(name) as T;
  }
  const base = (spec: MetricSpec) => ({
    name: spec.name,
    help: spec.help,
    labelNames: [...(spec.labels ?? [])],
    registers: [registry],
  });
  return {
    counter: (spec) => once(spec.name, () => asCounter(new PromCounter(base(spec)))),
    gauge: (spec) => once(spec.name, () => asGauge(new PromGauge(base(spec)))),
    histogram: (spec) =>
      once(spec.name, () => asHistogram(new PromHistogram({ ...base(spec), buckets: [...(spec.buckets ?? defaultBuckets)] }))),
    onScrape: (fill) => void fills.push(fill),
    async text() {
      await Promise.all(fills.map(async (fill) => fill()));
      return registry.metrics();
    },
  };
}

export interface MetricsServerDeps {
  readonly metrics: Metrics;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Takes another port where this one is in use. */
  readonly mayMove?: boolean;
  readonly log: Log;
}

/** Names that only a private network resolves, and those that the public never does. */
const privateName = /^(?:[^.]+|.+\.(?:svc|local|internal|localhost|cluster\.local))$/;

/**
 * Whether the port is asked under an address or a name of a private network. A page from elsewhere can have a name of its own
 * lead here (DNS rebinding), and would then read the numbers as its own origin; such a name is public.
 */
export function isPrivateHost(header: string | undefined, own: string): boolean {
  const name = (header ?? '').replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
  if (name === '') return false;
  return name === own.toLowerCase() || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || privateName.test(name);
}

async function answer(deps: MetricsServerDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  if (!isPrivateHost(request.headers.host, deps.host)) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('Metrics are not served under this name.\n');
    return;
  }
  if (path !== '/metrics') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n');
    return;
  }
  try {
    const text = await deps.metrics.text();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
  } catch (error) {
    deps.log.error('metrics could not be collected', { error });
    response.writeHead(500, { 'content-type': 'text/plain' }).end('Metrics could not be collected.\n');
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

async function open(server: Server, { host, port, mayMove = false, log }: MetricsServerDeps): Promise<void> {
  try {
    await listen(server, host, port);
  } catch (error) {
    if (!mayMove || !isAddressInUse(error)) throw listenFailure(error, { what: 'metrics', host, port, variable: 'METRICS_ADDR' });
    await listen(server, host, 0);
    const address = server.address();
    log.warn('the port of the metrics is in use, another was taken', { wanted: port, address });
  }
}

/** Serves `/metrics` and nothing else. */
export function createMetricsServer(deps: MetricsServerDeps): Service & { url(): string } {
  let status: ServiceStatus = { state: 'stopped' };
  const server = createServer((request, response) => void answer(deps, request, response));
  return {
    name: 'metrics-server',
    status: () => status,
    url() {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the metrics server does not listen');
      const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return `http://${host}:${address.port}`;
    },
    async start() {
      await open(server, deps);
      status = { state: 'running' };
    },
    async stop() {
      if (status.state !== 'running') return;
      status = { state: 'stopped' };
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
