import type { UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { describe, expect, it } from 'vitest';
import type { Observed } from '../observed.ts';
import { afterApplying, aPod, aRoot, aService, observe, settings } from '../user-deployment.fake.ts';
import { type Plan, planUserDeployment } from '../user-deployment.plan.ts';
import { planSpread, podSecurity } from './pod-placement.plan.ts';
import { planPodTemplate, templateVersionOf } from './pod-template.plan.ts';

const autoscaling = { minReplicas: 2, maxReplicas: 5, cpuPercent: 70 };
const rootWith = (service: Partial<UserDeploymentService>, more = {}) => aRoot({ services: [aService(service)], ...more });
const plan = (observed: Observed): Plan => planUserDeployment(observed, settings);
const settle = (observed: Observed): Observed => {
  let current = observed;
  for (let round = 0; round < 4; round += 1) current = afterApplying(current, plan(current));
  return current;
};
const words = (made: Plan): string[] =>
  made.actions.map((action) => {
    const by = action.kind === 'apply' && action.fieldManager !== undefined ? ` by ${action.fieldManager}` : '';
    return `${action.kind} ${action.resource.plural}${by}`;
  });
const scaledTo = (observed: Observed, replicas: number): Observed => ({
  ...observed,
  deployments: observed.deployments.map((each) => ({ ...each, spec: { ...each.spec, replicas } })),
});

describe('autoscaling', () => {
  it('begins with the fewest copies and then leaves them to the autoscaler', () => {
    const first = plan(observe(rootWith({ autoscaling })));
    expect(first.actions.find((action) => action.kind === 'apply' && action.resource.plural === 'deployments')).toMatchObject({
      object: { spec: { replicas: 2 } },
    });
    const observed = settle(observe(rootWith({ autoscaling })));
    expect(observed.deployments[0]?.spec?.replicas).toBe(2);
    expect(observed.autoscalers[0]?.spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello-web' },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
    });
    expect(plan(scaledTo(observed, 4)).actions).toEqual([]);
  });

  it('follows what others measure, by the metrics APIs of the cluster', () => {
    const metrics = [
      { type: 'External', name: 'queue_length', matchLabels: { queue: 'mail' }, averageValue: '30' },
      { type: 'Pods', name: 'requests_per_second', averageValue: '100' },
      { type: 'External', name: 'lag', value: '1k' },
    ] as const;
    const observed = settle(observe(rootWith({ autoscaling: { minReplicas: 1, maxReplicas: 9, metrics } })));
    expect(observed.autoscalers[0]?.spec).toMatchObject({
      metrics: [
        {
          type: 'External',
          external: {
            metric: { name: 'queue_length', selector: { matchLabels: { queue: 'mail' } } },
            target: { type: 'AverageValue', averageValue: '30' },
          },
        },
        {
          type: 'Pods',
          pods: { metric: { name: 'requests_per_second' }, target: { type: 'AverageValue', averageValue: '100' } },
        },
        { type: 'External', external: { metric: { name: 'lag' }, target: { type: 'Value', value: '1k' } } },
      ],
    });
    expect(plan(observed).actions).toEqual([]);
  });

  it('takes over without losing a copy, and gives back without a trace', () => {
    const fixed = settle(observe(rootWith({ replicas: 4 })));
    const made = plan({ ...fixed, root: rootWith({ autoscaling }) });
    expect(words(made).slice(0, 2)).toEqual(['apply deployments by moorage-autoscaling', 'apply deployments']);
    expect(made.actions[0]).toMatchObject({ object: { metadata: { uid: 'uid-hello-web' }, spec: { replicas: 4 } } });
    const taken = settle({ ...fixed, root: rootWith({ autoscaling }) });
    expect(taken.deployments[0]?.spec?.replicas).toBe(4);
    const back = plan({ ...taken, root: rootWith({ replicas: 3 }) });
    expect(words(back)).toEqual(['apply deployments', 'remove horizontalpodautoscalers']);
  });

  it('hands over within its bounds: an autoscaler leaves a workload alone that has no copies', () => {
    const none = settle(observe(rootWith({ replicas: 0 })));
    expect(plan({ ...none, root: rootWith({ autoscaling }) }).actions[0]).toMatchObject({ object: { spec: { replicas: 2 } } });
    const many = settle(observe(rootWith({ replicas: 9 })));
    expect(plan({ ...many, root: rootWith({ autoscaling }) }).actions[0]).toMatchObject({ object: { spec: { replicas: 5 } } });
  });

  it('says that it stands still, and why, while the service is ready', () => {
    const root = rootWith({ autoscaling });
    const observed = settle(observe(root));
    const inactive = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message: 'no metrics' };
    const autoscalers = observed.autoscalers.map((each) => ({ ...each, status: { conditions: [inactive] } }));
    const pods = [1, 2].map((index) => aPod(root, { metadata: { uid: `p${index}` } }));
    expect(plan({ ...observed, autoscalers, pods }).status).toMatchObject({
      phase: 'Ready',
      services: [{ state: 'Ready', message: 'Autoscaling stands still: no metrics' }],
    });
  });

  it('is overruled by a pause and by a zero', () => {
    const running = settle(observe(rootWith({ autoscaling })));
    for (const root of [rootWith({ autoscaling }, { paused: true }), rootWith({ autoscaling, replicas: 0 })]) {
      const stopped = settle({ ...running, root });
      expect(stopped.deployments[0]?.spec?.replicas).toBe(0);
      expect(plan({ ...running, root }).actions.some((each) => each.kind === 'remove')).toBe(true);
    }
  });

  it('keeps a running service ready while copies are added, and not while a version is rolled out', () => {
    const root = rootWith({ autoscaling });
    const observed = scaledTo(settle(observe(root)), 5);
    const pods = [1, 2].map((index) => aPod(root, { metadata: { uid: `p${index}` } }));
    expect(plan({ ...observed, pods }).status).toMatchObject({ phase: 'Ready', services: [{ replicas: 5, readyReplicas: 2 }] });
    const old = aPod(root, { version: 'older', metadata: { uid: 'old' } });
    expect(plan({ ...observed, pods: [...pods, old] }).status.phase).toBe('Provisioning');
    expect(plan({ ...observed, pods: pods.slice(1) }).status.phase).toBe('Provisioning');
  });
});

