import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { type DeploymentImages, isNewerTag, parseImageReference, type WatchedImage } from '../deployments/index.ts';
import type { WatchedImageView } from './image.contract.ts';
import { imageCheck } from './image-job.contract.ts';
import { watchOfKey } from './image-watch.service.ts';
import { insertWatches, listWatches, updateDue } from './image.store.ts';
import { imageToView } from './image.view.ts';

export interface ImageServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: JobQueue;
  readonly deployments: DeploymentImages;
  /** Whether registries are asked at all. */
  readonly enabled: boolean;
}

export interface ImageService {
  list(ctx: RequestCtx, input: { name?: string | undefined; team_id?: string | undefined }): Promise<WatchedImageView[]>;
  check(ctx: RequestCtx, name: string): Promise<WatchedImageView[]>;
}

/** What was asked less than this ago is not asked again because somebody is impatient. */
const freshMs = 2_000;

async function viewsOf(deps: ImageServiceDeps, images: readonly WatchedImage[]): Promise<WatchedImageView[]> {
  const keys = [...new Set(images.map((image) => image.watchKey))];
  const watches = await deps.db.system('read watched images', (tx) => listWatches(tx, keys));
  const byKey = new Map(watches.map((watch) => [watch.key, watch]));
  return images.map((image) => {
    const watch = byKey.get(image.watchKey);
    const { tag } = parseImageReference(image.reference);
    const isBehind = watch?.found != null && isNewerTag(watch.found.tag, tag);
    return imageToView({ ...image, question: watchOfKey(image.watchKey, image.reference), watch, isBehind });
  });
}

/** Asks for these images soon; within the caller's transaction. */
export async function bringForward(
  deps: Pick<ImageServiceDeps, 'clock' | 'jobs'>,
  tx: Tx,
  images: readonly WatchedImage[],
  freshForMs = 0,
): Promise<number> {
  const at = deps.clock.now();
  const waiting = new Map(images.filter((image) => !image.paused).map((image) => [image.watchKey, image]));
  await insertWatches(
    tx,
    [...waiting.values()].map((image) => watchOfKey(image.watchKey, image.reference)),
    at,
  );
  const due = await updateDue(tx, [...waiting.keys()], { at, notSince: new Date(at.getTime() - freshForMs) });
  for (const key of due) {
    const orgId = waiting.get(key)?.orgId;
    if (orgId !== undefined) await deps.jobs.enqueue(tx, imageCheck, { key, orgs: [orgId] });
  }
  return waiting.size;
}

async function check(deps: ImageServiceDeps, ctx: RequestCtx, name: string): Promise<WatchedImageView[]> {
  const images = await deps.deployments.listFor(ctx, 'deployment:update', { name });
  if (!deps.enabled) {
    throw new AppError('unavailable', 'This installation does not ask registries.', {
      details: { nextStep: 'Set IMAGE_WATCHER_ENABLED=true and restart the server.' },
    });
  }
  if (images.length === 0) {
    throw new AppError('conflict', `No service of ${name} takes new images by itself.`, {
      details: { nextStep: 'Set autoUpdate of a service in its configuration.' },
    });
  }
  await deps.db.system('ask for images now', (tx) => bringForward(deps, tx, images, freshMs));
  return await viewsOf(deps, images);
}

export function createImageService(deps: ImageServiceDeps): ImageService {
  return {
    async list(ctx, { name, team_id: teamId }) {
      return await viewsOf(deps, await deps.deployments.listFor(ctx, 'deployment:read', { name, teamId }));
    },
    check: (ctx, name) => check(deps, ctx, name),
  };
}
