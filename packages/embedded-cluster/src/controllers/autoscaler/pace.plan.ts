/** How fast the number of copies may follow what the metrics ask for. */
import type { ScalingRules } from '../framework/pod-autoscaler.ts';

/** What an autoscaler has asked for and done lately; milliseconds since the epoch. */
export interface History {
  readonly recommendations: readonly { readonly atMs: number; readonly replicas: number }[];
  /** Changes of the number of copies; negative ones took some away. */
  readonly changes: readonly { readonly atMs: number; readonly by: number }[];
}

type Policy = NonNullable<ScalingRules['policies']>[number];

export interface Rules {
  readonly windowMs: number;
  readonly select: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly Policy[];
}

export interface Behavior {
  readonly up: Rules;
  readonly down: Rules;
}

interface BehaviorNow {
  readonly behavior: Behavior;
  readonly nowMs: number;
}

const upPolicies: readonly Policy[] = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const downPolicies: readonly Policy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
const longestPeriodMs = 1_800_000;

function rulesOf(rules: ScalingRules | undefined, windowSeconds: number, policies: readonly Policy[]): Rules {
  const own = rules?.policies ?? [];
  const select = rules?.selectPolicy;
  return {
    windowMs: (rules?.stabilizationWindowSeconds ?? windowSeconds) * 1000,
    select: select === 'Min' || select === 'Disabled' ? select : 'Max',
    policies: own.length === 0 ? policies : own,
  };
}

/** The rules with the defaults of Kubernetes: up at once, by four or to the double; down when five minutes agree. */
export function behaviorOf(spec: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules } | undefined): Behavior {
  return { up: rulesOf(spec?.scaleUp, 0, upPolicies), down: rulesOf(spec?.scaleDown, 300, downPolicies) };
}

/** Keeps to the lowest wish of the window where copies would be added, and to the highest where some would go. */
export function stabilize(desired: number, current: number, history: History, window: BehaviorNow): number {
  const { behavior, nowMs } = window;
  const within = (windowMs: number): number[] =>
    history.recommendations.filter(({ atMs }) => atMs > nowMs - windowMs).map(({ replicas }) => replicas);
  const lowest = Math.min(desired, ...within(behavior.up.windowMs));
  const highest = Math.max(desired, ...within(behavior.down.windowMs));
  return Math.min(Math.max(current, lowest), highest);
}

/** How many copies there were before the changes of the last `periodSeconds`. */
function atStartOf(periodSeconds: number, current: number, { changes }: History, nowMs: number): number {
  const recent = changes.filter(({ atMs }) => atMs > nowMs - periodSeconds * 1000);
  return recent.reduce((count, { by }) => count - by, current);
}

/** The most copies that the policies let there be now. */
export function upperLimit(current: number, history: History, rules: Rules, nowMs: number): number {
  if (rules.select === 'Disabled') return current;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = atStartOf(periodSeconds, current, history, nowMs);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return Math.max(current, rules.select === 'Min' ? Math.min(...limits) : Math.max(...limits));
}

/** The fewest copies that the policies let there be now. */
export function lowerLimit(current: number, history: History, rules: Rules, nowMs: number): number {
  if (rules.select === 'Disabled') return current;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = atStartOf(periodSeconds, current, history, nowMs);
    return type === 'Pods' ? before - value : Math.floor(before * (1 - value / 100));
  });
  return Math.min(current, rules.select === 'Min' ? Math.max(...limits) : Math.min(...limits));
}

/** With the newest wish and change, without what no window reaches any more. */
export function remember(
  history: History,
  { desired, change, behavior, nowMs }: BehaviorNow & { readonly desired: number; readonly change: number },
): History {
  const keepMs = Math.max(behavior.up.windowMs, behavior.down.windowMs);
  const recommendations = history.recommendations.filter(({ atMs }) => atMs > nowMs - keepMs);
  const changes = history.changes.filter(({ atMs }) => atMs > nowMs - longestPeriodMs);
  return {
    recommendations: [...recommendations, { atMs: nowMs, replicas: desired }],
    changes: change === 0 ? changes : [...changes, { atMs: nowMs, by: change }],
  };
}
