import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createLog } from '@moorage/core/log';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedCluster, type EmbeddedCluster } from './cluster.ts';
import { nodeScript, waitUntil } from './node/node-harness.fake.ts';

const source = `
const http = require('http');
http.createServer((q, s) => s.end(process.env.GREETING + ' from ' + process.env.HOSTNAME)).listen(8080);
`;

function deployment(greeting: string): KubeObject {
  const container = {
    name: 'web',
    image: 'node:24',
    command: nodeScript(source),
    env: [{ name: 'GREETING', value: greeting }],
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'hello', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'hello' } },
      template: { metadata: { labels: { app: 'hello' } }, spec: { containers: [container] } },
    },
  };
}

describe('the embedded cluster', () => {
  let cluster: EmbeddedCluster;
  let dataDir = '';
  const make = (): EmbeddedCluster =>
    createEmbeddedCluster({
      dataDir,
      log: createLog({ level: 'warn' }),
      clock: systemClock,
      ids: createIds(systemClock),
      ingressPort: 0,
      ingressDomains: [],
      backoffScale: 0.02,
    });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'moorage-cluster-'));
    cluster = make();
    await cluster.start();
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  function ask(): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const call = request({ ...cluster.ingressAddress(), headers: { host: 'hello.localhost' } }, (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      });
      call.on('error', reject);
      call.end();
    });
  }

  const statusOf = (): { observedGeneration?: number; readyReplicas?: number; updatedReplicas?: number; replicas?: number } =>
    cluster.api.get(resources.deployment, { namespace: 'default', name: 'hello' })?.status ?? {};

  it('runs a Deployment behind an Ingress', async () => {
    const { api } = cluster;
    const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
    api.create(resources.deployment, deployment('hello'));
    api.create(resources.service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'hello', namespace: 'default' },
      spec: { selector: { app: 'hello' }, ports },
    });
    const backend = { service: { name: 'hello', port: { number: 80 } } };
    api.create(resources.ingress, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'hello', namespace: 'default' },
      spec: { rules: [{ host: 'hello.localhost', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
    });
    await waitUntil('two ready replicas', () => statusOf().readyReplicas === 2);
    await waitUntil('an answer', async () => (await ask()).status === 200);
    expect((await ask()).body).toMatch(/^hello from hello-/);
  });

  it('rolls it to a new version without a failed request', async () => {
    const failures: unknown[] = [];
    const seen = new Set<string>();
    const rolling = new AbortController();
    const loop = async (): Promise<void> => {
      while (!rolling.signal.aborted) {
        const answer = await ask().catch((error: unknown) => ({ status: 0, body: String(error) }));
        if (answer.status !== 200) failures.push(answer);
        seen.add(answer.body.split(' ')[0] ?? '');
      }
    };
    const loops = [loop(), loop()];
    const current = cluster.api.get(resources.deployment, { namespace: 'default', name: 'hello' });
    const updated = cluster.api.update(resources.deployment, { ...current, ...deployment('goodbye') });
    await waitUntil('the roll-out', () => {
      const { observedGeneration, updatedReplicas, readyReplicas } = statusOf();
      const isObserved = observedGeneration === updated.metadata.generation && updatedReplicas === 2 && readyReplicas === 2;
      return isObserved && cluster.api.list(resources.pod, { namespace: 'default' }).length === 2;
    });
    rolling.abort();
    await Promise.all(loops);
    expect(failures).toEqual([]);
    expect([...seen].toSorted()).toEqual(['goodbye', 'hello']);
  });

  it('comes back after a stop with the same objects, the same port and running pods', async () => {
    const url = cluster.apiUrl();
    await cluster.stop();
    expect(cluster.status().state).toBe('stopped');
    cluster = make();
    await cluster.start();
    expect(cluster.apiUrl()).toBe(url);
    await waitUntil('an answer', async () => (await ask()).status === 200);
    expect((await ask()).body).toMatch(/^goodbye from hello-/);
  });

  it('removes everything when the Deployment is deleted', async () => {
    cluster.api.remove(resources.deployment, { namespace: 'default', name: 'hello' });
    await waitUntil('no pods', () => cluster.api.list(resources.pod, { namespace: 'default' }).length === 0);
    await waitUntil('the Ingress to know', async () => (await ask()).status === 503);
  });

  it('refuses to start on an address that others can reach', async () => {
    const open = createEmbeddedCluster({
      dataDir: join(dataDir, 'open'),
      log: createLog({ level: 'silent' }),
      clock: systemClock,
      ids: createIds(systemClock),
      ingressHost: '0.0.0.0',
      ingressDomains: [],
    });
    await expect(open.start()).rejects.toThrow('refuses to start on 0.0.0.0');
  });
});
