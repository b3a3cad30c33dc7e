import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRouting } from './kubernetes-routing.ts';

const namespace = 'u-routing';
let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
  await installCrds(client, { clock: systemClock });
  await client.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const networking = 'networking.k8s.io/v1';

async function makeClass(name: string, controller: string, annotations = {}): Promise<void> {
  const object = { apiVersion: networking, kind: 'IngressClass', metadata: { name, annotations }, spec: { controller } };
  await client.create<KubeObject>(resources.ingressClass, object);
}

async function makeIngress(name: string, service: string, ingressClassName?: string): Promise<void> {
  const backend = { service: { name: service, port: { number: 80 } } };
  const rules = [{ host: `${name}.example.org`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  const metadata = {
    name,
    namespace,
    labels: { 'app.kubernetes.io/instance': 'shop' },
    annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' },
  };
  const spec = { rules, ...(ingressClassName === undefined ? {} : { ingressClassName }) };
  await client.create<KubeObject>(resources.ingress, { apiVersion: networking, kind: 'Ingress', metadata, spec });
}

it('names the ingresses of one service with the controllers of their classes', async () => {
  await makeIngress('shop-main', 'shop-web', 'front');
  await makeIngress('shop-other', 'shop-web');
  await makeIngress('shop-api', 'shop-api', 'front');
  const key = { namespace, name: 'shop' };
  const annotations = { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' };
  const unknown = await readRouting(client, key, 'web');
  expect(unknown).toEqual({
    servesIngressRoutes: false,
    ingresses: [
      { name: 'shop-main', className: 'front', controller: undefined, annotations },
      { name: 'shop-other', className: undefined, controller: undefined, annotations },
    ],
  });
  await makeClass('front', 'k8s.io/ingress-nginx');
  await makeClass('standard', 'example.com/other', { 'ingressclass.kubernetes.io/is-default-class': 'true' });
  const known = await readRouting(client, key, 'web');
  expect(known.ingresses.map(({ controller }) => controller)).toEqual(['k8s.io/ingress-nginx', 'example.com/other']);
  expect((await readRouting(client, key, 'nobody')).ingresses).toEqual([]);
});
