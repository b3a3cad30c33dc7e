import { describe, expect, it } from 'vitest';
import { aCronJob, aJob, aMeta, describeActions, reportedStatus, secondsAgo, testNow } from '../framework/objects.fake.ts';
import type { CronJob, CronJobStatus, Job } from '../framework/model.ts';
import { controllerReference } from '../framework/owners.ts';
import { planCronJob } from './cron-job.plan.ts';
import { parseSchedule } from './schedule.ts';

function owned(cronJob: CronJob, name: string, end?: 'Complete' | 'Failed', age = 60): Job {
  const condition = {
    type: end ?? 'Suspended',
    status: 'True',
    reason: '',
    message: '',
    lastTransitionTime: secondsAgo(age),
  } as const;
  return aJob(
    {},
    {
      metadata: aMeta(name, { ownerReferences: [controllerReference(cronJob)], creationTimestamp: secondsAgo(age) }),
      status: {
        startTime: secondsAgo(age),
        ...(end === 'Complete' ? { completionTime: secondsAgo(age - 1) } : {}),
        ...(end === undefined ? {} : { conditions: [condition] }),
      },
    },
  );
}

// The time of the tests is 05:06:07; the schedule is every five minutes.
function plan(cronJob: CronJob, jobs: readonly Job[] = [], now = testNow) {
  return planCronJob({ cronJob, jobs, times: parseSchedule(cronJob.spec.schedule, cronJob.spec.timeZone), now });
}
const lines = (...input: Parameters<typeof plan>): string[] =>
  describeActions(plan(...input).actions).filter((line) => /create|remove|event/.test(line));
const jobName = `create Job nightly-${Date.parse('2026-03-04T05:05:00Z') / 60_000}`;
const scheduled = (at: string): Partial<CronJob> => ({ status: { lastScheduleTime: at } });

describe('a CronJob', () => {
  it('makes up for the latest missed time only, and notes it', () => {
    const { actions } = plan(aCronJob());
    expect(lines(aCronJob())).toEqual([jobName, 'event SuccessfulCreate']);
    expect(reportedStatus(actions)).toEqual({ lastScheduleTime: '2026-03-04T05:05:00Z' });
    expect(actions[0]).toMatchObject({
      object: { metadata: { annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-03-04T05:05:00Z' } } },
    });
  });

  it('starts nothing before the next time and wakes up for it', () => {
    const cronJob = aCronJob({}, scheduled('2026-03-04T05:05:00Z'));
    expect(lines(cronJob)).toEqual([]);
    expect(plan(cronJob).requeue).toBe((4 * 60 - 7) * 1000 - 60_000 + 60_000 + 50);
  });

  it('starts exactly at the time', () => {
    const cronJob = aCronJob({}, scheduled('2026-03-04T05:05:00Z'));
    expect(lines(cronJob, [], new Date('2026-03-04T05:09:59.999Z'))).toEqual([]);
    expect(lines(cronJob, [], new Date('2026-03-04T05:10:00.000Z'))).toHaveLength(2);
  });

  it('is too late after its starting deadline', () => {
    expect(lines(aCronJob({ startingDeadlineSeconds: 30 }))).toEqual([]);
    expect(lines(aCronJob({ startingDeadlineSeconds: 120 }))).toEqual([jobName, 'event SuccessfulCreate']);
  });

  it('warns when very many times were missed', () => {
    const cronJob = aCronJob(
      { schedule: '* * * * *' },
      { metadata: aMeta('nightly', { creationTimestamp: secondsAgo(86_400) }) },
    );
    expect(lines(cronJob)[0]).toBe('event TooManyMissedTimes');
  });

  it.each([
    ['Allow', [jobName, 'event SuccessfulCreate']],
    ['Forbid', ['event JobAlreadyActive']],
    ['Replace', ['remove Job before', jobName, 'event SuccessfulCreate']],
  ])('with the policy %s and a Job still running does %j', (concurrencyPolicy, expected) => {
    const cronJob = aCronJob({ concurrencyPolicy });
    expect(lines(cronJob, [owned(cronJob, 'before')])).toEqual(expected);
  });

  it('keeps the history that it was asked to keep', () => {
    const cronJob = aCronJob({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0, suspend: true });
    const jobs = [
      owned(cronJob, 'old', 'Complete', 500),
      owned(cronJob, 'new', 'Complete', 100),
      owned(cronJob, 'bad', 'Failed'),
    ];
    expect(lines(cronJob, jobs)).toEqual(['remove Job old', 'remove Job bad']);
  });

  it('starts nothing while it is suspended', () => {
    expect(lines(aCronJob({ suspend: true }))).toEqual([]);
    expect(plan(aCronJob({ suspend: true })).requeue).toBeUndefined();
  });

  it('says what runs and when it last succeeded', () => {
    const cronJob = aCronJob({}, scheduled('2026-03-04T05:05:00Z'));
    const status = reportedStatus(
      plan(cronJob, [owned(cronJob, 'a'), owned(cronJob, 'b', 'Complete', 100)]).actions,
    ) as CronJobStatus;
    expect(status.active?.map((reference) => reference.name)).toEqual(['a']);
    expect(status.lastSuccessfulTime).toBe(secondsAgo(99));
  });

  it('warns about a schedule that is none, and about a zone that is none', () => {
    expect(lines(aCronJob({ schedule: '99 * * * *' }))).toEqual(['event UnparseableSchedule']);
    expect(lines(aCronJob({ timeZone: 'Mars/Olympus' }))).toEqual(['event UnparseableSchedule']);
  });

  it('does not start the same time twice', () => {
    const cronJob = aCronJob();
    const existing = owned(cronJob, jobName.replace('create Job ', ''));
    expect(lines(cronJob, [existing])).toEqual([]);
  });
});

describe('a schedule', () => {
  it('is read in its time zone, across a change of the clocks', () => {
    const berlin = parseSchedule('30 8 * * *', 'Europe/Berlin');
    if ('invalid' in berlin) throw new Error(berlin.invalid);
    expect(berlin.next(new Date('2026-03-28T00:00:00Z'))?.toISOString()).toBe('2026-03-28T07:30:00.000Z');
    expect(berlin.next(new Date('2026-03-29T00:00:00Z'))?.toISOString()).toBe('2026-03-29T06:30:00.000Z');
  });

  it('knows the short names', () => {
    const hourly = parseSchedule('@hourly');
    if ('invalid' in hourly) throw new Error(hourly.invalid);
    expect(hourly.next(testNow)?.toISOString()).toBe('2026-03-04T06:00:00.000Z');
  });
});
