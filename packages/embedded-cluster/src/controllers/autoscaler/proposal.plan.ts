/** How many copies one metric asks for. */
import { parseQuantity } from '../../node/quantity.rules.ts';
import type { PodUsage } from '../../usage.ts';
import type { Pod } from '../framework/model.ts';
import type { MetricSpec, MetricTarget } from '../framework/pod-autoscaler.ts';
import { isReady, isTerminating, readySince } from '../framework/pod-state.ts';

export interface MetricInput {
  readonly metric: MetricSpec;
  /** All that the target's selector finds. */
  readonly pods: readonly Pod[];
  /** By uid of the pod. */
  readonly usage: ReadonlyMap<string, PodUsage>;
  readonly currentReplicas: number;
  /** How far from the target the use may be, as a share, before copies are added or removed. */
  readonly tolerance: { readonly up: number; readonly down: number };
  readonly now: Date;
}

export type Proposal =
  | { readonly kind: 'proposed'; readonly replicas: number; readonly name: string; readonly current: object }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

/** While a program starts it uses more than it will, so a young pod counts once it was measured from ready on. */
const startingMs = 300_000;
/** A pod that was never ready longer than this after its start has not begun its work. */
const initialReadinessMs = 30_000;

interface Asked {
  readonly name: string;
  readonly container: string | undefined;
  readonly target: MetricTarget;
  /** How status names it. */
  readonly field: 'resource' | 'containerResource';
}

function askedOf({ type, resource, containerResource }: MetricSpec): Asked | undefined {
  if (type === 'Resource' && resource !== undefined)
    return { name: resource.name, container: undefined, target: resource.target ?? {}, field: 'resource' };
  if (type !== 'ContainerResource' || containerResource === undefined) return undefined;
  const { name, container, target = {} } = containerResource;
  return { name, container, target, field: 'containerResource' };
}

function failed(reason: string, message: string): Proposal {
  return { kind: 'failed', reason, message };
}

type Standing = 'ready' | 'unready' | 'missing' | 'ignored';

