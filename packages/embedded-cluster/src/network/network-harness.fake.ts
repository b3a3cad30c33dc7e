/** A node with its network on an in-memory cluster, for tests through the ingress. */
import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { join } from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { resources } from '@moorage/kube/resources';
import { startNodeHarness, type NodeHarness } from '../node/node-harness.fake.ts';
import { formatAddress } from '../node/loopback-slice.rules.ts';
import { createIngress, type Ingress } from './ingress.ts';
import { createNamesFile } from './names-file.ts';
import { createNetworkState } from './network-state.ts';
import { createTraffic } from './traffic.ts';
import { createServiceProxy } from './service-proxy.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface NetworkHarness extends NodeHarness {
  readonly ingress: Ingress;
  /** One request through the ingress. */
  ask(host: string, path?: string, options?: RequestOptions & { body?: string }): Promise<Answer>;
  expose(name: string, options: { host: string; targetPort: number | string; serviceOffset?: number; path?: string }): void;
}

function ask(port: number, host: string, path: string, options: RequestOptions & { body?: string }): Promise<Answer> {
  const { body, headers, ...rest } = options;
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers: { host, ...headers }, ...rest }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
      answer.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

export async function startNetworkHarness(portFloor = 0): Promise<NetworkHarness> {
  const traffic = createTraffic();
  const harness = await startNodeHarness({ portFloor, isBusy: (ip) => traffic.isBusy(ip) });
  const { api } = harness;
  const state = createNetworkState({ api, clock: systemClock, portFloor });
  const proxy = createServiceProxy(state, silentLog, { range: harness.slice.services, portFloor });
  const names = createNamesFile(
    { path: join(harness.dataDir, 'node', 'hosts'), range: harness.slice.services },
    state,
    silentLog,
  );
  const ingress = createIngress({
    api,
    state,
    log: silentLog,
    clock: systemClock,
    host: '127.0.0.1',
    port: 0,
    mayMove: false,
    domains: ['apps.example'],
    traffic,
  });
  state.start();
  for (const service of [names, proxy, ingress]) await service.start();
  return {
    ...harness,
    ingress,
    ask: (host, path = '/', options = {}) => ask(ingress.address().port, host, path, options),
    expose(name, { host, targetPort, serviceOffset, path = '/' }) {
      const metadata = { name, namespace: 'default' };
      const ports = [
        { name: 'http', port: 80, targetPort },
        { name: 'alt', port: 8099, targetPort },
      ];
      const spec = {
        selector: { app: name },
        ports,
        ...(serviceOffset === undefined ? {} : { clusterIP: formatAddress(harness.slice.services.first + serviceOffset) }),
      };
      api.create(resources.service, { apiVersion: 'v1', kind: 'Service', metadata, spec });
      const backend = { service: { name, port: { name: 'http' } } };
      const rules = [{ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } }];
      api.create(resources.ingress, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: { rules } });
    },
    async close() {
      for (const service of [ingress, proxy, names]) await service.stop();
      state.stop();
      await harness.close();
    },
  };
}
