/**
 * One pod on the node: looks, plans, acts, reports; one round at a time, and again whenever something changed meanwhile.
 *
 * A round that throws (a directory that cannot be written) becomes an event and is tried again; nothing that a pod
 * says can stop the node.
 */
import { type CancelTimer } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import { resources } from '@moorage/kube/resources';
import { createContainerActor, type ContainerActor } from './container-actor.ts';
import { recordsOf } from './container-record.ts';
import type { NodeDeps } from './node-deps.ts';
import { prepareVolumes, removePodFiles } from './pod-files.ts';
import { findContainer, namespaceOf, type Pod } from './pod-spec.ts';
import { planPod, type PodPlan } from './pod.plan.ts';
import { createStatusWriter, timestamp } from './pod-status-writer.ts';
import { delayOf } from './restart.rules.ts';
import { configNames } from './volume-files.plan.ts';

export interface PodWorker {
  readonly ip: string;
  pod(): Pod;
  actors(): readonly ContainerActor[];
  /** The object has changed, or something it depends on. */
  update(pod: Pod): void;
  /** A config map or secret (`configmap/name`) has changed. */
  configChanged(name: string): void;
  /** The object is gone without a graceful end: stop everything now. */
  abandon(): Promise<void>;
  /** The platform ends: processes stop, the object stays. */
  shutDown(graceMs: number): Promise<void>;
}

const volumeRetryMs = 2000;
/** A request may be a stream that never ends. */
const longestDrainMs = 3000;
const drainLookMs = 20;

export interface WorkerInput {
  readonly pod: Pod;
  readonly ip: string;
  /** Called once when nothing of the pod is left. */
  readonly onGone: () => void;
}

