import { escapeHtml } from '../../platform/http/errors.ts';
import { type BoundJob, bindJob, cancelJob, jobDone } from '../../platform/jobs/job.ts';
import { noticeMailJob } from './notice-job.contract.ts';
import type { NoticeMailer } from './notice.ports.ts';
import { noticeOf } from './notice.rules.ts';

export function bindNoticeJobs(mailer: NoticeMailer | undefined): BoundJob[] {
  return [
    bindJob(noticeMailJob, async (_ctx, { to, at, name, ...change }) => {
      const notice = noticeOf({ ...change, name, at: new Date(at) });
      if (mailer === undefined || notice === undefined) return cancelJob('there is nothing to send, or no way to');
      await mailer.send({ to, ...notice, html: `<p>${escapeHtml(notice.text.trim()).replaceAll('\n\n', '</p><p>')}</p>` });
      return jobDone();
    }),
  ];
}
