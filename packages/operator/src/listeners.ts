/** Health and metrics of the stand-alone operator, each on a port of its own. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { memoryUsage } from 'node:process';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import { type MetricFamily, runtimeMetrics } from '@moorage/kube/runtime/metrics';
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

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function rendered({ name, kind, help, samples }: MetricFamily): string {
  const lines = samples.map(({ suffix = '', labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines].join('\n');
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, kind: 'gauge', help, samples: [{ labels: {}, value }] };
}

/** The numbers in the text format of Prometheus. */
export function renderMetrics(metrics: OperatorMetrics): string {
  const { isLeader, shards } = metrics;
  const families = [
    gauge('moorage_operator_leader', 'Whether this process may write.', isLeader ? 1 : 0),
    ...(shards === undefined ? [] : [gauge('moorage_operator_shards', 'Shards of this process.', shards)]),
    gauge('process_resident_memory_bytes', 'Resident memory of this process.', memoryUsage.rss()),
    ...runtimeMetrics(metrics),
  ];
  return `${families.map(rendered).join('\n')}\n`;
}

export function createMetricsListener(address: ListenAddress, operator: Operator): Service {
  return createListener('metrics listener', address, (request, response) => {
    const isKnown = request.url === '/metrics';
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(isKnown ? renderMetrics(operator.metrics()) : 'not found\n');
  });
}
