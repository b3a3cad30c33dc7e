import type { UserDeploymentCanary } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { describe, expect, it } from 'vitest';
import { canaryServiceOf, planCanaryTemplate } from './desired/canary.plan.ts';
import { templateVersionOf } from './desired/pod-template.plan.ts';
import type { Observed, ObservedRouting } from './observed.ts';
import { annotations } from './user-deployment.names.ts';
import { afterApplying, aPod, aRoot, aService, observe, settings } from './user-deployment.fake.ts';
import { type Plan, planUserDeployment } from './user-deployment.plan.ts';
import { findProblems } from './user-deployment.rules.ts';

const canary: UserDeploymentCanary = { service: 'web', image: 'node:25', weight: 20 };
const root = aRoot({ canary });
const traefik = (engine: ObservedRouting['engine']): ObservedRouting => ({
  controllers: { traefik: 'traefik.io/ingress-controller' },
  engine,
  ingressRoutes: [],
});

const plan = (observed: Observed): Plan => planUserDeployment(observed, settings);
const settled = (observed: Observed): Observed => afterApplying(observed, plan(observed));
const names = (made: Plan): string[] =>
  made.actions.map((action) => (action.kind === 'apply' ? action.object.metadata.name : `-${action.key.name}`));
const applied = (made: Plan, name: string): KubeObject | undefined =>
  made.actions.flatMap((action) => (action.kind === 'apply' ? [action.object] : [])).find((one) => one.metadata.name === name);
const conditionOf = (made: Plan, type: string) => made.status.conditions?.find((each) => each.type === type);

/** A pod of the canary as it is wanted. */
function aCanaryPod(of = root, isReady = true, status = {}) {
  const template = planCanaryTemplate(of, canaryServiceOf(aService(), of.spec?.canary ?? canary, 1), settings);
  const made = aPod(of, { isReady, version: templateVersionOf(template), status });
  const labels = { ...made.metadata.labels, [userDeploymentLabels.component]: 'web-canary' };
  return { ...made, metadata: { ...made.metadata, name: 'hello-web-canary-abc', labels } };
}
/** Both versions run and are ready. */
const running = (of = root, more: Partial<Observed> = {}): Observed => {
  const observed = settled(observe(of, more));
  return { ...observed, pods: [aPod(of), aCanaryPod(of)] };
};

describe('a canary', () => {
  it('is a workload and a service of its own, and gets nothing before it is ready', () => {
    const made = plan(observe(root));
    expect(names(made).filter((name) => name.includes('canary'))).toEqual(['hello-web-canary', 'hello-web-canary']);
    const [service, workload] = made.actions.flatMap((action) =>
      action.kind === 'apply' && action.object.metadata.name === 'hello-web-canary' ? [action.object] : [],
    );
    const selector = { 'app.kubernetes.io/instance': 'hello', 'app.kubernetes.io/component': 'web-canary' };
    expect(service?.spec).toMatchObject({ selector });
    expect(workload?.spec).toMatchObject({
      replicas: 1,
      selector: { matchLabels: selector },
      template: { metadata: { labels: selector }, spec: { containers: [{ name: 'web', image: 'node:25' }] } },
    });
    expect(made.status.canary).toMatchObject({ service: 'web', image: 'node:25', weight: 0, state: 'Pending' });
  });

  it('does not change what the service itself runs', () => {
    const before = applied(plan(observe(aRoot())), 'hello-web');
    const after = applied(plan(observe(root)), 'hello-web');
    expect(after).toEqual(before);
  });

  it('gets its share by a second Ingress once it is ready, and says so when that is there', () => {
    const ready = running();
    const made = plan(ready);
    expect(names(made)).toEqual(['hello-main-canary']);
    expect(applied(made, 'hello-main-canary')).toMatchObject({
      metadata: {
        annotations: {
          'nginx.ingress.kubernetes.io/canary': 'true',
          'nginx.ingress.kubernetes.io/canary-weight': '20',
        },
      },
      spec: {
        ingressClassName: 'traefik',
        rules: [
          {
            host: 'hello.apps.example.com',
            http: { paths: [{ path: '/', backend: { service: { name: 'hello-web-canary', port: { number: 3000 } } } }] },
          },
        ],
      },
    });
    expect(made.status).toMatchObject({ phase: 'Ready', canary: { weight: 0, state: 'Ready' } });
    const routed = plan(settled(ready));
    expect(routed.actions).toEqual([]);
    expect(routed.status.canary).toMatchObject({ weight: 20, state: 'Ready', readyReplicas: 1 });
    expect(conditionOf(routed, 'CanarySupported')?.status).toBe('True');
    expect(conditionOf(routed, 'CanaryReady')).toMatchObject({ status: 'True', reason: 'Ready' });
  });

  it('runs without requests at the weight 0', () => {
    expect(plan(running(aRoot({ canary: { ...canary, weight: 0 } }))).actions).toEqual([]);
  });

  it('has as many copies as its share of the service, or as many as are asked for', () => {
    const copies = (of: UserDeploymentCanary): number | undefined => canaryServiceOf(aService(), of, 10).replicas;
    expect([copies(canary), copies({ ...canary, weight: 1 }), copies({ ...canary, weight: 55 })]).toEqual([2, 1, 6]);
    expect(copies({ ...canary, replicas: 4 })).toBe(4);
  });

  it('runs with other variables, and with the files and secrets of the service', () => {
    const files = { '/app/a.js': '1' };
    const services = [aService({ files, env: [{ name: 'MODE', value: 'old' }] })];
    const made = plan(observe(aRoot({ services, canary: { ...canary, env: [{ name: 'MODE', value: 'new' }] } })));
    const [, workload] = made.actions.flatMap((action) =>
      action.kind === 'apply' && action.object.metadata.name === 'hello-web-canary' ? [action.object] : [],
    );
    expect(JSON.stringify(workload?.spec)).toContain('{"name":"MODE","value":"new"}');
    expect(JSON.stringify(workload?.spec)).toContain('hello-web-files');
  });

  it('loses its requests when no copy of it is ready, with the evidence, while the deployment stays ready', () => {
    const routed = settled(running());
    const crashed = aCanaryPod(root, false, {
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1 } },
    });
    const made = plan({
      ...routed,
      pods: [aPod(root), crashed],
      clues: { [crashed.metadata.uid ?? '']: { logLines: ['boom'] } },
    });
    expect(names(made)).toEqual(['-hello-main-canary']);
    expect(made.status).toMatchObject({
      phase: 'Ready',
      canary: { weight: 0, state: 'Failed', evidence: { reason: 'CrashLooping', logLines: ['boom'] } },
    });
    expect(conditionOf(made, 'CanaryReady')).toMatchObject({ status: 'False', reason: 'CrashLooping' });
  });

  it('ends with its route first, and its copies when nothing leads to them', () => {
    const routed = settled(running());
    const { canary: _ended, ...spec } = root.spec ?? { services: [] };
    const without = { ...root, spec };
    const first = plan({ ...routed, root: without });
    expect(names(first)).toEqual(['-hello-main-canary']);
    const ingresses = (routed.owned['ingresses'] ?? []).filter((object) => object.metadata.name !== 'hello-main-canary');
    const second = plan({ ...routed, root: without, owned: { ...routed.owned, ingresses } });
    expect(names(second)).toEqual(['-hello-web-canary', '-hello-web-canary']);
    expect(second.status.canary).toBeUndefined();
  });
});

