/**
 * Mail to people about changes to how one gets in as them.
 *
 * Whatever changes that leaves an audit event; the mail is queued with it, in its transaction, so there is no change without its
 * mail and no mail without its change. Nothing is queued where the installation sends no mail.
 */
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import { noticeMailJob } from './notice-job.contract.ts';
import { isTold } from './notice.rules.ts';

export { bindNoticeJobs } from './notice.jobs.ts';

export interface NoticesDeps {
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly sendsMail: boolean;
}

/** The same trail, which tells the people whom its events are about. */
export function createNoticedAudit({ audit, jobs, sendsMail }: NoticesDeps): Audit {
  if (!sendsMail) return audit;
  const append: Audit['append'] = async (tx, ctx, entry) => {
    await audit.append(tx, ctx, entry);
    const to = entry.actor?.email ?? ctx.actor.email;
    if (to === undefined || !isTold(entry.event)) return;
    const { event, target } = entry;
    const at = ctx.clock.now().toISOString();
    await jobs.enqueue(tx, noticeMailJob, { to, event, name: target.name, at, ip: ctx.ip });
  };
  return { ...audit, append };
}
