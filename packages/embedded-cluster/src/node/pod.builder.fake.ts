/** Pods and records with defaults, for tests. */
import { recordsOf, type ContainerRecord } from './container-record.ts';
import type { Container, Pod, PodSpec, PodStatus } from './pod-spec.ts';

export const testNow = '2026-03-04T05:06:07Z';

export function aContainer(fields: Partial<Container> = {}): Container {
  return { name: 'main', image: 'app:1', command: ['run'], ...fields };
}

export function aPod(
  spec: Partial<PodSpec> = {},
  more: { status?: PodStatus; labels?: Record<string, string>; name?: string } = {},
): Pod {
  const { status, labels = {}, name = 'web-1' } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: 'uid-1', labels },
    spec: { containers: [aContainer()], ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

export function running(record: ContainerRecord): void {
  record.phase = { kind: 'running', startedAt: testNow, startedAtMs: 0 };
  record.wasStarted = true;
  record.started = true;
  record.ready = record.role !== 'init';
}

export function ended(record: ContainerRecord, exitCode: number, willRestart: boolean): void {
  const state = {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: testNow,
    finishedAt: testNow,
    containerID: 'c',
  };
  record.phase = { kind: 'terminated', state, willRestart };
  record.wasStarted = true;
  record.started = false;
  record.ready = false;
}

/** The records of a fresh pod, by container name. */
export function recordMap(pod: Pod): Map<string, ContainerRecord> {
  return new Map(recordsOf(pod, testNow).map((record) => [record.name, record]));
}