describe('a canary behind Traefik', () => {
  it('gets its share by a route beside the Ingress, one more in priority', () => {
    const ready = running(root, { routing: traefik('served') });
    const made = plan(ready);
    expect(names(made)).toEqual(['hello-main-canary']);
    const match = 'Host(`hello.apps.example.com`) && PathPrefix(`/`)';
    expect(applied(made, 'hello-main-canary')).toMatchObject({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      spec: {
        routes: [
          {
            match,
            priority: match.length + 1,
            services: [
              { name: 'hello-web', port: 3000, weight: 80 },
              { name: 'hello-web-canary', port: 3000, weight: 20 },
            ],
          },
        ],
      },
    });
    const routed = settled(ready);
    expect(plan(routed).status.canary?.weight).toBe(20);
    const { canary: _ended, ...spec } = root.spec ?? { services: [] };
    expect(names(plan({ ...routed, root: { ...root, spec } }))).toEqual(['-hello-main-canary']);
  });

  it('keeps the certificate of the address', () => {
    const made = planUserDeployment(running(root, { routing: traefik('served') }), { ...settings, ingressScheme: 'https' });
    expect(applied(made, 'hello-main-canary')?.spec).toMatchObject({ tls: { secretName: 'hello-main-tls' } });
  });

  it('waits while it is not known whether the cluster serves the kind', () => {
    const made = plan(running(root, { routing: traefik('starting') }));
    expect(conditionOf(made, 'CanarySupported')?.status).toBe('True');
    expect(names(made)).toEqual([]);
  });
});

describe('a canary that is not possible here', () => {
  it.each([
    ['IngressRoutesMissing', aRoot({ canary }), traefik('absent')],
    ['IngressClassUnsupported', aRoot({ canary }), { ...traefik('absent'), controllers: { traefik: 'example.com/other' } }],
    ['UnknownIngressClass', aRoot({ canary }), { ...traefik('absent'), controllers: {} }],
    ['Internal', aRoot({ canary, visibility: 'internal' }), traefik('served')],
    ['NoIngress', aRoot({ canary, ingresses: [] }), traefik('served')],
  ] as const)('makes nothing and says %s', (reason, of, routing) => {
    const made = plan(observe(of, { routing }));
    expect(names(made).filter((name) => name.includes('canary'))).toEqual([]);
    expect(conditionOf(made, 'CanarySupported')).toMatchObject({ status: 'False', reason });
    expect(made.status.canary).toMatchObject({ state: 'Failed', weight: 0 });
  });

  it.each([
    ['canary.service', 'UnknownService', { canary: { ...canary, service: 'db' } }],
    ['canary.service', 'InvalidCanary', { canary, services: [aService(), aService({ name: 'web-canary' })] }],
    [
      'canary.service',
      'InvalidCanary',
      {
        canary,
        ingresses: [
          { id: 'i1', name: 'main', service: 'web', port: 3000 },
          { id: 'i2', name: 'main-canary', service: 'web', port: 3000 },
        ],
      },
    ],
    ['canary.weight', 'InvalidCanary', { canary: { ...canary, weight: 100 } }],
    ['canary.image', 'InvalidImage', { canary: { ...canary, image: 'no image' } }],
  ] as const)('is invalid at %s with the reason %s', (path, reason, spec) => {
    expect(findProblems(aRoot(spec))).toMatchObject([{ path, reason }]);
  });

  it('carries the fingerprint of what was wanted', () => {
    const made = plan(running());
    expect(applied(made, 'hello-main-canary')?.metadata.annotations?.[annotations.fingerprint]).toBeDefined();
  });
});
