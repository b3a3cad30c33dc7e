/**
 * The two operators under measurement, each a process of its own with a service account of its own.
 *
 * A flow schema of the API server for each account counts their requests where they arrive, in the same way for both, and puts
 * both in the same (exempt) priority level.
 */
import path from 'node:path';
import { resources } from '@moorage/kube/resources';
import { freePort } from '@moorage/testkit/free-port';
import { type Child, startChild } from './child.ts';
import type { BenchCluster } from './cluster.ts';
import { goOperator } from './go-operator.ts';

export const domain = 'bench.example.com';
const accounts = 'bench-accounts';
const startTimeoutMs = 60_000;
const root = path.resolve(import.meta.dirname, '..', '..');

export interface OperatorProgram {
  readonly name: 'ours' | 'go';
  /** Starts it; resolves when its caches are complete. */
  start(): Promise<Child>;
  /** Requests of its account so far. */
  requests(): Promise<number>;
}

function commandOf(name: OperatorProgram['name'], kubeconfig: string, port: number): string[] {
  const flags = [`--kubeconfig=${kubeconfig}`, `--health-probe-bind-address=127.0.0.1:${port}`, `--deployment-domain=${domain}`];
  if (name === 'go') return [goOperator(), 'operator', ...flags];
  const program = path.join(root, 'packages', 'operator', 'src', 'main.ts');
  return [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    program,
    ...flags,
    '--ingress-scheme=http',
    '--log-level=warn',
  ];
}

function flowSchema(name: string): object {
  return {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name: `bench-${name}` },
    spec: {
      priorityLevelConfiguration: { name: 'exempt' },
      // Before every schema of the server itself but one.
      matchingPrecedence: 2,
      rules: [
        {
          subjects: [{ kind: 'ServiceAccount', serviceAccount: { name, namespace: accounts } }],
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        },
      ],
    },
  };
}

async function createAccount({ client }: BenchCluster, name: string): Promise<string> {
  const metadata = { name, namespace: accounts };
  await client.create(resources.serviceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `bench-${name}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name, namespace: accounts }],
  };
  const post = (where: string, body: object): Promise<unknown> => client.request({ method: 'POST', path: where, body });
  await post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', binding);
  await post('/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas', flowSchema(name));
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 86_400 } };
  const answer = await post(`/api/v1/namespaces/${accounts}/serviceaccounts/${name}/token`, request);
  const text = /"token":"([^"]+)"/.exec(JSON.stringify(answer))?.[1];
  if (text === undefined) throw new Error('the API server gave no token');
  return text;
}

async function countRequests(cluster: BenchCluster, name: string): Promise<number> {
  const text = await cluster.metrics();
  return text
    .split('\n')
    .filter((line) => line.startsWith('apiserver_flowcontrol_dispatched_requests_total{'))
    .filter((line) => line.includes(`flow_schema="bench-${name}"`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

/** Makes the accounts and gives both programs, not yet started. */
export async function prepareOperators(cluster: BenchCluster): Promise<readonly [OperatorProgram, OperatorProgram]> {
  goOperator();
  const metadata = { name: accounts };
  await cluster.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata });
  const prepare = async (name: OperatorProgram['name']): Promise<OperatorProgram> => {
    const kubeconfig = cluster.kubeconfigFor(name, await createAccount(cluster, name));
    return {
      name,
      requests: () => countRequests(cluster, name),
      async start() {
        const port = await freePort();
        const child = startChild(commandOf(name, kubeconfig, port));
        try {
          await child.untilServing(`http://127.0.0.1:${port}/readyz`, startTimeoutMs);
          return child;
        } catch (error) {
          await child.stop();
          throw error;
        }
      },
    };
  };
  return [await prepare('ours'), await prepare('go')];
}
