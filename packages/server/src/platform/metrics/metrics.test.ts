import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { createMetrics, createMetricsServer, isPrivateHost } from './metrics.ts';

describe('metrics', () => {
  it('are the same instrument for the same name', async () => {
    const metrics = createMetrics();
    const spec = { name: 'runs_total', help: 'Runs.', labels: ['worker'] };
    metrics.counter(spec).inc({ worker: 'a' });
    metrics.counter(spec).inc({ worker: 'a' }, 2);
    expect(await metrics.text()).toContain('runs_total{worker="a"} 3');
  });

  it('are filled when they are asked for', async () => {
    const metrics = createMetrics();
    const gauge = metrics.gauge({ name: 'level', help: 'Level.' });
    metrics.onScrape(async () => gauge.set(7));
    expect(await metrics.text()).toContain('level 7');
  });

  it('are served on a port of their own, and nothing else is', async () => {
    const metrics = createMetrics({ processMetrics: true });
    const server = createMetricsServer({ metrics, host: '127.0.0.1', port: 0, log: silentLog });
    await server.start();
    const response = await fetch(`${server.url()}/metrics`);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toContain('process_cpu_seconds_total');
    expect((await fetch(`${server.url()}/`)).status).toBe(404);
    const port = Number(new URL(server.url()).port);
    const second = createMetricsServer({ metrics, host: '127.0.0.1', port, log: silentLog });
    await expect(second.start()).rejects.toThrow(`Port ${port} of 127.0.0.1, for metrics, is in use.`);
    const moving = createMetricsServer({ metrics, host: '127.0.0.1', port, mayMove: true, log: silentLog });
    await moving.start();
    expect((await fetch(`${moving.url()}/metrics`)).status).toBe(200);
    await moving.stop();
    await server.stop();
    await server.stop();
  });

  it('are told under names of a private network only', () => {
    for (const host of [
      '127.0.0.1:9090',
      '[::1]:9090',
      'localhost',
      'moorage',
      '10.1.2.3',
      'moorage.prod.svc',
      'm.ns.svc.cluster.local',
      'own.example.com',
    ]) {
      expect([host, isPrivateHost(host, 'own.example.com')]).toEqual([host, true]);
    }
    for (const host of [
      undefined,
      '',
      'evil.example.com',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'svc.evil.com:9090',
    ]) {
      expect([host, isPrivateHost(host, '127.0.0.1')]).toEqual([host, false]);
    }
  });

  it('that cannot be collected are an error and not half an answer', async () => {
    const metrics = createMetrics();
    metrics.onScrape(() => Promise.reject(new Error('database gone')));
    const server = createMetricsServer({ metrics, host: '127.0.0.1', port: 0, log: silentLog });
    await server.start();
    expect((await fetch(`${server.url()}/metrics`)).status).toBe(500);
    await server.stop();
  });
});
