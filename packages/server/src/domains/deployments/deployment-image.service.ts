/**
 * What the domain of images may know and change of deployments.
 *
 * An update that a registry offers is taken through the same door as one that somebody asks for: the row is locked, the wish is
 * checked, release, audit entry and deadline are made together, and what does not become ready is taken back. What was taken back
 * once is never offered again; a newer one is.
 */
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { applyChange } from './deployment-change.service.ts';
import { refuseChange } from './deployment.rules.ts';
import { deploymentResource, type DeploymentServiceDeps, getFor, teamOf } from './deployment.service.ts';
import { claimDeployment } from './deployment.store.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { parseImageReference, withVersion } from './image-reference.rules.ts';
import { isNewerTag } from './image-version.service.ts';
import {
  listReleaseImages,
  listTakenBack,
  listWatchedImages,
  listWatchKeys,
  type ReleaseImageRow,
  updateReleaseDigest,
  type WatchedImageQuery,
  type WatchedImageRow,
} from './release-image.store.ts';
import { decided } from './wish-decision.service.ts';

export type WatchedImage = WatchedImageRow;

/** What a registry offers now. */
export interface ImageOffer {
  readonly watchKey: string;
  readonly tag: string;
  readonly digest: string;
}

export type OfferResult = 'updated' | 'current' | 'held-back' | 'not-wanted';

export interface DeploymentImages {
  /** For a caller, who must be allowed to do this with the deployment or the team. */
  listFor(
    ctx: RequestCtx,
    action: 'deployment:read' | 'deployment:update',
    place: { readonly name?: string | undefined; readonly teamId?: string | undefined },
  ): Promise<readonly WatchedImage[]>;
  list(tx: Tx, query: WatchedImageQuery): Promise<readonly WatchedImage[]>;
  /** Every question that somebody waits for the answer of, with one image and the organizations that wait. */
  listKeys(tx: Tx): Promise<readonly { readonly key: string; readonly reference: string; readonly orgs: readonly string[] }[]>;
  listOfRelease(tx: Tx, deploymentId: string, number: number): Promise<readonly ReleaseImageRow[]>;
  recordDigest(tx: Tx, image: { deploymentId: string; number: number; service: string; digest: string }): Promise<void>;
  /** One release for all services of the deployment that take the offer. */
  offer(ctx: RequestCtx, deploymentId: string, offer: ImageOffer): Promise<OfferResult>;
}

const author = 'image watcher';

interface Decided {
  readonly image: ReleaseImageRow;
  readonly next: string;
}

/** What one service makes of the offer; a digest that was not known yet is what it is compared with from now on. */
function decideService(image: ReleaseImageRow, offer: ImageOffer): 'take' | 'learn' | 'leave' {
  const { tag } = parseImageReference(image.reference);
  if (image.watchKey !== offer.watchKey) return 'leave';
  if (image.watchKey.startsWith('semver ')) {
    if (isNewerTag(offer.tag, tag)) return 'take';
    return tag === offer.tag && image.digest === null ? 'learn' : 'leave';
  }
  if (image.digest === null) return 'learn';
  return image.digest === offer.digest ? 'leave' : 'take';
}

async function decideOffer(tx: Tx, row: DeploymentRow, offer: ImageOffer): Promise<{ taken: Decided[]; isHeldBack: boolean }> {
  const takenBack = await listTakenBack(tx, row.id);
  const taken: Decided[] = [];
  let isHeldBack = false;
  for (const image of await listReleaseImages(tx, { deploymentId: row.id, number: row.release })) {
    const decision = decideService(image, offer);
    const { service } = image;
    if (decision === 'learn') {
      await updateReleaseDigest(tx, { deploymentId: row.id, number: row.release, service, digest: offer.digest });
    }
    if (decision !== 'take') continue;
    if (takenBack.some((old) => old.service === service && old.digest === offer.digest)) isHeldBack = true;
    else taken.push({ image, next: withVersion(image.reference, offer.tag, offer.digest) });
  }
  return { taken, isHeldBack };
}

/** As a reader of the release wants to know it: from what to what. */
function reasonOf(taken: readonly Decided[]): string {
  const short = (text: string): string => text.replace(/@?sha256:([a-f0-9]{12})[a-f0-9]{52}$/, ' ($1)').trim();
  const shown = ({ image, next }: Decided): string => {
    const known = image.digest === null || image.reference.includes('@') ? image.reference : `${image.reference}@${image.digest}`;
    return `${short(known)} → ${short(next)}`;
  };
  return `New image: ${[...new Set(taken.map(shown))].join(', ')}`.slice(0, 500);
}

async function offerTo(deps: DeploymentServiceDeps, tx: Tx, ctx: RequestCtx, target: { id: string; offer: ImageOffer }) {
  const row = await claimDeployment(tx, target.id);
  if (row === undefined || row.wish.paused) return 'not-wanted';
  // It is going, or what is compared in a canary must stay as it is: the next check offers it again.
  if (refuseChange({ ...row, paused: false }) !== undefined) return 'not-wanted';
  const { taken, isHeldBack } = await decideOffer(tx, row, target.offer);
  if (taken.length === 0) return isHeldBack ? 'held-back' : 'current';
  const { wish } = decided(row.wish, { images: Object.fromEntries(taken.map((one) => [one.image.service, one.next])) });
  const services = taken.map(({ image, next }) => ({
    service: image.service,
    image: next,
    digest: target.offer.digest,
    oldImage: image.reference,
    oldDigest: image.digest,
  }));
  await applyChange(deps, tx, ctx, {
    present: row,
    wish,
    kind: 'image',
    by: author,
    reason: reasonOf(taken),
    event: 'deployment.image_deployed',
    data: { by: author, services },
  });
  return 'updated';
}

export function createDeploymentImages(deps: DeploymentServiceDeps): DeploymentImages {
  return {
    async listFor(ctx, action, { name, teamId: wanted }) {
      if (name !== undefined) {
        const row = await getFor(deps, ctx, action, name);
        return await deps.db.tenant([row.orgId], (tx) => listWatchedImages(tx, { deploymentId: row.id }));
      }
      const { teamId, orgId } = teamOf(ctx, wanted);
      ctx.authorize('deployment:read', { type: 'team', orgId, teamId });
      const rows = await deps.db.tenant([orgId], (tx) => listWatchedImages(tx, { teamId }));
      return rows.filter((row) => ctx.can(action, deploymentResource(row)));
    },
    list: (tx, query) => listWatchedImages(tx, query),
    listKeys: (tx) => listWatchKeys(tx),
    listOfRelease: (tx, deploymentId, number) => listReleaseImages(tx, { deploymentId, number }),
    recordDigest: (tx, image) => updateReleaseDigest(tx, image),
    offer: (ctx, id, offer) => deps.db.system('offer a new image', (tx) => offerTo(deps, tx, ctx, { id, offer })),
  };
}
