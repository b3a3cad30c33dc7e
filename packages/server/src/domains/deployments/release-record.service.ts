import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import { labelOf, principalOf } from '../../platform/authz/actor.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Events } from '../../platform/events/events.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { DeploymentSecrets } from '../secrets/index.ts';
import { deploymentRollout, releaseDeadline, releaseImages } from './deployment-job.contract.ts';
import { announce } from './deployment-news.service.ts';
import { hostLabels } from './deployment.rules.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { watchOf } from './image-reference.rules.ts';
import { insertReleaseImages, type ReleaseImageRow } from './release-image.store.ts';
import { deadlineOf, digestOf, type ReleaseKind } from './release.rules.ts';
import { insertRelease } from './release.store.ts';
import { secretTargetOf } from './secret-target.rules.ts';
import { type Wish, wantedServices } from './wish.rules.ts';

export interface ChangeDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly events: Pick<Events, 'publish'>;
  readonly secrets: Pick<DeploymentSecrets, 'keep' | 'restore' | 'used'>;
}

export interface ReleaseNote {
  readonly kind: ReleaseKind;
  /** In whose name the platform makes it. */
  readonly by?: string;
  readonly reason?: string | undefined;
  /** What it was made from, or what it goes back to; none for the first. */
  readonly from?: number;
  /** Secret parameters that were given values with it. */
  readonly secretsSet?: readonly string[];
}

function imagesOf(wish: Wish): ReleaseImageRow[] {
  return wantedServices(wish).map(({ name, image }) => {
    const update = wish.autoUpdate[name];
    const watchKey = update === undefined ? null : (watchOf(image, update)?.key ?? null);
    return { service: name, reference: image, digest: digestOf(image), watchKey };
  });
}

/** Writes down what the row wants now as its newest release, and sees to it that it is rolled out and looked after. */
export async function recordRelease(
  deps: ChangeDeps,
  tx: Tx,
  ctx: RequestCtx,
  release: ReleaseNote & { readonly row: DeploymentRow },
): Promise<void> {
  const { row } = release;
  const { actor } = ctx;
  const at = deps.clock.now();
  const deadlineAt = deadlineOf(row.wish, at);
  await insertRelease(tx, {
    id: deps.ids.uuid(),
    orgId: row.orgId,
    deploymentId: row.id,
    number: row.release,
    generation: row.generation,
    kind: release.kind,
    wish: row.wish,
    hostLabels: row.visibility === 'public' ? hostLabels(row.name, row.wish.blueprint) : [],
    fromNumber: release.from ?? null,
    actor: {
      kind: actor.kind === 'system' ? 'system' : 'user',
      id: principalOf(actor) ?? null,
      email: labelOf(actor) ?? null,
      name: release.by ?? null,
    },
    reason: release.reason ?? null,
    secrets: { used: await deps.secrets.used(tx, secretTargetOf(row)), set: [...(release.secretsSet ?? [])] },
    deadlineAt,
    at,
  });
  const images = imagesOf(row.wish);
  await insertReleaseImages(tx, { orgId: row.orgId, deploymentId: row.id, number: row.release }, images);
  if (images.some((image) => image.digest === null)) {
    await deps.jobs.enqueue(tx, releaseImages, { deploymentId: row.id, release: row.release });
  }
  await deps.jobs.enqueue(tx, deploymentRollout, { deploymentId: row.id });
  if (deadlineAt !== null) {
    await deps.jobs.enqueue(tx, releaseDeadline, { deploymentId: row.id, release: row.release }, { startAfter: deadlineAt });
  }
  await announce(deps, tx, row);
}
