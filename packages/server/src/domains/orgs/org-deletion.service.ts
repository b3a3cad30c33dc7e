/**
 * The end of an organization.
 *
 * It takes as long as its apps take to come down. With the request, in one transaction, the organization is marked, whoever
 * was in it forgets it, and the removal of all that it contains begins; a job looks until nothing is left and then destroys
 * the organization's encryption keys and removes the row, with which memberships, teams, templates and API keys go. The audit trail stays. A crash at any moment only delays it.
 */
import { AppError } from '@moorage/core/errors';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import {
  type BoundJob,
  bindJob,
  cancelJob,
  defineJob,
  type JobCtx,
  jobDone,
  type JobResult,
  snooze,
} from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { actorsChannel } from '../identity/index.ts';
import { claimOrg, countTeams, isOrgDeleting, listOrgMemberIds, removeOrg, updateOrgDeleting } from './member.store.ts';
import type { OrgContent } from './org.ports.ts';
import { orgMissing, type OrgServiceDeps } from './org.service.ts';
import { findOrg } from './org.store.ts';

export const orgRemoval = defineJob({
  kind: 'org.removal',
  actsFor: 'org:delete',
  payload: z.object({ orgId: z.uuid() }),
  uniqueKey: ({ orgId }) => orgId,
  retryLimit: 100,
});

const lookAgainMs = 2_000;

export type OrgDeletionDeps = Pick<OrgServiceDeps, 'db' | 'clock' | 'audit' | 'forgetActor'> & {
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly contents: () => readonly OrgContent[];
  /** Last, in the transaction that removes the organization. */
  readonly keys: { destroyKeysOf(tx: Tx, orgId: string): Promise<void> };
};

export interface OrgDeletionPlan {
  readonly orgId: string;
  readonly name: string;
  readonly slug: string;
  readonly contents: { kind: string; count: number }[];
}

export interface OrgDeletionService {
  plan(ctx: RequestCtx, orgId: string): Promise<OrgDeletionPlan>;
  /** Without a confirmation it is whoever calls that has asked for one. */
  remove(ctx: RequestCtx, orgId: string, confirm?: string): Promise<void>;
  readonly jobs: readonly BoundJob[];
}

async function countContents(deps: OrgDeletionDeps, tx: Tx, orgId: string): Promise<{ kind: string; count: number }[]> {
  const counted: { kind: string; count: number }[] = [];
  for (const content of deps.contents()) counted.push({ kind: content.kind, count: await content.count(tx, { orgId }) });
  return counted;
}

async function plan(deps: OrgDeletionDeps, ctx: RequestCtx, orgId: string): Promise<OrgDeletionPlan> {
  ctx.authorize('org:delete', { type: 'org', orgId });
  return await deps.db.tenant([orgId], async (tx) => {
    const org = await findOrg(tx, orgId);
    if (org === undefined) throw orgMissing();
    const members = (await listOrgMemberIds(tx, orgId)).length;
    const own = [
      { kind: 'members', count: members },
      { kind: 'teams', count: await countTeams(tx, orgId) },
    ];
    return { orgId, name: org.name, slug: org.slug, contents: [...(await countContents(deps, tx, orgId)), ...own] };
  });
}

async function remove(deps: OrgDeletionDeps, ctx: RequestCtx, orgId: string, confirm: string | undefined): Promise<void> {
  ctx.authorize('org:delete', { type: 'org', orgId });
  const members = await deps.db.tenant([orgId], async (tx) => {
    const org = await claimOrg(tx, orgId);
    if (org === undefined) throw orgMissing();
    if (confirm !== undefined && org.slug !== confirm) {
      throw new AppError('precondition_failed', 'The confirmation is not the slug of the organization.', {
        details: { nextStep: `Send confirm=${org.slug}.` },
      });
    }
    const counted = await countContents(deps, tx, orgId);
    for (const content of deps.contents()) await content.remove(tx, ctx, orgId);
    await updateOrgDeleting(tx, orgId, deps.clock.now());
    const target = { type: 'org', id: orgId, name: org.name };
    const data = Object.fromEntries(counted.map(({ kind, count }) => [kind, count]));
    await deps.audit.append(tx, ctx, { orgId, event: 'org.deleted', target, data });
    await deps.jobs.enqueue(tx, orgRemoval, { orgId });
    const ids = await listOrgMemberIds(tx, orgId);
    for (const id of ids) await deps.db.notify(tx, actorsChannel, id);
    return ids;
  });
  for (const id of members) deps.forgetActor(id);
}

async function finish(deps: OrgDeletionDeps, ctx: JobCtx, orgId: string): Promise<JobResult> {
  return await deps.db.system('remove organization', async (tx) => {
    if (!(await isOrgDeleting(tx, orgId))) return cancelJob('the organization is gone, or is to stay');
    const left = await countContents(deps, tx, orgId);
    if (left.some(({ count }) => count > 0)) return snooze(lookAgainMs);
    await deps.keys.destroyKeysOf(tx, orgId);
    await removeOrg(tx, orgId);
    ctx.log.info('organization removed', { orgId });
    return jobDone();
  });
}

export function createOrgDeletion(deps: OrgDeletionDeps): OrgDeletionService {
  return {
    plan: (ctx, orgId) => plan(deps, ctx, orgId),
    remove: (ctx, orgId, confirm) => remove(deps, ctx, orgId, confirm),
    jobs: [bindJob(orgRemoval, (ctx, { orgId }) => finish(deps, ctx, orgId))],
  };
}
