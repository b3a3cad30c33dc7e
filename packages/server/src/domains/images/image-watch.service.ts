/**
 * The image watcher: asks registries what tags stand for and offers what is new to the services that wait for it.
 *
 * A question is asked once, however many services of however many tenants wait for the answer (image_watches). Each is a job of its
 * own, and only so many run at once for one registry and for one organization, so that a slow registry delays nobody else. A
 * registry that asks us to wait is left alone by every worker until then; one that fails is asked less and less often.
 *
 * A crash anywhere is harmless: what was found and not yet offered is offered when the question is asked again, and an offer that
 * was taken changes nothing the second time. No transaction is open while a registry is asked.
 */
import type { Clock } from '@moorage/core/clock';
import { type AppError, isAppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import { cancelJob, type JobCtx, jobDone, type JobResult, snooze } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { type DeploymentImages, newestTag, parseImageReference } from '../deployments/index.ts';
import { imageCheck } from './image-job.contract.ts';
import { createSlots } from './image-slots.service.ts';
import { type Found, nothingFound, pauseAfter, type Problem, type Watch } from './image-watch.rules.ts';
import type { ImageRegistry } from './image.ports.ts';
import {
  claimSweep,
  findBlockedUntil,
  findWatch,
  insertWatches,
  listDueKeys,
  type NewWatch,
  removeOtherWatches,
  updateBlocked,
  updateFound,
  updateProblem,
} from './image.store.ts';

export interface ImageWatchDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: JobQueue;
  readonly deployments: DeploymentImages;
  /** Undefined where registries are not asked. */
  readonly registry: ImageRegistry | undefined;
  readonly intervalMs: number;
}

export interface ImageWatchService {
  /** Queues every question that is due; of several workers one at a time. */
  sweep(): Promise<void>;
  check(ctx: JobCtx, key: string, orgs: readonly string[]): Promise<JobResult>;
  /** Writes down what the tags of a release stand for. */
  resolve(ctx: JobCtx, deploymentId: string, release: number): Promise<JobResult>;
}

const mostAtOnce = { perRegistry: 4, perOrg: 6 };
const mostASweep = { perRegistry: 100, limit: 500 };
const slotRetryMs = 1_000;
const mostOrgs = 8;
/** Attempts to find digests of a release; it can do without. */
const resolveAttempts = 5;

/** The question behind a key, from one of the images that wait for it. */
export function watchOfKey(key: string, reference: string): NewWatch {
  const { registry, repository } = parseImageReference(reference);
  const policy = key.startsWith('semver ') ? 'semver' : 'digest';
  return { key, registry, repository, policy, wanted: key.slice(`${policy} ${registry}/${repository} `.length) };
}

async function sweep(deps: ImageWatchDeps): Promise<void> {
  await deps.db.system('queue checks of images', async (tx) => {
    if (!(await claimSweep(tx))) return;
    const keys = await deps.deployments.listKeys(tx);
    const at = deps.clock.now();
    const orgsOf = new Map(keys.map(({ key, orgs }) => [key, orgs.slice(0, mostOrgs)]));
    await insertWatches(
      tx,
      keys.map(({ key, reference }) => watchOfKey(key, reference)),
      at,
    );
    await removeOtherWatches(tx, [...orgsOf.keys()]);
    for (const key of await listDueKeys(tx, { at, ...mostASweep })) {
      await deps.jobs.enqueue(tx, imageCheck, { key, orgs: [...(orgsOf.get(key) ?? [])] });
    }
  });
}

async function ask(registry: ImageRegistry, watch: Watch, signal: AbortSignal): Promise<Found | undefined> {
  const known = watch.found;
  const tag =
    watch.policy === 'digest' ? watch.wanted : newestTag((await registry.listTags(watch, { signal })) ?? [], watch.wanted);
  if (tag === undefined) return undefined;
  const { registry: host, repository } = watch;
  const question = { registry: host, repository, reference: tag };
  const digest = await registry.findDigest(question, { known: known?.tag === tag ? known.digest : undefined, signal });
  return digest === undefined ? undefined : { tag, digest };
}

function problemOf(error: AppError): Problem {
  const { reason, nextStep } = error.details ?? {};
  return {
    reason: typeof reason === 'string' ? reason : 'Failed',
    message: error.message,
    nextStep: nextStep ?? 'Nothing needs to be done: it is asked again later.',
  };
}

