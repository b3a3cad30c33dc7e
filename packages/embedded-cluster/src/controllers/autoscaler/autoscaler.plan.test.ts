import { describe, expect, it } from 'vitest';
import type { PodUsage } from '../../usage.ts';
import { kinds } from '../framework/kinds.ts';
import type { Pod } from '../framework/model.ts';
import { aDeployment, aMeta, aPod, describeActions, reportedStatus, secondsAgo, testNow } from '../framework/objects.fake.ts';
import type { PodAutoscaler, PodAutoscalerSpec } from '../framework/pod-autoscaler.ts';
import { type AutoscalerObserved, type AutoscalerPlan, planAutoscaler } from './autoscaler.plan.ts';
import type { History } from './pace.plan.ts';

const half = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
/** Remembers nothing that would hold it back. */
const calm: History = { recommendations: [], changes: [] };

function autoscaler(spec: Partial<PodAutoscalerSpec> = {}): PodAutoscaler {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: aMeta('web'),
    spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 10, metrics: [half], ...spec },
  };
}

interface PodState {
  /** Cores. */
  readonly cpu?: number;
  readonly memory?: number;
  readonly startedSeconds?: number;
  readonly readySeconds?: number | false;
  readonly phase?: string;
  readonly requests?: Readonly<Record<string, string>>;
  readonly terminating?: boolean;
}

function podOf(state: PodState, index: number): Pod {
  const { startedSeconds = 3600, readySeconds = 600, requests = { cpu: '100m', memory: '100Mi' } } = state;
  const { phase = 'Running', terminating = false } = state;
  const spec = { containers: [{ name: 'web', resources: { requests } }] };
  const pod = aPod(`web-${index}`, { ready: readySeconds, phase, terminating, spec });
  return { ...pod, status: { ...pod.status, startTime: secondsAgo(startedSeconds) } };
}

function observe(states: readonly PodState[], more: Partial<AutoscalerObserved> = {}): AutoscalerObserved {
  const pods = states.map(podOf);
  const usage = new Map<string, PodUsage>();
  for (const [index, { cpu, memory = 0 }] of states.entries()) {
    const uid = pods[index]?.metadata.uid ?? '';
    const containers = [{ name: 'web', cpuCores: cpu ?? 0, memoryBytes: memory }];
    const measured = { namespace: 'shop', name: `web-${index}`, labels: {}, at: testNow, windowMs: 5_000, uid, containers };
    if (cpu !== undefined) usage.set(uid, measured);
  }
  const object = aDeployment({ replicas: states.length });
  const target = { object, resource: kinds.deployment };
  return { autoscaler: autoscaler(), target, pods, usage, history: calm, now: testNow, ...more };
}