/** Whether the pod's figures say something of the load. */
function standingOf(pod: Pod, usage: PodUsage | undefined, isCpu: boolean, now: Date): Standing {
  if (isTerminating(pod) || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return 'ignored';
  if (pod.status?.phase === 'Pending') return 'unready';
  if (usage === undefined) return 'missing';
  if (!isCpu) return 'ready';
  const startedMs = Date.parse(pod.status?.startTime ?? '');
  if (Number.isNaN(startedMs)) return 'unready';
  if (now.getTime() - startedMs >= startingMs) return isReady(pod) || hasBeenReady(pod, startedMs) ? 'ready' : 'unready';
  const since = readySince(pod);
  return since !== undefined && usage.at.getTime() - usage.windowMs >= since ? 'ready' : 'unready';
}

function hasBeenReady(pod: Pod, startedMs: number): boolean {
  const changed = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
  return changed !== undefined && Date.parse(changed) - startedMs > initialReadinessMs;
}

/** What the pod uses of the resource, and what it would use if it were exactly on target. */
interface Load {
  readonly used: number;
  readonly expected: number;
  readonly requested: number;
}

function requestOf(pod: Pod, { name, container }: Asked): number | undefined {
  const containers = pod.spec.containers.filter((each) => container === undefined || each.name === container);
  const requests = containers.map((each) => parseQuantity(each.resources?.requests?.[name]));
  if (requests.length === 0 || requests.includes(undefined)) return undefined;
  return requests.reduce<number>((sum, request) => sum + (request ?? 0), 0);
}

function usedOf(usage: PodUsage | undefined, { name, container }: Asked): number {
  const containers = (usage?.containers ?? []).filter((each) => container === undefined || each.name === container);
  return containers.reduce((sum, each) => sum + (name === 'cpu' ? each.cpuCores : each.memoryBytes), 0);
}

function loadOf(pod: Pod, usage: PodUsage | undefined, asked: Asked): Load | string {
  const used = usedOf(usage, asked);
  const value = parseQuantity(asked.target.averageValue);
  if (value !== undefined) return { used, expected: value, requested: value };
  const requested = requestOf(pod, asked);
  if (requested === undefined || requested === 0) return `pod ${pod.metadata.name} requests no ${asked.name}`;
  return { used, expected: (requested * (asked.target.averageUtilization ?? 100)) / 100, requested };
}

interface Loads {
  readonly ready: readonly Load[];
  readonly unready: readonly Load[];
  readonly missing: readonly Load[];
}

const sum = (loads: readonly Load[], field: keyof Load): number => loads.reduce((total, load) => total + load[field], 0);
const ratioOf = (loads: readonly Load[]): number => sum(loads, 'used') / sum(loads, 'expected');

function isClose(ratio: number, { up, down }: MetricInput['tolerance']): boolean {
  // Sums of floating point numbers miss the edge by a hair.
  const hair = 1e-9;
  return ratio <= 1 + up + hair && ratio >= 1 - down - hair;
}

/**
 * Copies that bring the average use to the target. What is not known of a pod is assumed against the change: nothing where copies
 * would be added, and all it requested, or the target where that is more, where some would be removed.
 */
function replicasFor({ ready, unready, missing }: Loads, { currentReplicas, tolerance }: MetricInput): number {
  const ratio = ratioOf(ready);
  const counted = ratio > 1 ? unready : [];
  if (missing.length === 0 && counted.length === 0)
    return isClose(ratio, tolerance) ? currentReplicas : Math.ceil(Number((ratio * ready.length).toPrecision(12)));
  const assume = (load: Load): Load => ({ ...load, used: ratio < 1 ? Math.max(load.requested, load.expected) : 0 });
  const all = [...ready, ...missing.map(assume), ...counted.map((load) => ({ ...load, used: 0 }))];
  const cautious = ratioOf(all);
  if (isClose(cautious, tolerance) || ratio < 1 !== cautious < 1) return currentReplicas;
  const replicas = Math.ceil(Number((cautious * all.length).toPrecision(12)));
  return cautious < 1 === replicas < currentReplicas ? replicas : currentReplicas;
}

function averages(ready: readonly Load[], asked: Asked): object {
  const average = sum(ready, 'used') / ready.length;
  const averageValue = asked.name === 'cpu' ? `${Math.round(average * 1000)}m` : String(Math.round(average));
  if (asked.target.averageValue !== undefined) return { averageValue };
  return { averageUtilization: Math.floor((sum(ready, 'used') * 100) / sum(ready, 'requested')), averageValue };
}

/** Decides for one metric, or says why it cannot. */
export function proposeReplicas(input: MetricInput): Proposal {
  const { metric, pods, usage, now } = input;
  const asked = askedOf(metric);
  if (asked === undefined)
    return failed(`FailedGet${metric.type}Metric`, `this cluster serves no metrics of type ${metric.type}`);
  const reason = asked.container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
  if (!['cpu', 'memory'].includes(asked.name)) return failed(reason, `${asked.name} is not measured`);
  const loads: Record<Standing, Load[]> = { ready: [], unready: [], missing: [], ignored: [] };
  for (const pod of pods) {
    const own = usage.get(pod.metadata.uid ?? '');
    const standing = standingOf(pod, own, asked.name === 'cpu', now);
    if (standing === 'ignored') continue;
    const load = loadOf(pod, own, asked);
    if (typeof load === 'string') return failed(reason, load);
    loads[standing].push(load);
  }
  if (loads.ready.length === 0) return failed(reason, 'no pod has been measured yet');
  const current = { type: metric.type, [asked.field]: currentOf(asked, averages(loads.ready, asked)) };
  return { kind: 'proposed', name: asked.name, replicas: replicasFor(loads, input), current };
}

function currentOf({ name, container }: Asked, current: object): object {
  return { name, ...(container === undefined ? {} : { container }), current };
}
