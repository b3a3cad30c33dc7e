import { type BoundJob, bindJob, jobDone } from '../../platform/jobs/job.ts';
import { invitationMailJob, invitationSweep } from './invitation-job.contract.ts';
import { type InvitationMailDeps, sendInvitation, sweepInvitations } from './invitation-mail.service.ts';

export function bindInvitationJobs(deps: InvitationMailDeps): BoundJob[] {
  return [
    bindJob(invitationMailJob, (ctx, { invitationId }) => sendInvitation(deps, ctx, invitationId)),
    bindJob(invitationSweep, async (ctx) => {
      const removed = await sweepInvitations(deps);
      if (removed > 0) ctx.log.info('old invitations removed', { removed });
      return jobDone();
    }),
  ];
}
