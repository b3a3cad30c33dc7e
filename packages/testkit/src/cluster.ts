/** The whole embedded cluster for tests: pods are real processes, applications are reached through the real ingress. */
import { request } from 'node:http';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createEmbeddedCluster } from '@moorage/embedded-cluster/cluster';
import { makeTempDir } from './temp-dir.ts';

export interface TestCluster {
  readonly connection: { readonly server: string; readonly ca: string; readonly token: Secret };
  readonly ingressPort: number;
  /** Asks an application through the ingress; a connection that fails counts as status 0. */
  ask(host: string, path?: string): Promise<{ readonly status: number; readonly body: string }>;
  stop(): Promise<void>;
}

/** Starts it in a directory of its own; delays between crashes are short. */
export async function startTestCluster(): Promise<TestCluster> {
  const dir = makeTempDir('cluster');
  const cluster = createEmbeddedCluster({
    dataDir: dir.path,
    log: silentLog,
    clock: systemClock,
    ids: createIds(systemClock),
    ingressPort: 0,
    ingressDomains: [],
    backoffScale: 0.02,
  });
  await cluster.start();
  const { ca, token } = cluster.credentials();
  const address = cluster.ingressAddress();
  return {
    connection: { server: cluster.apiUrl(), ca, token: new Secret(token) },
    ingressPort: address.port,
    ask: (host, path = '/') =>
      new Promise((resolve) => {
        const call = request({ ...address, path, headers: { host }, agent: false }, (answer) => {
          let body = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (body += chunk));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
          answer.on('error', () => resolve({ status: 0, body }));
        });
        call.on('error', (error) => resolve({ status: 0, body: error.message }));
        call.end();
      }),
    async stop() {
      await cluster.stop();
      dir.remove();
    },
  };
}
