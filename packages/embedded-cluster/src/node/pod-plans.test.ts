import { describe, expect, it } from 'vitest';
import { recordsOf } from './container-record.ts';
import { aContainer, aPod, ended, recordMap, running, testNow } from './pod.builder.fake.ts';
import { planPod, type PodPlan } from './pod.plan.ts';
import { planPodStatus, qosClass } from './pod-status.plan.ts';
import type { Pod, PodStatus } from './pod-spec.ts';
import type { ContainerRecord } from './container-record.ts';

const layered = aPod({
  initContainers: [
    aContainer({ name: 'first' }),
    aContainer({ name: 'proxy', restartPolicy: 'Always' }),
    aContainer({ name: 'second' }),
  ],
  containers: [aContainer({ name: 'web' }), aContainer({ name: 'log' })],
});

function plan(records: Map<string, ContainerRecord>, pod: Pod = layered, nowMs = 1000): PodPlan {
  const { restartPolicy, activeDeadlineSeconds } = pod.spec;
  return planPod({ records: [...records.values()], restartPolicy, nowMs, startedAtMs: 0, activeDeadlineSeconds });
}

function step(records: Map<string, ContainerRecord>, name: string, change: (record: ContainerRecord) => void): void {
  const record = records.get(name);
  if (record === undefined) throw new Error(name);
  change(record);
}

describe('planPod', () => {
  it('starts init containers one after the other, sidecars with them, then all main ones', () => {
    const records = recordMap(layered);
    expect(plan(records).start).toEqual(['first']);
    step(records, 'first', running);
    expect(plan(records).start).toEqual([]);
    step(records, 'first', (record) => ended(record, 0, false));
    expect(plan(records).start).toEqual(['proxy']);
    step(records, 'proxy', running);
    expect(plan(records)).toMatchObject({ start: ['second'], isInitialized: false });
    step(records, 'second', (record) => ended(record, 0, false));
    expect(plan(records)).toMatchObject({ start: ['web', 'log'], isInitialized: true });
  });

  it('gives the same plan twice', () => {
    const records = recordMap(layered);
    expect(plan(records)).toEqual(plan(records));
  });

  it('fails the pod when an init container fails for good', () => {
    const records = recordMap(layered);
    step(records, 'first', (record) => ended(record, 1, false));
    expect(plan(records)).toMatchObject({ start: [], outcome: 'failed' });
  });

  it('waits for the back-off and says until when', () => {
    const records = recordMap(aPod());
    step(records, 'main', (record) => {
      record.phase = { kind: 'waiting', reason: 'CrashLoopBackOff' };
      record.notBeforeMs = 5000;
    });
    expect(plan(records, aPod())).toMatchObject({ start: [], wakeAtMs: 5000 });
    expect(plan(records, aPod(), 5000).start).toEqual(['main']);
  });

  it('stops the sidecars when the work is done', () => {
    const pod = aPod({ restartPolicy: 'Never', initContainers: [aContainer({ name: 'proxy', restartPolicy: 'Always' })] });
    const records = recordMap(pod);
    step(records, 'proxy', running);
    step(records, 'main', (record) => ended(record, 0, false));
    expect(plan(records, pod)).toMatchObject({ stop: ['proxy'], start: [], outcome: 'succeeded' });
  });

  it('does not start again the sidecar of a finished pod', () => {
    const pod = aPod({ restartPolicy: 'Never', initContainers: [aContainer({ name: 'proxy', restartPolicy: 'Always' })] });
    const records = recordMap(pod);
    step(records, 'proxy', (record) => ended(record, 143, true));
    step(records, 'main', (record) => ended(record, 1, false));
    expect(plan(records, pod)).toMatchObject({ start: [], outcome: 'failed' });
  });

  it('ends a pod that is over its deadline', () => {
    const pod = aPod({ activeDeadlineSeconds: 10 });
    const records = recordMap(pod);
    step(records, 'main', running);
    expect(plan(records, pod).wakeAtMs).toBe(10_000);
    expect(plan(records, pod, 10_000)).toMatchObject({ outcome: 'deadline-exceeded', stop: ['main'] });
  });
});

