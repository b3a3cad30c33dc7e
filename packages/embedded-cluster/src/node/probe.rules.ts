/** Probe thresholds and timing, without I/O. */
import type { ContainerPort, Probe } from './pod-spec.ts';
import { delayOf } from './restart.rules.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export interface ProbeTimes {
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** A probe's settings with the defaults of Kubernetes. */
export function probeTimes(probe: Probe): ProbeTimes {
  return {
    initialDelayMs: delayOf(probe.initialDelaySeconds ?? 0),
    periodMs: delayOf(Math.max(probe.periodSeconds ?? 10, 1)),
    timeoutMs: delayOf(Math.max(probe.timeoutSeconds ?? 1, 1)),
    successThreshold: Math.max(probe.successThreshold ?? 1, 1),
    failureThreshold: Math.max(probe.failureThreshold ?? 3, 1),
  };
}

export interface ProbeTally {
  readonly passing: boolean | undefined;
  readonly successes: number;
  readonly failures: number;
}

export const freshTally: ProbeTally = { passing: undefined, successes: 0, failures: 0 };

/** Counts one answer. `passing` turns only when the threshold of its side is reached. */
export function tallyProbe(tally: ProbeTally, ok: boolean, times: ProbeTimes): ProbeTally {
  const successes = ok ? tally.successes + 1 : 0;
  const failures = ok ? 0 : tally.failures + 1;
  if (ok && successes >= times.successThreshold) return { passing: true, successes, failures };
  if (!ok && failures >= times.failureThreshold) return { passing: false, successes, failures };
  return { passing: tally.passing, successes, failures };
}

/** Every 200 ms: how often a container that was never ready is tried between its regular probes. */
export const earlyPeriodMs = 200;
/** After this a container is not about to become ready any more. */
const earlyForMs = 60_000;

export interface ProbeMoment {
  readonly nowMs: number;
  /** When the first attempt was due. */
  readonly sinceMs: number;
  readonly lastCountedAtMs: number;
  readonly times: ProbeTimes;
  readonly tally: ProbeTally;
  /** Not a program to be run. */
  readonly isCheap: boolean;
  readonly kind: ProbeKind;
}

/**
 * A container that has not passed yet is also tried between its regular probes, so that it is ready within a fifth of a second
 * instead of a whole period after it could be; such an early failure does not count. Programs run by `exec` are too dear.
 */
function isTriedEarly(moment: ProbeMoment): boolean {
  const { kind, isCheap, tally, times } = moment;
  const isYoung = moment.nowMs - moment.sinceMs < earlyForMs;
  return isYoung && isCheap && kind !== 'liveness' && tally.passing === undefined && times.successThreshold === 1;
}

/** True when a failure at this moment counts against the threshold. */
export function failureCounts(moment: ProbeMoment): boolean {
  return !isTriedEarly(moment) || moment.nowMs >= moment.lastCountedAtMs + moment.times.periodMs - earlyPeriodMs / 2;
}

/** When to probe next. */
export function nextProbeAt(moment: ProbeMoment): number {
  const regular = moment.lastCountedAtMs + moment.times.periodMs;
  return isTriedEarly(moment) ? Math.min(regular, moment.nowMs + earlyPeriodMs) : Math.max(regular, moment.nowMs);
}

/** The number of a port given by number, by numeric text or by the name of a container port. */
export function probePort(port: number | string, ports: readonly ContainerPort[]): number | undefined {
  const number = typeof port === 'number' ? port : /^\d+$/.test(port) ? Number(port) : undefined;
  const found = number ?? ports.find((candidate) => candidate.name === port)?.containerPort;
  return found !== undefined && found > 0 && found < 65_536 ? found : undefined;
}

const titles: Readonly<Record<ProbeKind, string>> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' };

/** The text of the `Unhealthy` event, as a kubelet words it. */
export function unhealthyMessage(kind: ProbeKind, evidence: string): string {
  return `${titles[kind]} probe failed: ${evidence}`;
}
