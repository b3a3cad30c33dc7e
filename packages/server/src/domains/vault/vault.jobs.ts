import { isAppError } from '@moorage/core/errors';
import { type BoundJob, bindJob, cancelJob, jobDone, snooze } from '../../platform/jobs/job.ts';
import type { Encryption } from './encryption.service.ts';
import { keyRotation, vaultUpkeep, vaultVerification } from './vault-job.contract.ts';

/** A rotation that ran out of time goes on in a moment. */
const goOnMs = 1_000;

export function bindVaultJobs(encryption: Encryption): BoundJob[] {
  return [
    bindJob(keyRotation, async (ctx, { orgId, askedAt }) => {
      try {
        const { version, resealed, failed, isDone } = await encryption.rotate(ctx, orgId, {
          signal: ctx.signal,
          askedAt: new Date(askedAt),
        });
        ctx.log.info('values sealed anew', { orgId, version, resealed, failed });
        return isDone ? jobDone() : snooze(goOnMs);
      } catch (error) {
        if (isAppError(error, 'not_found')) return cancelJob('the organization is gone');
        throw error;
      }
    }),
    bindJob(vaultUpkeep, async (ctx) => {
      const done = await encryption.upkeep({ signal: ctx.signal });
      if (done.resealed + done.failed + done.destroyed > 0) ctx.log.info('vault kept up', done);
      return jobDone();
    }),
    bindJob(vaultVerification, async (ctx) => {
      const { checked, failed } = await encryption.verify({ signal: ctx.signal });
      ctx.log.info('sealed values verified', { checked, failed });
      return jobDone();
    }),
  ];
}
