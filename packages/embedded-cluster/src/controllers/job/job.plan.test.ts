import { describe, expect, it } from 'vitest';
import { findCondition } from '../framework/conditions.ts';
import {
  aJob,
  aPod,
  describeActions,
  letters,
  type PodState,
  reportedStatus,
  secondsAgo,
  testNow,
} from '../framework/objects.fake.ts';
import type { Job, JobStatus, Pod } from '../framework/model.ts';
import { completionIndex, formatIndexes, parseIndexes } from './job-count.plan.ts';
import { planJob } from './job.plan.ts';

const running = (job: Job, name: string, state: PodState = {}): Pod => aPod(name, { owner: job, ready: true, ...state });
const succeeded = (job: Job, name: string): Pod => running(job, name, { phase: 'Succeeded', ready: false });

function failed(job: Job, name: string, endedSecondsAgo = 600): Pod {
  const pod = running(job, name, { phase: 'Failed', ready: false });
  const containerStatuses = [
    { name: 'web', restartCount: 0, state: { terminated: { finishedAt: secondsAgo(endedSecondsAgo), exitCode: 1 } } },
  ];
  return { ...pod, status: { ...pod.status, containerStatuses } };
}

const plan = (job: Job, pods: readonly Pod[] = []) => planJob({ job, pods, now: testNow, newSuffix: letters() });
const work = (job: Job, pods: readonly Pod[] = []): string[] =>
  describeActions(plan(job, pods).actions).filter((line) => /create|remove/.test(line));
const status = (job: Job, pods: readonly Pod[] = []): JobStatus => reportedStatus(plan(job, pods).actions);
const condition = (job: Job, pods: readonly Pod[], type: string) => findCondition(status(job, pods).conditions, type);

