/** HorizontalPodAutoscaler: how many copies its target is to have, from what its pods use. */
import { parseQuantity } from '../../node/quantity.rules.ts';
import type { PodUsage } from '../../usage.ts';
import { type Action, normal, refOf, warning } from '../framework/actions.ts';
import { type Conditions, timestamp, withCondition } from '../framework/conditions.ts';
import { type Kind, kinds } from '../framework/kinds.ts';
import type { Deployment, Pod, ReplicaSet, StatefulSet } from '../framework/model.ts';
import type { PodAutoscaler } from '../framework/pod-autoscaler.ts';
import { behaviorOf, type History, lowerLimit, remember, stabilize, upperLimit } from './pace.plan.ts';
import { type Proposal, proposeReplicas } from './proposal.plan.ts';

export type Target = Deployment | ReplicaSet | StatefulSet;

export interface AutoscalerObserved {
  readonly autoscaler: PodAutoscaler;
  /** What it scales; undefined when there is no such object. */
  readonly target: { readonly object: Target; readonly resource: Kind<Target> } | undefined;
  /** Those of the target's selector. */
  readonly pods: readonly Pod[];
  /** By uid of the pod. */
  readonly usage: ReadonlyMap<string, PodUsage>;
  readonly history: History | undefined;
  readonly now: Date;
}

export interface AutoscalerPlan {
  readonly actions: readonly Action[];
  readonly history: History | undefined;
}

const defaultTolerance = 0.1;
const defaultCpuPercent = 80;

type Verdict = { readonly type: string; readonly status: 'True' | 'False'; readonly reason: string; readonly message: string };

const yes = (type: string, reason: string, message: string): Verdict => ({ type, status: 'True', reason, message });
const no = (type: string, reason: string, message: string): Verdict => ({ type, status: 'False', reason, message });

interface Decision {
  readonly replicas: number;
  /** What the metrics asked for, before any limit; undefined when none did. */
  readonly asked?: number;
  readonly verdicts: readonly Verdict[];
  readonly metrics: readonly object[];
}

function toleranceOf({ spec: { behavior } }: PodAutoscaler): { readonly up: number; readonly down: number } {
  return {
    up: parseQuantity(behavior?.scaleUp?.tolerance) ?? defaultTolerance,
    down: parseQuantity(behavior?.scaleDown?.tolerance) ?? defaultTolerance,
  };
}

function proposalsOf(observed: AutoscalerObserved, currentReplicas: number): Proposal[] {
  const { autoscaler, pods, usage, now } = observed;
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: defaultCpuPercent } };
  const own = autoscaler.spec.metrics ?? [];
  const metrics = own.length === 0 ? [{ type: 'Resource', resource: cpu }] : own;
  const tolerance = toleranceOf(autoscaler);
  return metrics.map((metric) => proposeReplicas({ metric, pods, usage, currentReplicas, tolerance, now }));
}

/** The largest proposal, within what the behaviour and the bounds allow. */
function decideByMetrics(observed: AutoscalerObserved, current: number, history: History): Decision {
  const { spec } = observed.autoscaler;
  const proposals = proposalsOf(observed, current);
  const proposed = proposals.filter((each) => each.kind === 'proposed');
  const failure = proposals.find((each) => each.kind === 'failed');
  const metrics = proposed.map((each) => each.current);
  const asked = Math.max(...proposed.map(({ replicas }) => replicas));
  // A metric that is not known might ask for more, so copies are only added without it.
  if (proposed.length === 0 || (failure !== undefined && asked < current)) {
    const message = failure?.message ?? 'no metric is named';
    const verdicts = [
      yes('AbleToScale', 'SucceededGetScale', 'the scale of the target is known'),
      no('ScalingActive', failure?.reason ?? 'InvalidMetricSourceType', message),
    ];
    return { replicas: current, verdicts, metrics };
  }
  const nowMs = observed.now.getTime();
  const behavior = behaviorOf(spec.behavior);
  const stable = stabilize(asked, current, history, { behavior, nowMs });
  const [low, high] = [lowerLimit(current, history, behavior.down, nowMs), upperLimit(current, history, behavior.up, nowMs)];
  const { replicas, limit } = bounded(stable, { low, high }, spec);
  const winner = proposed.find((each) => each.replicas === asked)?.name ?? '';
  const able =
    stable === asked
      ? yes('AbleToScale', 'ReadyForNewScale', 'the recommended size matches what the metrics ask for')
      : stable > asked
        ? yes('AbleToScale', 'ScaleDownStabilized', 'recent recommendations were higher, the highest of them counts')
        : yes('AbleToScale', 'ScaleUpStabilized', 'recent recommendations were lower, the lowest of them counts');
  const active = yes('ScalingActive', 'ValidMetricFound', `the number of copies follows ${winner}`);
  return { replicas, asked, verdicts: [able, active, limit], metrics };
}