/** What came of a question; a failure is an answer too. */
async function askAndRecord(
  deps: ImageWatchDeps,
  registry: ImageRegistry,
  watch: Watch,
  ctx: JobCtx,
): Promise<Found | undefined> {
  const recordProblem = (problem: Problem, retryAfterSeconds?: number): Promise<void> =>
    deps.db.system('record what a registry did not answer', async (tx) => {
      const at = deps.clock.now();
      const nextAt = new Date(at.getTime() + pauseAfter(watch.failures + 1, deps.intervalMs, retryAfterSeconds));
      await updateProblem(tx, watch.key, { problem, at, nextAt, wasDueAt: watch.nextAt });
      if (problem.reason === 'RateLimited') await updateBlocked(tx, watch.registry, nextAt);
    });
  try {
    const found = await ask(registry, watch, ctx.signal);
    if (found === undefined) {
      await recordProblem(nothingFound(watch));
      return undefined;
    }
    await deps.db.system('record what a registry answered', async (tx) => {
      const at = deps.clock.now();
      const nextAt = new Date(at.getTime() + deps.intervalMs);
      await updateFound(tx, watch.key, { found, at, nextAt, wasDueAt: watch.nextAt });
    });
    return found;
  } catch (error) {
    if (!isAppError(error) || ctx.signal.aborted) throw error;
    ctx.log.info('registry not asked', { registry: watch.registry, reason: problemOf(error).reason, internal: error.internal });
    await recordProblem(problemOf(error), error.retryAfterSeconds);
    return undefined;
  }
}

async function offerToAll(deps: ImageWatchDeps, ctx: JobCtx, key: string, found: Found): Promise<void> {
  const waiting = await deps.db.system('find who waits for an image', (tx) =>
    deps.deployments.list(tx, { watchKey: key, digestNot: found.digest }),
  );
  const failures: unknown[] = [];
  for (const deploymentId of new Set(waiting.map((image) => image.deploymentId))) {
    try {
      const result = await deps.deployments.offer(ctx, deploymentId, { watchKey: key, ...found });
      ctx.log.info('image offered', { key, deploymentId, result });
    } catch (error) {
      // One that cannot take it must not keep it from the others.
      failures.push(error);
      ctx.log.warn('image could not be offered', { key, deploymentId, error });
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function check(
  deps: ImageWatchDeps,
  ctx: JobCtx,
  slots: ReturnType<typeof createSlots>,
  job: { key: string; orgs: readonly string[] },
) {
  const { registry } = deps;
  if (registry === undefined) return cancelJob('registries are not asked');
  const now = deps.clock.now();
  const known = await deps.db.system('read a watched image', async (tx) => {
    const watch = await findWatch(tx, job.key);
    return watch === undefined ? undefined : { watch, blockedUntil: await findBlockedUntil(tx, watch.registry) };
  });
  if (known === undefined) return cancelJob('nobody waits for it any more');
  const { watch, blockedUntil } = known;
  // A retry follows an offer that failed, after the answer was recorded.
  if (watch.nextAt > now && ctx.attempt === 1) return cancelJob('it is not due');
  if (blockedUntil !== undefined && blockedUntil > now) return cancelJob('the registry asked us to wait');
  const free = slots.take(watch.registry, job.orgs);
  if (free === undefined) return snooze(slotRetryMs);
  try {
    const found = await askAndRecord(deps, registry, watch, ctx);
    if (found !== undefined) await offerToAll(deps, ctx, watch.key, found);
  } finally {
    free();
  }
  return jobDone();
}

async function resolve(deps: ImageWatchDeps, ctx: JobCtx, key: { deploymentId: string; number: number }): Promise<JobResult> {
  const { registry } = deps;
  if (registry === undefined) return cancelJob('registries are not asked');
  if (ctx.attempt > resolveAttempts) return cancelJob('the registry does not answer');
  const read = (tx: Tx) => deps.deployments.listOfRelease(tx, key.deploymentId, key.number);
  const open = (await deps.db.system('read the images of a release', read)).filter((image) => image.digest === null);
  let failure: unknown;
  for (const { service, reference } of open) {
    const { tag = '', ...image } = parseImageReference(reference);
    try {
      const digest = await registry.findDigest({ ...image, reference: tag }, { signal: ctx.signal });
      if (digest === undefined) continue;
      await deps.db.system('record a digest', (tx) => deps.deployments.recordDigest(tx, { ...key, service, digest }));
    } catch (error) {
      // Being let in is not a question of time.
      if (!isAppError(error, 'upstream_failed')) failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  return jobDone();
}

export function createImageWatchService(deps: ImageWatchDeps): ImageWatchService {
  const slots = createSlots(mostAtOnce);
  return {
    sweep: () => sweep(deps),
    check: (ctx, key, orgs) => check(deps, ctx, slots, { key, orgs }),
    resolve: (ctx, deploymentId, release) => resolve(deps, ctx, { deploymentId, number: release }),
  };
}