describe('scale to zero', () => {
  it('is ready and says so', () => {
    const { status } = plan(settle(observe(rootWith({ replicas: 0 }))));
    expect(status).toMatchObject({ phase: 'Ready', message: 'Scaled to zero: no copies run.', services: [{ state: 'Ready' }] });
  });
});

describe('releases', () => {
  it('are carried to the status, and the last ready one is remembered', () => {
    const first = { id: 'r1', number: 1 };
    const root = aRoot({ release: first });
    const ready = plan({ ...settle(observe(root)), pods: [aPod(root)] }).status;
    expect(ready).toMatchObject({ phase: 'Ready', release: first, readyRelease: first });
    const second = { id: 'r2', number: 2 };
    const next = { ...aRoot({ release: second, services: [aService({ image: 'node:25' })] }), status: ready };
    expect(plan(observe(next)).status).toMatchObject({ phase: 'Provisioning', release: second, readyRelease: first });
  });
});

describe('disruption', () => {
  const budget = (service: Partial<UserDeploymentService>, more = {}) =>
    settle(observe(rootWith(service, more))).owned['poddisruptionbudgets']?.[0]?.spec;

  it('leaves all but one of several copies, and does not hold up a drain for a single one', () => {
    expect(budget({ replicas: 3 })).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/instance': 'hello', 'app.kubernetes.io/component': 'web' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect(budget({ autoscaling })).toMatchObject({ maxUnavailable: 1 });
    expect(budget({ replicas: 1 })).toBeUndefined();
    expect(budget({ replicas: 3 }, { paused: true })).toBeUndefined();
  });

  it('is as the service says', () => {
    expect(budget({ replicas: 3, disruption: { minAvailable: '50%' } })).toMatchObject({ minAvailable: '50%' });
    expect(budget({ replicas: 3, disruption: { minAvailable: '50%' } })).not.toHaveProperty('maxUnavailable');
    expect(budget({ replicas: 1, disruption: { minAvailable: 1 } })).toMatchObject({ minAvailable: 1 });
  });
});

describe('placement', () => {
  it('prefers different zones and machines, and insists or lets be where told', () => {
    expect(planSpread(aRoot(), aService())).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 1 },
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ]);
    expect(planSpread(aRoot(), aService({ spread: { zone: 'off', hostname: 'required' } }))).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' },
    ]);
    expect(planSpread(aRoot(), aService({ volumes: [{ name: 'd', mountPath: '/d', size: '1Gi' }] }))).toEqual([]);
  });

  it('does not roll when only the number of copies changes', () => {
    const version = (replicas: number) => templateVersionOf(planPodTemplate(aRoot(), aService({ replicas }), settings));
    expect(version(1)).toBe(version(9));
  });

  it('lets nobody be root below the enterprise tier', () => {
    const security = (service: Partial<UserDeploymentService>, more = {}, spec = {}) =>
      podSecurity(aRoot(spec), aService(service), { ...settings, ...more });
    expect(security({})).toEqual({ seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true });
    expect(security({}, { defaultRunAsUser: 1000 })).toMatchObject({ runAsUser: 1000, runAsNonRoot: true });
    expect(security({}, { podSecurity: 'baseline' })).not.toHaveProperty('runAsNonRoot');
    expect(security({ runAsUser: 0 }, {}, { tier: 'enterprise' })).toEqual({
      seccompProfile: { type: 'RuntimeDefault' },
      runAsUser: 0,
    });
  });

  it('pulls with the secrets of the deployment and of the service, each once', () => {
    const service = aService({ imagePullSecrets: ['own', 'all'] });
    expect(planPodTemplate(aRoot({ imagePullSecrets: ['all'] }), service, settings).spec).toMatchObject({
      imagePullSecrets: [{ name: 'all' }, { name: 'own' }],
    });
  });
});
