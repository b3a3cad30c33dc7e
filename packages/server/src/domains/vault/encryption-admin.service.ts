/** Encryption over the API, for whoever runs the platform. */
import { AppError } from '@moorage/core/errors';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { Encryption } from './encryption.service.ts';
import type { EncryptionView } from './encryption.view.ts';
import { keyRotation, vaultVerification } from './vault-job.contract.ts';
import { listKeys } from './vault.store.ts';

export interface EncryptionAdminDeps {
  readonly db: Db;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly encryption: Encryption;
}

export interface EncryptionAdmin {
  status(ctx: RequestCtx): Promise<EncryptionView>;
  requestRotation(ctx: RequestCtx, orgId: string | null): Promise<{ orgId: string | null }>;
  requestVerification(ctx: RequestCtx): Promise<EncryptionView>;
}

const platform = { type: 'platform' };

export function createEncryptionAdmin({ db, audit, jobs, encryption }: EncryptionAdminDeps): EncryptionAdmin {
  return {
    async status(ctx) {
      ctx.authorize('platform:read', platform);
      return await encryption.status();
    },
    async requestRotation(ctx, orgId) {
      ctx.authorize('platform:encryption', platform);
      return await db.system('ask for a rotation', async (tx) => {
        if (orgId !== null && (await listKeys(tx, orgId)).length === 0) {
          throw new AppError('not_found', 'There is no such organization, or nothing of it is encrypted.');
        }
        const target = { type: 'encryption', id: orgId ?? 'platform' };
        await audit.append(tx, ctx, { event: 'encryption.rotation_requested', target });
        await jobs.enqueue(tx, keyRotation, { orgId, askedAt: ctx.clock.now().toISOString() });
        return { orgId };
      });
    },
    async requestVerification(ctx) {
      ctx.authorize('platform:encryption', platform);
      await db.system('ask for a verification', async (tx) => {
        await audit.append(tx, ctx, {
          event: 'encryption.verification_requested',
          target: { type: 'encryption', id: 'platform' },
        });
        await jobs.enqueue(tx, vaultVerification, {});
      });
      return await encryption.status();
    },
  };
}
