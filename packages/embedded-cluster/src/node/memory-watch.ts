/** Ends containers whose processes use more memory than their limit. One look at the process table every few seconds. */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import type { ContainerActor } from './container-actor.ts';
import { findContainer } from './pod-spec.ts';
import type { PodWorker } from './pod-worker.ts';
import { usageBySession } from './process-table.ts';
import { parseQuantity } from './quantity.rules.ts';

const periodMs = 3000;

export interface MemoryWatch {
  start(): void;
  stop(): void;
}

interface Limited {
  readonly pid: number;
  readonly limitBytes: number;
  readonly actor: ContainerActor;
}

function limitedContainers(workers: readonly PodWorker[]): Limited[] {
  return workers.flatMap((worker) =>
    worker.actors().flatMap((actor): Limited[] => {
      const limit = findContainer(worker.pod(), actor.record.name)?.resources?.limits?.['memory'];
      const limitBytes = parseQuantity(limit);
      const pid = actor.current()?.run.pid;
      return limitBytes === undefined || pid === undefined ? [] : [{ pid, limitBytes, actor }];
    }),
  );
}

export function createMemoryWatch(workers: () => readonly PodWorker[], clock: Clock): MemoryWatch {
  let cancel: CancelTimer = () => {};
  let isStopped = true;

  async function look(): Promise<void> {
    const limited = limitedContainers(workers());
    if (limited.length > 0) {
      const used = await usageBySession(new Set(limited.map(({ pid }) => pid)));
      for (const { pid, limitBytes, actor } of limited) {
        if ((used.get(pid)?.memoryBytes ?? 0) > limitBytes && actor.current()?.run.pid === pid) actor.killForMemory();
      }
    }
    if (!isStopped) cancel = clock.after(periodMs, () => void look());
  }

  return {
    start() {
      isStopped = false;
      cancel = clock.after(periodMs, () => void look());
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