interface Bounded {
  readonly replicas: number;
  readonly limit: Verdict;
}

function bounded(wanted: number, pace: { readonly low: number; readonly high: number }, spec: PodAutoscaler['spec']): Bounded {
  const min = spec.minReplicas ?? 1;
  const limited = (replicas: number, reason: string, message: string): Bounded => ({
    replicas,
    limit: yes('ScalingLimited', reason, message),
  });
  if (wanted > spec.maxReplicas && pace.high >= spec.maxReplicas)
    return limited(spec.maxReplicas, 'TooManyReplicas', 'more would be needed than the most that are allowed');
  if (wanted > pace.high) return limited(pace.high, 'ScaleUpLimit', 'more would be needed than may be added at a time');
  if (wanted < min && pace.low <= min) return limited(min, 'TooFewReplicas', 'fewer would do than the least that are allowed');
  if (wanted < pace.low) return limited(pace.low, 'ScaleDownLimit', 'fewer would do than may be taken away at a time');
  return { replicas: wanted, limit: no('ScalingLimited', 'DesiredWithinRange', 'the desired number is within the range') };
}

function decide(observed: AutoscalerObserved, current: number, history: History): Decision {
  const { minReplicas: min = 1, maxReplicas: max } = observed.autoscaler.spec;
  const able = yes('AbleToScale', 'SucceededGetScale', 'the scale of the target is known');
  if (current === 0 && min !== 0) {
    const message = 'the target is scaled to zero, which turns scaling off';
    return { replicas: 0, verdicts: [able, no('ScalingActive', 'ScalingDisabled', message)], metrics: [] };
  }
  if (current > max)
    return {
      replicas: max,
      verdicts: [able, yes('ScalingLimited', 'TooManyReplicas', 'there are more than allowed')],
      metrics: [],
    };
  if (current < min)
    return {
      replicas: min,
      verdicts: [able, yes('ScalingLimited', 'TooFewReplicas', 'there are fewer than allowed')],
      metrics: [],
    };
  return decideByMetrics(observed, current, history);
}

function rescale(observed: AutoscalerObserved, current: number, decision: Decision): Action[] {
  const { autoscaler, target } = observed;
  if (target === undefined || decision.replicas === current) return [];
  const why = decision.verdicts.find(({ type }) => type === 'ScalingActive')?.message ?? decision.verdicts.at(-1)?.message ?? '';
  const { resource, object } = target;
  return [
    { kind: 'patch', resource, key: refOf(object), patch: { spec: { replicas: decision.replicas } } },
    normal(autoscaler, 'SuccessfulRescale', `New size: ${decision.replicas}; reason: ${why}`),
  ];
}

function report({ autoscaler, now }: AutoscalerObserved, verdicts: readonly Verdict[], more: object): Action {
  const before: Conditions = autoscaler.status?.conditions ?? [];
  const conditions = verdicts.reduce((all, verdict) => withCondition(all, verdict, now), before);
  const { generation } = autoscaler.metadata;
  const status = { ...(generation === undefined ? {} : { observedGeneration: generation }), ...more, conditions };
  return { kind: 'status', resource: kinds.podAutoscaler, key: refOf(autoscaler), status };
}

/** What to do for one autoscaler, and what to remember of it. */
export function planAutoscaler(observed: AutoscalerObserved): AutoscalerPlan {
  const { autoscaler, target, now } = observed;
  const { lastScaleTime } = autoscaler.status ?? {};
  if (target === undefined) {
    const { kind, name } = autoscaler.spec.scaleTargetRef;
    const message = `there is no ${kind} named "${name}" that can be scaled`;
    const status = report(observed, [no('AbleToScale', 'FailedGetScale', message)], { currentReplicas: 0, desiredReplicas: 0 });
    return { actions: [warning(autoscaler, 'FailedGetScale', message), status], history: undefined };
  }
  const current = target.object.spec.replicas ?? 1;
  const nowMs = now.getTime();
  // Who has just begun to look does not know what was needed a moment ago.
  const history = observed.history ?? { recommendations: [{ atMs: nowMs, replicas: current }], changes: [] };
  const decision = decide(observed, current, history);
  const isChanged = decision.replicas !== current;
  const scaledAt = isChanged ? timestamp(now) : lastScaleTime;
  const status = report(observed, decision.verdicts, {
    currentReplicas: target.object.status?.replicas ?? 0,
    desiredReplicas: decision.replicas,
    ...(scaledAt === undefined ? {} : { lastScaleTime: scaledAt }),
    currentMetrics: decision.metrics,
  });
  const behavior = behaviorOf(autoscaler.spec.behavior);
  const next = { desired: decision.asked ?? current, change: decision.replicas - current, behavior, nowMs };
  return { actions: [...rescale(observed, current, decision), status], history: remember(history, next) };
}
