/** Which pods a running Job starts or stops now. */
import { type Action, normal, removal } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { Job, Pod } from '../framework/model.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import { byWorth } from '../replica-set/replica-set.plan.ts';
import { completionIndex, indexOf, isIndexed, type JobCount } from './job-count.plan.ts';

export interface PodChanges {
  readonly actions: readonly Action[];
  /** How many more pods are active afterwards. */
  readonly change: number;
}

const firstBackoffMs = 10_000;
const longestBackoffMs = 360_000;
const burst = 200;

/** Milliseconds until a new pod may start after failures: 10 s, doubled with each one, at most 6 minutes. */
export function backoffUntil(count: JobCount, now: Date): number {
  if (count.failed === 0 || count.lastFailureAt === undefined) return 0;
  const delay = Math.min(firstBackoffMs * 2 ** Math.min(count.failed - 1, 10), longestBackoffMs);
  return Math.max(0, count.lastFailureAt + delay - now.getTime());
}

/** How many pods should run now. */
export function wantedActive(job: Job, count: JobCount): number {
  const parallelism = job.spec.parallelism ?? 1;
  const { completions } = job.spec;
  if (completions !== undefined) return Math.max(0, Math.min(parallelism, completions - count.succeeded));
  return count.succeeded > 0 ? Math.min(parallelism, count.active.length) : parallelism;
}

function freeIndexes(job: Job, count: JobCount): number[] {
  const taken = new Set(count.active.flatMap((pod) => indexOf(pod) ?? []));
  const all = Array.from({ length: job.spec.completions ?? 0 }, (_each, index) => index);
  return all.filter((index) => !taken.has(index) && !count.completedIndexes.has(index));
}

function withIndexVariable(pod: Pod, index: number): Pod {
  const variable = { name: 'JOB_COMPLETION_INDEX', value: String(index) };
  const containers = pod.spec.containers.map((container) => ({ ...container, env: [...(container.env ?? []), variable] }));
  return { ...pod, spec: { ...pod.spec, containers, hostname: pod.spec.hostname ?? pod.metadata.name.slice(0, 63) } };
}

/** The next pod of a Job; an indexed one is told its index. */
export function jobPod(job: Job, suffix: string, index?: number): Pod {
  const { name, uid } = job.metadata;
  const generateName = index === undefined ? `${name}-` : `${name}-${index}-`;
  const owner = {
    'batch.kubernetes.io/controller-uid': uid ?? '',
    'controller-uid': uid ?? '',
    'batch.kubernetes.io/job-name': name,
    'job-name': name,
  };
  const indexed = index === undefined ? {} : { [completionIndex]: String(index) };
  const pod = podFromTemplate(job, job.spec.template, {
    name: `${generateName}${suffix}`,
    generateName,
    labels: { ...owner, ...indexed },
    annotations: indexed,
  });
  return index === undefined ? pod : withIndexVariable(pod, index);
}

interface Moment {
  readonly now: Date;
  readonly newSuffix: () => string;
}

/** Starts what is missing, unless the Job waits after a failure, and stops what is too much. */
export function jobPods(job: Job, count: JobCount, moment: Moment): PodChanges {
  const missing = wantedActive(job, count) - count.active.length;
  if (missing < 0) {
    const victims = count.active.toSorted(byWorth).slice(0, -missing);
    return {
      actions: victims.flatMap((pod) => [
        removal(kinds.pod, pod),
        normal(job, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`),
      ]),
      change: missing,
    };
  }
  // A terminating pod still holds its place, as two pods of one Job must not do the same work.
  const room = Math.min(missing - count.terminating, burst);
  if (room <= 0 || backoffUntil(count, moment.now) > 0) return { actions: [], change: 0 };
  const indexes: readonly (number | undefined)[] = isIndexed(job)
    ? freeIndexes(job, count).slice(0, room)
    : Array.from({ length: room }, () => undefined);
  const pods = indexes.map((index) => jobPod(job, moment.newSuffix(), index));
  return {
    actions: pods.flatMap((pod): Action[] => [
      { kind: 'create', resource: kinds.pod, object: pod },
      normal(job, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`),
    ]),
    change: pods.length,
  };
}
