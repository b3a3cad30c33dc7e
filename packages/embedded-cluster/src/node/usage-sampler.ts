/**
 * Measures what containers and the machine use, every few seconds.
 *
 * A container is the processes of its session, as the process table shows them (`process-table.ts`). What it used of the processor is
 * the difference between two looks; a container that was started again in between has no figure until the next look.
 * Where there is no `/proc`, pods have no figures at all.
 */
import { cpus, freemem, totalmem } from 'node:os';
import type { CancelTimer, Clock } from '@moorage/core/clock';
import type { ContainerUsage, NodeUsage, PodUsage, UsageSource } from '../usage.ts';
import { nodeLabels, nodeName } from './node-registration.ts';
import { namespaceOf, type Pod } from './pod-spec.ts';
import type { PodWorker } from './pod-worker.ts';
import { type SessionUsage, usageBySession } from './process-table.ts';
import { usedBetween } from './usage.rules.ts';

const defaultPeriodMs = 5_000;

export interface UsageSampler extends UsageSource {
  start(): void;
  stop(): void;
}

/** One look at everything. */
interface Look {
  readonly at: Date;
  readonly monotonicMs: number;
  readonly machineCpuMs: number;
  readonly bySession: ReadonlyMap<number, SessionUsage>;
}

/** What was measured between the last two looks. */
interface Measurement {
  readonly pods: readonly PodUsage[];
  readonly nodes: readonly NodeUsage[];
}

const none: Measurement = { pods: [], nodes: [] };

interface Running {
  readonly name: string;
  readonly pid: number;
}

function runningContainers(worker: PodWorker): Running[] {
  return worker.actors().flatMap((actor) => {
    const pid = actor.current()?.run.pid;
    return pid === undefined ? [] : [{ name: actor.record.name, pid }];
  });
}

/** Of the whole machine, since it was started. */
function machineCpuMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

function measurePod(pod: Pod, containers: readonly Running[], looks: readonly [Look, Look]): PodUsage | undefined {
  const [before, after] = looks;
  const windowMs = after.monotonicMs - before.monotonicMs;
  const measured = containers.map(({ name, pid }): ContainerUsage | undefined => {
    const used = usedBetween(before.bySession.get(pid), after.bySession.get(pid), windowMs);
    return used === undefined ? undefined : { name, ...used };
  });
  const whole = measured.filter((each) => each !== undefined);
  if (whole.length === 0 || whole.length < measured.length) return undefined;
  const { name, uid = '', labels = {} } = pod.metadata;
  return { namespace: namespaceOf(pod), name, uid, labels, at: after.at, windowMs, containers: whole };
}

function measureNode([before, after]: readonly [Look, Look]): NodeUsage {
  const windowMs = after.monotonicMs - before.monotonicMs;
  const cpuCores = Math.max(0, after.machineCpuMs - before.machineCpuMs) / windowMs;
  const memoryBytes = totalmem() - freemem();
  return { name: nodeName, labels: nodeLabels, at: after.at, windowMs, cpuCores, memoryBytes };
}

export function createUsageSampler(
  workers: () => readonly PodWorker[],
  clock: Clock,
  periodMs: number = defaultPeriodMs,
): UsageSampler {
  let cancel: CancelTimer = () => {};
  let isStopped = true;
  let last: Look | undefined;
  let latest = none;

  async function look(): Promise<void> {
    const containers = workers().map((worker) => ({ pod: worker.pod(), running: runningContainers(worker) }));
    const leaders = new Set(containers.flatMap(({ running }) => running.map(({ pid }) => pid)));
    const bySession = leaders.size === 0 ? new Map<number, SessionUsage>() : await usageBySession(leaders);
    const now = { at: clock.now(), monotonicMs: clock.monotonicMs(), machineCpuMs: machineCpuMs(), bySession };
    if (last !== undefined && now.monotonicMs > last.monotonicMs) {
      const looks = [last, now] as const;
      const pods = containers.map(({ pod, running }) => measurePod(pod, running, looks)).filter((pod) => pod !== undefined);
      latest = { pods, nodes: [measureNode(looks)] };
    }
    last = now;
    if (!isStopped) cancel = clock.after(periodMs, () => void look());
  }

  return {
    pods: () => latest.pods,
    nodes: () => latest.nodes,
    start() {
      isStopped = false;
      void look();
    },
    stop() {
      isStopped = true;
      cancel();
      last = undefined;
      latest = none;
    },
  };
}
