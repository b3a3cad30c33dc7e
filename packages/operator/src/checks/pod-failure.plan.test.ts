import { describe, expect, it } from 'vitest';
import { failureReasons } from '../failure-reasons.ts';
import type { ContainerStatus } from '../pod.ts';
import { ago, aPod, aRoot, now } from '../user-deployment.fake.ts';
import { findPodFailure, isSuspect, isUnproved, type PodClues } from './pod-failure.plan.ts';

const patience = { now, suspectSeconds: 6, graceSeconds: 60, hasProbe: true };
const failureOf = (status: Partial<ContainerStatus>, clues: PodClues = {}) =>
  findPodFailure(aPod(aRoot(), { isReady: false, status }), clues, patience);

describe('pod failure', () => {
  it.each<[string, Partial<ContainerStatus>, string]>([
    [
      'an image that cannot be pulled',
      { state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
      'ImagePullFailed',
    ],
    [
      'a crash loop',
      { restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 1 } } },
      'CrashLooping',
    ],
    ['a first crash', { state: { terminated: { exitCode: 1 } } }, 'CrashLooping'],
    ['a command that is not there', { state: { terminated: { exitCode: 127 } } }, 'StartFailed'],
    ['a container that cannot be made', { state: { waiting: { reason: 'CreateContainerError' } } }, 'StartFailed'],
    [
      'a missing config map',
      { state: { waiting: { reason: 'CreateContainerConfigError', message: 'configmap "x" not found' } } },
      'ConfigMissing',
    ],
    ['too much memory', { restartCount: 1, state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }, 'OutOfMemory'],
    [
      'a loop whose newest run has just begun',
      { restartCount: 2, state: { running: { startedAt: ago(2) } }, lastState: { terminated: { exitCode: 0 } } },
      'CrashLooping',
    ],
  ])('recognizes %s', (_what, status, reason) => {
    expect(failureOf(status)).toMatchObject({ reason, isFatal: true });
  });

  it('sees nothing wrong in a pod that starts, runs, or has recovered', () => {
    expect(failureOf({ state: { waiting: { reason: 'ContainerCreating' } } })).toBeUndefined();
    expect(failureOf({ state: { running: { startedAt: ago(3) } } })).toBeUndefined();
    expect(
      failureOf({
        ready: true,
        restartCount: 5,
        state: { running: { startedAt: ago(30) } },
        lastState: { terminated: { exitCode: 1 } },
      }),
    ).toBeUndefined();
  });

  it.each(['NodeRestarted', 'Unknown', 'ContainerStatusUnknown'])(
    'does not blame a program for the end of its machine (%s)',
    (reason) => {
      const ended = { exitCode: 137, reason };
      expect(failureOf({ restartCount: 3, state: { terminated: ended } })).toBeUndefined();
      expect(
        failureOf({ restartCount: 3, state: { running: { startedAt: ago(1) } }, lastState: { terminated: ended } }),
      ).toBeUndefined();
    },
  );

  it('forgives one restart when the probe succeeds, but not without a probe', () => {
    const once = {
      ready: true,
      restartCount: 1,
      state: { running: { startedAt: ago(2) } },
      lastState: { terminated: { exitCode: 1 } },
    };
    expect(failureOf(once)).toBeUndefined();
    const pod = aPod(aRoot(), { status: once });
    expect(findPodFailure(pod, {}, { ...patience, hasProbe: false })).toMatchObject({ reason: 'CrashLooping' });
    expect(failureOf({ ...once, restartCount: 2 })).toMatchObject({ reason: 'CrashLooping' });
  });

  it('does not call a program without a probe ready the moment it exists', () => {
    const started = (seconds: number) => aPod(aRoot(), { status: { state: { running: { startedAt: ago(seconds) } } } });
    expect([1, 3].map((seconds) => isUnproved(started(seconds), { ...patience, hasProbe: false }))).toEqual([true, false]);
    expect(isUnproved(started(1), patience)).toBe(false);
  });

  it('takes a failing probe for passing at first and for a failure later', () => {
    expect(failureOf({ state: { running: { startedAt: ago(10) } } }, { probe: 'Readiness probe failed: 500' })).toMatchObject({
      reason: 'ProbeFailing',
      isFatal: false,
      detail: 'Readiness probe failed: 500',
    });
    expect(failureOf({ state: { running: { startedAt: ago(100) } } })).toMatchObject({ reason: 'ProbeFailing', isFatal: true });
  });

  it('reads volumes and missing secrets from the event, once creation takes long', () => {
    const creating = { state: { waiting: { reason: 'ContainerCreating' } } };
    expect(failureOf(creating, { event: 'FailedMount: timed out' })).toMatchObject({ reason: 'VolumeFailed' });
    expect(failureOf(creating, { event: 'FailedMount: secret "s" not found' })).toMatchObject({ reason: 'ConfigMissing' });
    expect(isSuspect(aPod(aRoot(), { isReady: false, status: creating }), patience)).toBe(true);
  });

  it('says when no machine has room, and when a machine would not help', () => {
    const pod = aPod(aRoot());
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available' }];
    expect(findPodFailure({ ...pod, status: { phase: 'Pending', conditions } }, {}, patience)).toMatchObject({
      reason: 'Unschedulable',
      isFatal: false,
    });
    const message = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    const unbound = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    expect(findPodFailure({ ...pod, status: { phase: 'Pending', conditions: unbound } }, {}, patience)).toMatchObject({
      reason: 'VolumeFailed',
      detail: message,
      isFatal: false,
    });
  });
});

describe('catalogue of failures', () => {
  it('gives every reason a sentence and a next step', () => {
    for (const [reason, kind] of Object.entries(failureReasons)) {
      expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(kind.sentence).toMatch(/^[A-Z].*\.$/);
      expect(kind.nextStep).toMatch(/^[A-Z].*\.$/);
    }
  });
});