describe('a Job', () => {
  it('starts with one labelled pod and notes when', () => {
    const job = aJob();
    const { actions } = plan(job);
    expect(describeActions(actions)).toEqual(['create Pod task-a', 'event SuccessfulCreate', 'status Job task']);
    expect(actions[0]).toMatchObject({
      object: { metadata: { labels: { 'batch.kubernetes.io/job-name': 'task', 'controller-uid': 'uid-task' } } },
    });
    expect(status(job)).toEqual({ active: 1, ready: 0, terminating: 0, startTime: '2026-03-04T05:06:07Z' });
  });

  it('keeps as many pods as it may and as it still needs', () => {
    const job = aJob({ parallelism: 3, completions: 4 });
    expect(work(job)).toHaveLength(3);
    expect(work(job, [succeeded(job, 'a'), succeeded(job, 'b'), running(job, 'c')])).toEqual(['create Pod task-a']);
    expect(work(job, [succeeded(job, 'a'), succeeded(job, 'b'), succeeded(job, 'c'), running(job, 'd')])).toEqual([]);
  });

  it('stops pods when parallelism falls', () => {
    const job = aJob({ parallelism: 1, completions: 5 });
    expect(work(job, [running(job, 'a'), running(job, 'b', { ready: false })])).toEqual(['remove Pod b']);
  });

  it('is complete after enough successes', () => {
    const job = aJob({ completions: 2 });
    const pods = [succeeded(job, 'a'), succeeded(job, 'b')];
    expect(status(job, pods)).toMatchObject({ succeeded: 2, completionTime: '2026-03-04T05:06:07Z' });
    expect(condition(job, pods, 'Complete')).toMatchObject({ status: 'True', reason: 'CompletionsReached' });
    expect(condition(job, pods, 'SuccessCriteriaMet')?.status).toBe('True');
  });

  it('without a number of completions ends when one succeeded and the others ended', () => {
    const { completions: _completions, ...spec } = aJob({ parallelism: 2 }).spec;
    const job = { ...aJob(), spec };
    expect(work(job)).toHaveLength(2);
    expect(work(job, [succeeded(job, 'a'), running(job, 'b')])).toEqual([]);
    expect(condition(job, [succeeded(job, 'a'), succeeded(job, 'b')], 'Complete')?.status).toBe('True');
  });

  it('waits longer after each failure', () => {
    const job = aJob();
    expect(work(job, [failed(job, 'a', 9)])).toEqual([]);
    expect(plan(job, [failed(job, 'a', 9)]).requeue).toBe(1000);
    expect(work(job, [failed(job, 'a', 11)])).toEqual(['create Pod task-a']);
    expect(work(job, [failed(job, 'a', 100), failed(job, 'b', 15)])).toEqual([]);
    expect(work(job, [failed(job, 'a', 100), failed(job, 'b', 21)])).toEqual(['create Pod task-a']);
  });

  it('fails after more failures than its limit and stops what runs', () => {
    const job = aJob({ backoffLimit: 1, parallelism: 2, completions: 3 });
    const pods = [failed(job, 'a'), failed(job, 'b'), running(job, 'c')];
    expect(work(job, pods)).toEqual(['remove Pod c']);
    expect(condition(job, pods, 'Failed')).toMatchObject({
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
    expect(status(job, pods).failed).toBe(2);
  });

  it('counts restarts of a pod that restarts by itself', () => {
    const job = aJob({ backoffLimit: 2, template: { spec: { containers: [{ name: 'web' }], restartPolicy: 'OnFailure' } } });
    expect(condition(job, [running(job, 'a', { restarts: 2 })], 'Failed')).toBeUndefined();
    expect(condition(job, [running(job, 'a', { restarts: 3 })], 'Failed')?.reason).toBe('BackoffLimitExceeded');
  });

  it('fails when it takes too long, and looks again at that moment', () => {
    const job = (age: number): Job => aJob({ activeDeadlineSeconds: 60 }, { status: { startTime: secondsAgo(age) } });
    expect(plan(job(50), [running(job(50), 'a')]).requeue).toBe(10_000);
    expect(condition(job(60), [running(job(60), 'a')], 'Failed')?.reason).toBe('DeadlineExceeded');
  });

  it('never counts less than it has reported, though finished pods were deleted', () => {
    const job = aJob({ completions: 3 }, { status: { succeeded: 2, startTime: secondsAgo(10) } });
    expect(status(job, [])).toMatchObject({ succeeded: 2 });
    expect(work(job, [])).toEqual(['create Pod task-a']);
  });

  it('starts nothing in place of a pod that still ends', () => {
    const job = aJob();
    expect(work(job, [running(job, 'a', { terminating: true })])).toEqual([]);
  });

  it('has no pods and no clock while it is suspended', () => {
    const job = aJob({ suspend: true, activeDeadlineSeconds: 1 }, { status: { startTime: secondsAgo(100) } });
    expect(work(job, [running(job, 'a')])).toEqual(['remove Pod a']);
    expect(status(job, [])).not.toHaveProperty('startTime');
    expect(condition(job, [], 'Suspended')).toMatchObject({ status: 'True', reason: 'JobSuspended' });
  });

  it('resumes', () => {
    const suspended = {
      type: 'Suspended',
      status: 'True',
      reason: 'JobSuspended',
      message: '',
      lastTransitionTime: secondsAgo(5),
    } as const;
    const job = aJob({ suspend: false }, { status: { conditions: [suspended] } });
    expect(describeActions(plan(job).actions)).toContain('event Resumed');
    expect(condition(job, [], 'Suspended')).toMatchObject({ status: 'False', reason: 'JobResumed' });
  });

  it('goes away when it says so after its end, and starts no pod again', () => {
    const ended = (age: number): Job => {
      const complete = {
        type: 'Complete',
        status: 'True',
        reason: '',
        message: '',
        lastTransitionTime: secondsAgo(age),
      } as const;
      return aJob({ ttlSecondsAfterFinished: 30, completions: 5 }, { status: { conditions: [complete] } });
    };
    expect(plan(ended(10))).toEqual({ actions: [], requeue: 20_000 });
    expect(work(ended(31))).toEqual(['remove Job task']);
    expect(work(aJob({ completions: 5 }, { status: ended(31).status ?? {} }))).toEqual([]);
  });

  it('gives each pod of an indexed Job an index that is free', () => {
    const job = aJob({ completionMode: 'Indexed', completions: 4, parallelism: 2 });
    const done = {
      ...succeeded(job, 'a'),
      metadata: { ...succeeded(job, 'a').metadata, annotations: { [completionIndex]: '1' } },
    };
    const { actions } = plan(job, [done]);
    expect(describeActions(actions).filter((line) => line.startsWith('create'))).toEqual([
      'create Pod task-0-a',
      'create Pod task-2-b',
    ]);
    expect(actions[0]).toMatchObject({
      object: { spec: { containers: [{ env: [{ name: 'JOB_COMPLETION_INDEX', value: '0' }] }] } },
    });
    expect(status(job, [done])).toMatchObject({ completedIndexes: '1', succeeded: 1 });
  });
});

describe('completed indexes', () => {
  it.each(['', '0', '0-3', '1,3-5,9'])('round-trip as %j', (text) => {
    expect(formatIndexes(new Set(parseIndexes(text)))).toBe(text);
  });
});