describe('recordsOf', () => {
  const status = (state: object, more: object = {}): PodStatus => ({
    containerStatuses: [
      {
        name: 'main',
        state,
        lastState: {},
        ready: true,
        started: true,
        restartCount: 2,
        image: '',
        imageID: '',
        containerID: 'c',
        ...more,
      },
    ],
  });

  it('tells a container that ran as ended by the restart, to be started again', () => {
    const [record] = recordsOf(aPod({}, { status: status({ running: { startedAt: testNow } }) }), testNow);
    expect(record?.phase).toMatchObject({
      kind: 'terminated',
      willRestart: true,
      state: { exitCode: 137, reason: 'NodeRestarted' },
    });
    expect(record).toMatchObject({ restartCount: 2, wasStarted: true, ready: false });
  });

  it('leaves a container of policy Never ended', () => {
    const [record] = recordsOf(
      aPod({ restartPolicy: 'Never' }, { status: status({ running: { startedAt: testNow } }) }),
      testNow,
    );
    expect(record?.phase).toMatchObject({ willRestart: false });
  });

  it.each([
    ['OnFailure', 0, false],
    ['OnFailure', 1, true],
    ['Always', 0, true],
  ])('with policy %s and exit code %d restarts: %s', (restartPolicy, exitCode, willRestart) => {
    const terminated = { exitCode, reason: 'x', startedAt: testNow, finishedAt: testNow, containerID: 'c' };
    const [record] = recordsOf(aPod({ restartPolicy }, { status: status({ terminated }) }), testNow);
    expect(record?.phase).toMatchObject({ kind: 'terminated', willRestart });
  });
});

describe('planPodStatus', () => {
  function statusOf(pod: Pod, change: (records: Map<string, ContainerRecord>) => void = () => {}, isStopping = false): PodStatus {
    const records = recordMap(pod);
    change(records);
    return planPodStatus({
      pod,
      records: [...records.values()],
      plan: plan(records, pod),
      podIp: '127.64.0.2',
      hostIp: '127.0.0.1',
      startTime: testNow,
      nowIso: testNow,
      isStopping,
    });
  }
  const conditions = (status: PodStatus): string[] =>
    (status.conditions ?? []).map(({ type, status: value }) => `${type}=${value}`);

  it('reports a pod whose init containers run', () => {
    const status = statusOf(layered);
    expect(status.phase).toBe('Pending');
    expect(conditions(status)).toContain('Initialized=False');
    expect(status.conditions?.find(({ type }) => type === 'Initialized')?.message).toBe(
      'containers with incomplete status: [first proxy second]',
    );
    expect(status.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
  });

  it('reports a pod that serves', () => {
    const status = statusOf(aPod(), (records) => step(records, 'main', running));
    expect(status).toMatchObject({
      phase: 'Running',
      podIP: '127.64.0.2',
      podIPs: [{ ip: '127.64.0.2' }],
      qosClass: 'BestEffort',
    });
    expect(conditions(status)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
  });

  it('names the containers that are not ready', () => {
    const pod = aPod({ containers: [aContainer({ name: 'a' }), aContainer({ name: 'b' })] });
    const status = statusOf(pod, (records) => {
      step(records, 'a', running);
      step(records, 'b', running);
      step(records, 'b', (record) => void (record.ready = false));
    });
    expect(status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [b]',
    });
  });

  it('is not ready from the moment of deletion', () => {
    const status = statusOf(aPod(), (records) => step(records, 'main', running), true);
    expect(conditions(status)).toEqual(expect.arrayContaining(['Ready=False', 'ContainersReady=False']));
    expect(status.containerStatuses?.[0]?.ready).toBe(false);
  });

  it('waits for readiness gates and keeps the conditions of others', () => {
    const gate = { type: 'example.com/gate', status: 'False' as const, lastTransitionTime: testNow };
    const pod = aPod({ readinessGates: [{ conditionType: gate.type }] }, { status: { conditions: [gate] } });
    const status = statusOf(pod, (records) => step(records, 'main', running));
    expect(conditions(status)).toEqual(expect.arrayContaining(['Ready=False', 'ContainersReady=True', 'example.com/gate=False']));
  });

  it('keeps the time of a condition that did not turn', () => {
    const earlier = '2020-01-01T00:00:00Z';
    const before = [{ type: 'Ready', status: 'True' as const, lastTransitionTime: earlier }];
    const status = statusOf(aPod({}, { status: { conditions: before } }), (records) => step(records, 'main', running));
    expect(status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime).toBe(earlier);
  });

  it.each([
    [0, 'Succeeded', 'PodCompleted'],
    [1, 'Failed', 'PodFailed'],
  ])('reports the end with code %d as %s', (code, phase, reason) => {
    const pod = aPod({ restartPolicy: 'Never' });
    const status = statusOf(pod, (records) => step(records, 'main', (record) => ended(record, code, false)));
    expect(status.phase).toBe(phase);
    expect(status.conditions?.find(({ type }) => type === 'Ready')?.reason).toBe(reason);
  });
});

describe('qosClass', () => {
  it.each([
    [{}, 'BestEffort'],
    [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } }, 'Burstable'],
    [{ requests: { memory: '1Gi' } }, 'Burstable'],
  ])('of %j is %s', (resources, expected) => expect(qosClass([aContainer({ resources })])).toBe(expected));
});
