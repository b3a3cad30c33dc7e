/** Health and metrics of the stand-alone operator, each on a port of its own. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Operator, OperatorMetrics } from './app.ts';
import type { ListenAddress } from './config.ts';

function createListener(name: string, address: ListenAddress, listener: RequestListener): Service {
  let server: Server | undefined;
  return {
    name,
    status: (): ServiceStatus => ({ state: server?.listening === true ? 'running' : 'stopped' }),
    start: () =>
      new Promise((resolve, reject) => {
        server = createServer(listener);
        server.once('error', reject);
        server.listen(address.port, address.host, resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        if (server === undefined) return resolve();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** `/healthz`: the process answers. `/readyz`: its copies of the cluster are complete. */
export function createHealthListener(address: ListenAddress, operator: Operator): Service {
  return createListener('health listener', address, (request, response) => {
    const isOk = request.url === '/healthz' || (request.url === '/readyz' && operator.isReady());
    const isKnown = request.url === '/healthz' || request.url === '/readyz';
    response.writeHead(isOk ? 200 : isKnown ? 503 : 404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(isOk ? 'ok\n' : isKnown ? `${operator.status().message ?? 'not ready'}\n` : 'not found\n');
  });
}

type Sample = readonly [labels: string, value: number];

function family(name: string, kind: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines].join('\n');
}

/** The numbers in the text format of Prometheus. */
export function renderMetrics(metrics: OperatorMetrics): string {
  const controllers = Object.entries(metrics.controllers);
  const informers = Object.entries(metrics.informers);
  const perInformer = (pick: (metric: OperatorMetrics['informers'][string]) => number): Sample[] =>
    informers.map(([name, metric]) => [`resource="${name}"`, pick(metric)]);
  const outcomes = controllers.flatMap(([name, stats]) =>
    Object.entries(stats.outcomes).map(([outcome, count]): Sample => [`controller="${name}",outcome="${outcome}"`, count]),
  );
  return [
    family('moorage_operator_leader', 'gauge', 'Whether this process leads.', [['', metrics.isLeader ? 1 : 0]]),
    family('moorage_reconciles_total', 'counter', 'Reconciles by outcome.', outcomes),
    family(
      'moorage_reconcile_seconds_total',
      'counter',
      'Time spent in reconciles.',
      controllers.map(([name, stats]) => [`controller="${name}"`, stats.busyMs / 1_000]),
    ),
    family(
      'moorage_queue_ready',
      'gauge',
      'Keys that wait for a worker.',
      controllers.map(([name, stats]) => [`controller="${name}"`, stats.ready]),
    ),
    family(
      'moorage_queue_failing',
      'gauge',
      'Keys whose last reconcile failed.',
      controllers.map(([name, stats]) => [`controller="${name}"`, stats.failing]),
    ),
    family(
      'moorage_informer_objects',
      'gauge',
      'Objects held.',
      perInformer((metric) => metric.objects),
    ),
    family(
      'moorage_informer_events_total',
      'counter',
      'Changes received.',
      perInformer((metric) => metric.events),
    ),
    family(
      'moorage_informer_lists_total',
      'counter',
      'Complete lists read.',
      perInformer((metric) => metric.lists),
    ),
    family(
      'moorage_informer_watches_total',
      'counter',
      'Watches opened.',
      perInformer((metric) => metric.watches),
    ),
    family(
      'moorage_informer_failures_total',
      'counter',
      'Lists and watches that failed.',
      perInformer((metric) => metric.failures),
    ),
    '',
  ].join('\n');
}

export function createMetricsListener(address: ListenAddress, operator: Operator): Service {
  return createListener('metrics listener', address, (request, response) => {
    const isKnown = request.url === '/metrics';
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(isKnown ? renderMetrics(operator.metrics()) : 'not found\n');
  });
}