export function createPodWorker(input: WorkerInput, deps: NodeDeps): PodWorker {
  let pod = input.pod;
  let isOver = false;
  let isTerminating = false;
  let isPrepared = false;
  let isOverdue = false;
  let areVolumesStale = false;
  let round: Promise<void> | undefined;
  let isStale = false;
  let wake: CancelTimer | undefined;
  const key = { namespace: namespaceOf(pod), name: pod.metadata.name };
  const startTime = pod.status?.startTime ?? timestamp(deps.clock.now());
  const write = createStatusWriter({ podIp: input.ip, startTime }, deps);
  const isFinished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const actors = recordsOf(pod, timestamp(deps.clock.now())).flatMap((record) => {
    const container = findContainer(pod, record.name);
    if (container === undefined) return [];
    return [createContainerActor({ pod: () => pod, container, record, ip: () => input.ip, changed: onChanged }, deps)];
  });

  const report = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    deps.recordEvent(pod, { component: 'kubelet', type, reason, message });

  function plan(): PodPlan {
    const planned = planPod({
      records: actors.map((actor) => actor.record),
      restartPolicy: pod.spec.restartPolicy,
      nowMs: deps.clock.now().getTime(),
      startedAtMs: new Date(startTime).getTime(),
      activeDeadlineSeconds: pod.spec.activeDeadlineSeconds,
    });
    // Its containers end because of the deadline; that they failed is not the reason.
    isOverdue ||= planned.outcome === 'deadline-exceeded';
    return isOverdue ? { ...planned, start: [], outcome: 'deadline-exceeded' } : planned;
  }

  function writeStatus(): void {
    if (isOver || isFinished) return;
    write({ pod, records: actors.map((actor) => actor.record), plan: plan(), isStopping: isTerminating });
  }

  function onChanged(): void {
    writeStatus();
    poke();
  }

  function poke(): void {
    if (isOver) return;
    isStale = true;
    round ??= runRounds().finally(() => {
      round = undefined;
      if (isDue()) poke();
    });
  }

  function isDue(): boolean {
    return isStale && !isOver;
  }

  async function runRounds(): Promise<void> {
    while (isDue()) {
      isStale = false;
      try {
        await runRound();
      } catch (error) {
        retryLater(error);
      }
    }
  }

  function retryLater(error: unknown): void {
    if (isOver) return;
    report('Warning', isPrepared ? 'FailedSync' : 'FailedMount', messageOf(error));
    scheduleWake(volumeRetryMs);
  }

  function scheduleWake(delayMs: number): void {
    wake?.();
    wake = deps.clock.after(delayOf(Math.max(delayMs, 10) / 1000), poke);
  }

  async function runRound(): Promise<void> {
    if (isOver) return;
    if (pod.metadata.deletionTimestamp !== undefined) return terminate();
    if (isFinished) return;
    writeStatus();
    if (!isPrepared || areVolumesStale) {
      areVolumesStale = false;
      await prepareVolumes(pod, input.ip, deps);
      isPrepared = true;
    }
    await act(plan());
    writeStatus();
  }

  async function act(planned: PodPlan): Promise<void> {
    for (const name of planned.start) {
      if (isOver || isTerminating) return;
      await actorOf(name)?.start();
    }
    const graceMs = delayOf(pod.spec.terminationGracePeriodSeconds ?? 30);
    await Promise.all(
      actors.filter((actor) => planned.stop.includes(actor.record.name)).map((actor) => actor.stop({ graceMs, hook: true })),
    );
    if (planned.wakeAtMs !== undefined) scheduleWake(planned.wakeAtMs - deps.clock.now().getTime());
  }

  const actorOf = (name: string): ContainerActor | undefined => actors.find((actor) => actor.record.name === name);

  /** Not ready at once, a moment for proxies to notice, then main containers and after them the sidecars, last first. */
  async function terminate(): Promise<void> {
    isTerminating = true;
    const graceMs = delayOf(pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30);
    const wasServing = actors.some((actor) => actor.record.ready && actor.record.role === 'main');
    for (const actor of actors) actor.record.ready = false;
    writeStatus();
    if (wasServing && graceMs > 0) await drain(graceMs);
    for (const actor of actors) {
      if (actor.current() !== undefined) report('Normal', 'Killing', `Stopping container ${actor.record.name}`);
    }
    await stopAll(graceMs, true);
    await leave();
    deps.api.remove(resources.pod, key, {
      gracePeriodSeconds: 0,
      ...(pod.metadata.uid === undefined ? {} : { uid: pod.metadata.uid }),
    });
  }

  /** Proxies turn away at once, and requests that are under way get a little time to end. */
  async function drain(graceMs: number): Promise<void> {
    const endsAt = deps.clock.monotonicMs() + Math.min(longestDrainMs, graceMs);
    await deps.clock.sleep(Math.min(deps.drainMs, graceMs));
    while (deps.isBusy(input.ip) && deps.clock.monotonicMs() < endsAt) await deps.clock.sleep(drainLookMs);
  }

  async function stopAll(graceMs: number, hook: boolean): Promise<void> {
    const sidecars = actors.filter((actor) => actor.record.role === 'sidecar');
    const others = actors.filter((actor) => actor.record.role !== 'sidecar');
    const beganAt = deps.clock.monotonicMs();
    await Promise.all(others.map((actor) => actor.stop({ graceMs, hook })));
    for (const sidecar of sidecars.toReversed()) {
      await sidecar.stop({ graceMs: Math.max(0, graceMs - (deps.clock.monotonicMs() - beganAt)), hook });
    }
  }

  async function leave(): Promise<void> {
    if (isOver) return;
    isOver = true;
    wake?.();
    await removePodFiles(pod, deps.nodeDir).catch((error: unknown) =>
      deps.log.warn('pod directory not removed', { pod: key.name, error }),
    );
    input.onGone();
  }

  return {
    ip: input.ip,
    pod: () => pod,
    actors: () => actors,
    update(next) {
      pod = next;
      poke();
    },
    configChanged(name) {
      const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
      if (!configNames(pod.spec.volumes ?? [], containers).has(name)) return;
      areVolumesStale = true;
      for (const { record } of actors) {
        if (record.phase.kind === 'waiting' && record.phase.reason === 'CreateContainerConfigError') record.notBeforeMs = 0;
      }
      poke();
    },
    async abandon() {
      if (isOver) return;
      isTerminating = true;
      await stopAll(0, false);
      await leave();
    },
    async shutDown(graceMs) {
      isOver = true;
      wake?.();
      await Promise.all(actors.map((actor) => actor.stop({ graceMs, hook: false })));
    },
  };
}