const times = (count: number, state: PodState): PodState[] => Array.from({ length: count }, () => state);
const desired = ({ actions }: AutoscalerPlan): unknown => reportedStatus(actions)['desiredReplicas'];
const conditionsOf = ({ actions }: AutoscalerPlan): string[] => {
  const conditions = reportedStatus(actions)['conditions'];
  return Array.isArray(conditions) ? conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`) : [];
};

describe('the size that the load asks for', () => {
  it.each<[string, PodState[], number]>([
    ['twice the target doubles', times(3, { cpu: 0.1 }), 6],
    ['a tenth above it is let be', times(3, { cpu: 0.055 }), 3],
    ['a little more than that is not', times(3, { cpu: 0.056 }), 4],
    ['half of it halves', times(4, { cpu: 0.025 }), 2],
    ['no load goes to the least', times(4, { cpu: 0 }), 1],
    ['whoever is not measured counts as idle when it grows', [...times(2, { cpu: 0.1 }), {}], 4],
    ['whoever is not measured counts as busy when it shrinks', [...times(3, { cpu: 0.01 }), {}], 3],
    ['what is unknown never turns the direction', [{ cpu: 0.07 }, {}], 2],
    ['a pod that waits counts as idle when it grows', [{ cpu: 0.2 }, { phase: 'Pending' }], 4],
    ['one that goes is not counted', [{ cpu: 0.05 }, { cpu: 0.05 }, { cpu: 9, terminating: true }], 3],
    ['one that has just started says nothing of the load', [{ cpu: 0.05 }, { cpu: 9, startedSeconds: 20, readySeconds: 2 }], 2],
    ['and does once it was measured from ready on', [{ cpu: 0.05 }, { cpu: 0.15, startedSeconds: 20, readySeconds: 6 }], 4],
  ])('%s', (_name, states, replicas) => {
    expect(desired(planAutoscaler(observe(states)))).toBe(replicas);
  });

  it('can be an amount instead of a share', () => {
    const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100M' } } };
    const observed = observe(times(2, { cpu: 0, memory: 250e6 }), { autoscaler: autoscaler({ metrics: [memory] }) });
    const plan = planAutoscaler(observed);
    expect(desired(plan)).toBe(5);
    expect(reportedStatus(plan.actions)['currentMetrics']).toEqual([
      { type: 'Resource', resource: { name: 'memory', current: { averageValue: '250000000' } } },
    ]);
  });

  it('can be of one container', () => {
    const target = { type: 'Utilization', averageUtilization: 50 };
    const metrics = [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'web', target } }];
    expect(desired(planAutoscaler(observe(times(2, { cpu: 0.1 }), { autoscaler: autoscaler({ metrics }) })))).toBe(4);
  });

  it('is the largest of all metrics', () => {
    const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 50 } } };
    const states = times(2, { cpu: 0.01, memory: 100 * 2 ** 20 });
    expect(desired(planAutoscaler(observe(states, { autoscaler: autoscaler({ metrics: [half, memory] }) })))).toBe(4);
  });

  it('has a tolerance that can be set for each direction', () => {
    const behavior = { scaleUp: { tolerance: '500m' } };
    expect(desired(planAutoscaler(observe(times(2, { cpu: 0.07 }), { autoscaler: autoscaler({ behavior }) })))).toBe(2);
    expect(desired(planAutoscaler(observe(times(2, { cpu: 0.02 }), { autoscaler: autoscaler({ behavior }) })))).toBe(1);
  });

  it('is reported with what is used now, and what was done is told', () => {
    const plan = planAutoscaler(observe(times(2, { cpu: 0.1 })));
    expect(describeActions(plan.actions)).toEqual([
      'patch Deployment web',
      'event SuccessfulRescale',
      'status HorizontalPodAutoscaler web',
    ]);
    expect(plan.actions[0]).toMatchObject({ patch: { spec: { replicas: 4 } } });
    expect(reportedStatus(plan.actions)).toMatchObject({
      lastScaleTime: '2026-03-04T05:06:07Z',
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } } },
      ],
    });
    expect(conditionsOf(plan)).toEqual([
      'AbleToScale=True ReadyForNewScale',
      'ScalingActive=True ValidMetricFound',
      'ScalingLimited=False DesiredWithinRange',
    ]);
  });
});

describe('what keeps it from that size', () => {
  it('is the bounds', () => {
    const many = planAutoscaler(observe(times(6, { cpu: 1 })));
    expect(desired(many)).toBe(10);
    expect(conditionsOf(many)).toContain('ScalingLimited=True TooManyReplicas');
    const few = planAutoscaler(observe(times(4, { cpu: 0 }), { autoscaler: autoscaler({ minReplicas: 2 }) }));
    expect(desired(few)).toBe(2);
    expect(conditionsOf(few)).toContain('ScalingLimited=True TooFewReplicas');
    expect(desired(planAutoscaler(observe(times(12, {}))))).toBe(10);
    expect(desired(planAutoscaler(observe(times(1, {}), { autoscaler: autoscaler({ minReplicas: 3 }) })))).toBe(3);
  });

  it('is a target that was scaled to zero', () => {
    const plan = planAutoscaler(observe([]));
    expect(describeActions(plan.actions)).toEqual(['status HorizontalPodAutoscaler web']);
    expect(conditionsOf(plan)).toContain('ScalingActive=False ScalingDisabled');
  });

  it.each<[string, PodState[], object[], RegExp]>([
    ['nothing was measured', times(2, {}), [half], /measured yet/],
    ['a pod requests nothing', times(2, { cpu: 1, requests: {} }), [half], /web-0 requests no cpu/],
    ['a metric that nobody serves', times(2, { cpu: 1 }), [{ type: 'External' }], /no metrics of type External/],
    ['a resource that nobody measures', times(2, { cpu: 1 }), [{ type: 'Resource', resource: { name: 'disk' } }], /disk/],
  ])('is that it knows nothing: %s', (_name, states, metrics, message) => {
    const plan = planAutoscaler(
      observe(states, { autoscaler: autoscaler({ metrics: [...metrics].map((each) => ({ type: '', ...each })) }) }),
    );
    expect(describeActions(plan.actions)).toEqual(['status HorizontalPodAutoscaler web']);
    expect(JSON.stringify(reportedStatus(plan.actions))).toMatch(message);
    expect(conditionsOf(plan).join()).toContain('ScalingActive=False FailedGet');
  });

  it('is one unknown metric, for taking away and not for adding', () => {
    const metrics = [half, { type: 'External' }];
    const size = (cpu: number) => desired(planAutoscaler(observe(times(4, { cpu }), { autoscaler: autoscaler({ metrics }) })));
    expect([size(0.01), size(0.1)]).toEqual([4, 8]);
  });

  it('is a target that does not exist', () => {
    const plan = planAutoscaler(observe([], { target: undefined }));
    expect(conditionsOf(plan)).toEqual(['AbleToScale=False FailedGetScale']);
    expect(describeActions(plan.actions)).toContain('event FailedGetScale');
  });
});

describe('its pace', () => {
  const at = (seconds: number) => testNow.getTime() - seconds * 1000;

  it('takes copies away only when five minutes agree, and not after it has just begun to look', () => {
    const wished = (seconds: number): History => ({ recommendations: [{ atMs: at(seconds), replicas: 3 }], changes: [] });
    const size = (history: History | undefined) => planAutoscaler(observe(times(4, { cpu: 0 }), { history }));
    expect(desired(size(wished(299)))).toBe(3);
    expect(desired(size(wished(301)))).toBe(1);
    expect(desired(size(undefined))).toBe(4);
    expect(conditionsOf(size(wished(299)))).toContain('AbleToScale=True ScaleDownStabilized');
  });

  it('waits with adding where a window says so', () => {
    const behavior = { scaleUp: { stabilizationWindowSeconds: 60 } };
    const history = { recommendations: [{ atMs: at(30), replicas: 3 }], changes: [] };
    const plan = planAutoscaler(observe(times(2, { cpu: 0.2 }), { history, autoscaler: autoscaler({ behavior }) }));
    expect(desired(plan)).toBe(3);
    expect(conditionsOf(plan)).toContain('AbleToScale=True ScaleUpStabilized');
  });

  it('adds no more than four or the double within fifteen seconds', () => {
    expect(desired(planAutoscaler(observe(times(1, { cpu: 1 }))))).toBe(5);
    const changes = [{ atMs: at(10), by: 3 }];
    const plan = planAutoscaler(observe(times(4, { cpu: 1 }), { history: { recommendations: [], changes } }));
    expect(desired(plan)).toBe(5);
    expect(conditionsOf(plan)).toContain('ScalingLimited=True ScaleUpLimit');
  });

  it('keeps to the strictest policy where that is asked for, and to none where it is turned off', () => {
    const policies = [
      { type: 'Pods', value: 1, periodSeconds: 60 },
      { type: 'Percent', value: 50, periodSeconds: 60 },
    ];
    const size = (selectPolicy: string, cpu: number) => {
      const rules = { selectPolicy, policies, stabilizationWindowSeconds: 0 };
      const behavior = { scaleUp: rules, scaleDown: rules };
      return desired(planAutoscaler(observe(times(6, { cpu }), { autoscaler: autoscaler({ behavior }) })));
    };
    expect([size('Max', 1), size('Min', 1), size('Disabled', 1)]).toEqual([9, 7, 6]);
    expect([size('Max', 0), size('Min', 0), size('Disabled', 0)]).toEqual([3, 5, 6]);
  });

  it('forgets what no window reaches', () => {
    const history = { recommendations: [{ atMs: at(400), replicas: 9 }], changes: [{ atMs: at(4_000), by: 1 }] };
    const { history: next } = planAutoscaler(observe(times(2, { cpu: 0.1 }), { history }));
    expect(next).toEqual({ recommendations: [{ atMs: at(0), replicas: 4 }], changes: [{ atMs: at(0), by: 2 }] });
  });
});
