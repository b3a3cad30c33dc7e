import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@moorage/kube/objects';
import { age, humanDuration, mapText } from './cells.ts';
import { podReadyText, podRestartsText, podStatusText } from './pod.cells.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('durations', () => {
  it.each([
    [0, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [9 * minute + 5 * second, '9m5s'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [7 * hour + 30 * minute, '7h30m'],
    [47 * hour, '47h'],
    [3 * day + 2 * hour, '3d2h'],
    [100 * day, '100d'],
    [3 * 365 * day, '3y'],
    [-5 * second, '<invalid>'],
  ])('%d ms reads %s', (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text);
  });

  it('of something without a time is unknown', () => {
    expect(age(undefined, new Date(0))).toBe('<unknown>');
    expect(mapText({ a: 'b', c: 'd' })).toBe('a=b,c=d');
    expect(mapText(undefined)).toBe('<none>');
  });
});

describe('the status of a pod', () => {
  const pod = (status: unknown, metadata: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...metadata },
    spec: { containers: [{}, {}], initContainers: [{}, {}] },
    status,
  });
  const terminated = (exitCode: number, extra: object = {}) => ({ state: { terminated: { exitCode, ...extra } } });

  it.each([
    ['Pending', pod({ phase: 'Pending' })],
    ['CrashLoopBackOff', pod({ phase: 'Running', containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] })],
    ['Error', pod({ phase: 'Failed', containerStatuses: [terminated(1, { reason: 'Error' })] })],
    ['ExitCode:3', pod({ phase: 'Failed', containerStatuses: [terminated(3)] })],
    ['Signal:9', pod({ phase: 'Failed', containerStatuses: [terminated(137, { signal: 9 })] })],
    ['Completed', pod({ phase: 'Succeeded', containerStatuses: [terminated(0, { reason: 'Completed' })] })],
    [
      'NotReady',
      pod({
        phase: 'Running',
        containerStatuses: [terminated(0, { reason: 'Completed' }), { ready: true, state: { running: {} } }],
      }),
    ],
    ['Init:1/2', pod({ phase: 'Pending', initContainerStatuses: [terminated(0), { state: { running: {} } }] })],
    ['Init:Error', pod({ phase: 'Pending', initContainerStatuses: [terminated(1, { reason: 'Error' })] })],
    [
      'Init:CrashLoopBackOff',
      pod({ phase: 'Pending', initContainerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] }),
    ],
    ['Evicted', pod({ phase: 'Failed', reason: 'Evicted' })],
    ['Terminating', pod({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['Unknown', pod(undefined)],
  ])('reads %s', (text, object) => {
    expect(podStatusText(object)).toBe(text);
  });

  it('counts containers and restarts', () => {
    const object = pod({
      containerStatuses: [
        { ready: true, restartCount: 2, lastState: { terminated: { finishedAt: '2026-01-01T00:00:00Z' } } },
        { ready: false, restartCount: 1 },
      ],
    });
    expect(podReadyText(object)).toBe('1/2');
    expect(podRestartsText(object, new Date('2026-01-01T00:05:00Z'))).toBe('3 (5m ago)');
    expect(podRestartsText(pod({}), new Date(0))).toBe('0');
  });
});
