/** Deployments as the domain of secrets sees them: which services receive what, and who may do what with it. */
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { SecretAction, SecretTarget, SecretTargets } from '../secrets/index.ts';
import { deploymentRollout } from './deployment-job.contract.ts';
import {
  deploymentMissing,
  deploymentResource,
  type DeploymentServiceDeps,
  hidingWhatIsThere,
  orgsOf,
} from './deployment.service.ts';
import { findDeployment, findDeploymentByName, listTargets } from './deployment.store.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { secretTargetOf } from './secret-target.rules.ts';

type Resource = Pick<SecretTarget, 'id' | 'orgId' | 'teamId' | 'ownerId'>;

/** Whoever made it counts as its owner only while he may change it: one who left the team keeps nothing. */
function resourceOf(ctx: RequestCtx, target: Resource) {
  const resource = deploymentResource(target);
  return ctx.can('deployment:update', resource) ? resource : { ...resource, ownerId: undefined };
}

function authorize(ctx: RequestCtx, action: SecretAction, target: Resource): void {
  ctx.authorize(action, resourceOf(ctx, target));
}

function livingTarget(row: DeploymentRow | undefined): SecretTarget | undefined {
  return row === undefined || row.deletingSince !== null ? undefined : secretTargetOf(row);
}

export function createSecretTargets({
  db,
  jobs,
}: Pick<DeploymentServiceDeps, 'db'> & { jobs: Pick<JobQueue, 'enqueue' | 'progress'> }): SecretTargets {
  return {
    async get(ctx, action, name) {
      const target = livingTarget(await db.tenant(orgsOf(ctx, name), (tx) => findDeploymentByName(tx, name)));
      if (target === undefined) throw deploymentMissing(name);
      hidingWhatIsThere(name, () => authorize(ctx, action, target));
      return target;
    },
    find: async (tx, id) => livingTarget(await findDeployment(tx, id)),
    list: async (tx, filter) => (await listTargets(tx, filter)).map(secretTargetOf),
    listOfTeam: async (tx, teamId) => (await listTargets(tx, { teamId })).map(secretTargetOf),
    can: (ctx, action, target) => ctx.can(action, resourceOf(ctx, target)),
    authorize,
    async rollOut(tx: Tx, ids) {
      for (const deploymentId of ids) await jobs.enqueue(tx, deploymentRollout, { deploymentId });
    },
    progress: (tx, deploymentId) => jobs.progress(tx, deploymentRollout, [{ deploymentId }]),
  };
}
