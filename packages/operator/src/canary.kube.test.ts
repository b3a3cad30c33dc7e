import type { UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import type { Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { podStatus } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OperatorWorld, serveClass, serveKind, startOperatorWorld, web } from '../test/operator-world.ts';

let world: OperatorWorld;
beforeAll(async () => {
  world = await startOperatorWorld({ ingressScheme: 'http' });
  world.server.setPodStatus((pod) => podStatus(pod, true));
  await serveClass(world.client, 'nginx', 'k8s.io/ingress-nginx');
  await serveClass(world.client, 'traefik', 'traefik.io/ingress-controller');
  await serveClass(world.client, 'other', 'example.com/other');
});
afterAll(() => world.stop());

const behind = (className: string) => ({ ingresses: [{ id: 'i1', name: 'main', service: 'web', port: 3000, className }] });
const canary = { service: 'web', image: 'node:25', weight: 20 };
const condition = (status: UserDeploymentStatus, type: string) => status.conditions?.find((each) => each.type === type);
const read = (resource: Resource, name: string) => world.client.get(resource, { namespace: world.namespace, name });
const becomesGone = (resource: Resource, name: string) =>
  waitUntil(async () => (await read(resource, name)) === undefined, { describe: `${name} to be gone` });
const untilWeighs = (name: string, weight: number) =>
  world.until(name, `at ${weight}`, (status) => status.phase === 'Ready' && status.canary?.weight === weight);

describe('a canary on a cluster', () => {
  it('is weighed by ingress-nginx, follows its weight, and leaves nothing behind', async () => {
    await world.apply('engine', behind('nginx'));
    await world.until('engine', 'ready', (status) => status.phase === 'Ready');
    await world.apply('engine', { ...behind('nginx'), canary });
    const status = await untilWeighs('engine', 20);
    expect(condition(status, 'CanarySupported')?.status).toBe('True');
    expect(status.canary).toMatchObject({ service: 'web', image: 'node:25', state: 'Ready', readyReplicas: 1 });
    expect((await read(resources.ingress, 'engine-main-canary'))?.metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/canary': 'true',
      'nginx.ingress.kubernetes.io/canary-weight': '20',
    });
    await world.apply('engine', { ...behind('nginx'), canary: { ...canary, weight: 60 } });
    await untilWeighs('engine', 60);
    await world.apply('engine', behind('nginx'));
    await becomesGone(resources.ingress, 'engine-main-canary');
    await becomesGone(resources.deployment, 'engine-web-canary');
    await becomesGone(resources.service, 'engine-web-canary');
    expect(await read(resources.ingress, 'engine-main')).toBeDefined();
    const after = await world.until('engine', 'without a canary', (now) => now.phase === 'Ready' && now.canary === undefined);
    expect(condition(after, 'CanarySupported')).toBeUndefined();
    await world.remove('engine');
  });

  it('is refused by Traefik without its kinds, and weighed as soon as the cluster serves them', async () => {
    await world.apply('routed', { ...behind('traefik'), canary });
    const missing = await world.until('routed', 'unsupported', (status) => status.canary?.state === 'Failed');
    expect(condition(missing, 'CanarySupported')).toMatchObject({ status: 'False', reason: 'IngressRoutesMissing' });
    await world.until('routed', 'ready all the same', (status) => status.phase === 'Ready');
    await serveKind(world.client, resources.ingressRoute);
    await untilWeighs('routed', 20);
    const route = await read(resources.ingressRoute, 'routed-main-canary');
    expect(route?.spec).toMatchObject({
      routes: [
        {
          services: [
            { name: 'routed-web', weight: 80 },
            { name: 'routed-web-canary', weight: 20 },
          ],
        },
      ],
    });
    await world.remove('routed');
    await becomesGone(resources.ingressRoute, 'routed-main-canary');
  });

  it('is refused by a class that cannot split requests, until the class is of another controller', async () => {
    await world.apply('plain', { ...behind('other'), canary });
    const status = await world.until('plain', 'unsupported', (now) => now.canary?.state === 'Failed' && now.phase === 'Ready');
    expect(condition(status, 'CanarySupported')).toMatchObject({ status: 'False', reason: 'IngressClassUnsupported' });
    expect(await read(resources.deployment, 'plain-web-canary')).toBeUndefined();
    await world.apply('plain', { ...behind('nginx'), canary });
    await untilWeighs('plain', 20);
    await world.remove('plain');
  });

  it('that crashes gets no request, and the deployment stays ready', async () => {
    await world.apply('brittle', behind('nginx'));
    await world.until('brittle', 'ready', (status) => status.phase === 'Ready');
    const crashed = {
      restartCount: 2,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1 } },
    };
    world.server.setPodStatus((pod) => {
      const isCanary = pod.metadata.name.startsWith('brittle-web-canary');
      return isCanary ? podStatus(pod, false, crashed) : podStatus(pod, true);
    });
    world.server.setPodLog('boom\n');
    await world.apply('brittle', { ...behind('nginx'), canary });
    const status = await world.until('brittle', 'with a failed canary', (now) => now.canary?.evidence !== undefined);
    expect(status).toMatchObject({
      phase: 'Ready',
      canary: { weight: 0, state: 'Failed', evidence: { reason: 'CrashLooping' } },
    });
    expect(await read(resources.ingress, 'brittle-main-canary')).toBeUndefined();
    world.server.setPodStatus((pod) => podStatus(pod, true));
    await world.remove('brittle');
  });

  it('is checked by the API server', async () => {
    const wrong = { ...behind('nginx'), canary: { ...canary, weight: 100 } };
    await expect(world.apply('wrong', wrong)).rejects.toThrow(/canary\.weight/);
    await world.apply('stray', { ...behind('nginx'), services: [web], canary: { ...canary, service: 'db' } });
    const status = await world.until('stray', 'invalid', (now) => now.phase === 'Error');
    expect(status.message).toContain('canary.service: There is no service "db".');
    await world.remove('stray');
  });
});
