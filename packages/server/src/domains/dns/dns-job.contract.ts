import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

/** Brings the records of one domain to its provider. */
export const dnsReconcileJob = defineJob({
  kind: 'dns.reconcile',
  actsFor: 'dns_record:update',
  payload: z.object({ domainId: z.uuid() }),
  uniqueKey: ({ domainId }) => domainId,
  retryLimit: 5,
  deadlineMs: 120_000,
  concurrency: 8,
});

/** Finds the domains whose time has come; each is looked at by a job of its own. */
export const dnsSweepJob = defineJob({
  kind: 'dns.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Finds the domains that are due: to be tried again, or to be compared with their zones.',
  cron: '* * * * *',
  uniqueKey: () => 'all',
});
