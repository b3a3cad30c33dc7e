/** What an organization or a team holds of deployments, for whoever deletes it. */
import type { Clock } from '@moorage/core/clock';
import type { Tx } from '../../platform/db/database.ts';
import type { Events } from '../../platform/events/events.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { OrgContent } from '../orgs/index.ts';
import { deploymentRemoval } from './deployment-job.contract.ts';
import { announce } from './deployment-news.service.ts';
import { updateDeleting } from './deployment.store.ts';
import { countAllDeployments, listStaying } from './org-content.store.ts';

export interface OrgContentDeps {
  readonly clock: Clock;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly events: Pick<Events, 'publish'>;
}

async function removeAll(deps: OrgContentDeps, tx: Tx, ctx: RequestCtx, orgId: string): Promise<void> {
  const at = deps.clock.now();
  for (const row of await listStaying(tx, orgId)) {
    await updateDeleting(tx, row.id, at);
    await deps.jobs.enqueue(tx, deploymentRemoval, { deploymentId: row.id });
    await announce(deps, tx, { ...row, orgId });
    const target = { type: 'deployment', id: row.id, name: row.name };
    await deps.audit.append(tx, ctx, { orgId, event: 'deployment.deleted', target, data: { with: 'organization' } });
  }
}

export function createOrgContent(deps: OrgContentDeps): OrgContent {
  return {
    kind: 'deployments',
    count: countAllDeployments,
    remove: (tx, ctx, orgId) => removeAll(deps, tx, ctx, orgId),
  };
}
