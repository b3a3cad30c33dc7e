/** A cluster with an operator in it, for tests that watch both from outside. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { UserDeployment, UserDeploymentSpec, UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import { apiVersionOf, type KubeObject, type Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { createOperator, type Operator, type OperatorConfig } from '../src/app.ts';

export interface OperatorWorld {
  readonly server: TestApiServer;
  readonly client: KubeClient;
  readonly operator: Operator;
  readonly namespace: string;
  apply(name: string, spec?: Partial<UserDeploymentSpec>): Promise<void>;
  read(name: string): Promise<UserDeployment | undefined>;
  /** The status once it is about the present generation and passes the test. */
  until(name: string, what: string, test: (status: UserDeploymentStatus) => boolean): Promise<UserDeploymentStatus>;
  remove(name: string): Promise<void>;
  stop(): Promise<void>;
}

export const web = { name: 'web', image: 'node:24', ports: [{ name: 'http', containerPort: 3000 }] };

const config: OperatorConfig = {
  deploymentDomain: 'localhost',
  ingressScheme: 'https',
  ingressClassName: 'moorage',
  certIssuer: 'test-issuer',
  clusterSecretStore: 'test-store',
  leaderElect: false,
  preStopSleepSeconds: 0,
  probeGraceSeconds: 1,
};

/** Starts both; `wrap` sees every call of the operator. */
export async function startOperatorWorld(
  more: Partial<OperatorConfig> = {},
  wrap: (client: KubeClient) => KubeClient = (client) => client,
): Promise<OperatorWorld> {
  const ids = createIds(systemClock);
  const namespace = 'team';
  const server = await startTestApiServer({ scripted: true });
  const client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  await installCrds(client, { clock: systemClock });
  const labels = { served: 'yes', 'pod-security.kubernetes.io/enforce': 'restricted' };
  await client.create<KubeObject>(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels },
  });
  const operator = createOperator({
    client: wrap(client),
    log: silentLog,
    clock: systemClock,
    ids,
    config: { ...config, ...more },
  });
  await operator.start();
  const read = (name: string) => client.get<UserDeployment>(resources.userDeployment, { namespace, name });
  return {
    server,
    client,
    operator,
    namespace,
    read,
    async apply(name, spec = {}) {
      const ingresses = [{ id: 'i1', name: 'main', service: 'web', port: 3000 }];
      const object = {
        apiVersion: apiVersionOf(resources.userDeployment),
        kind: 'UserDeployment',
        metadata: { name, namespace },
        spec: { services: [web], ingresses, ...spec },
      };
      await client.apply<KubeObject>(resources.userDeployment, object, { fieldManager: 'tester', force: true });
    },
    async until(name, what, test) {
      let last: unknown;
      return waitUntil(
        async () => {
          const root = await read(name);
          last = root?.status;
          const isCurrent = root?.status?.observedGeneration === root?.metadata.generation;
          return root?.status !== undefined && isCurrent && test(root.status) ? root.status : undefined;
        },
        { describe: () => `${name} to be ${what}; it is ${JSON.stringify(last)}` },
      );
    },
    async remove(name) {
      await client.remove(resources.userDeployment, { namespace, name });
      await waitUntil(async () => (await read(name)) === undefined, { describe: `${name} to be gone` });
    },
    async stop() {
      await operator.stop();
      client.close();
      await server.stop();
    },
  };
}

/** Lets the cluster serve a kind of another project, without its rules. */
export async function serveKind(client: KubeClient, resource: Resource): Promise<void> {
  const name = `${resource.plural}.${resource.group}`;
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const names = {
    kind: resource.kind,
    listKind: `${resource.kind}List`,
    plural: resource.plural,
    singular: resource.kind.toLowerCase(),
  };
  await client.create<KubeObject>(resources.customResourceDefinition, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: resource.group,
      scope: 'Namespaced',
      names,
      versions: [
        {
          name: resource.version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } },
          subresources: { status: {} },
        },
      ],
    },
  });
}

/** Says who serves the ingresses of a class. */
export async function serveClass(client: KubeClient, name: string, controller: string): Promise<void> {
  const apiVersion = apiVersionOf(resources.ingressClass);
  const object = { apiVersion, kind: resources.ingressClass.kind, metadata: { name }, spec: { controller } };
  await client.apply<KubeObject>(resources.ingressClass, object, { fieldManager: 'tester', force: true });
}
