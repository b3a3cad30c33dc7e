/** Which store secrets are kept in, for whoever runs the platform. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { labelOf } from '../../platform/authz/actor.ts';
import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import { type SecretStores, type SecretValues, type StoreName, storeNames } from '../secret-stores/index.ts';
import { secretUpkeep } from './secret-job.contract.ts';
import { countLeftovers } from './secret-leftover.store.ts';
import { countPaths } from './secret-path.store.ts';
import { claimChoice, getChoice, type StoreChoice, updateChoice } from './secret-store-choice.store.ts';
import { type SecretStoreView, secretStoreRoutes } from './secret-store.contract.ts';

export interface SwitchDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly stores: SecretStores;
}

const platform = { type: 'platform' };
const nobody = '00000000-0000-0000-0000-000000000000';

/** Written, read and removed again before anything is moved: better to fail here than half-way. */
async function probe(store: SecretValues): Promise<void> {
  const key = { orgId: nobody, path: `orgs/${nobody}/probes/${randomBytes(8).toString('hex')}` };
  const written = await store.put(key, { PROBE: new Secret('probe') }, 0);
  const found = await store.get(key);
  await store.remove(key);
  if (written.kind === 'stored' && found?.values['PROBE']?.reveal() === 'probe') return;
  throw new AppError('upstream_failed', `The store ${store.name} did not give back what it had taken.`);
}

async function statusOf({ stores }: SwitchDeps, tx: Tx): Promise<SecretStoreView> {
  const choice = await getChoice(tx);
  const [documents, leftovers] = [await countPaths(tx), await countLeftovers(tx)];
  const countOf = (counts: typeof documents, name: StoreName) => counts.find(({ store }) => store === name)?.documents ?? 0;
  const seen = storeNames.map((name) => ({
    store: name,
    place: stores.find(name)?.place ?? null,
    clustersReadIt: stores.find(name)?.external !== undefined,
    documents: countOf(documents, name),
    leftovers: countOf(leftovers, name),
  }));
  return {
    store: choice.store,
    state: choice.requestedAt !== null && choice.finishedAt === null ? 'switching' : 'settled',
    previous: choice.previous,
    requestedAt: choice.requestedAt?.toISOString() ?? null,
    requestedBy: choice.requestedBy,
    finishedAt: choice.finishedAt?.toISOString() ?? null,
    problem: choice.problem,
    stores: seen.filter((one) => one.place !== null || one.documents + one.leftovers > 0),
  };
}

function configuredOf(stores: SecretStores, name: StoreName): SecretValues {
  const store = stores.find(name);
  if (store !== undefined) return store;
  throw new AppError('invalid_request', `The store ${name} is not configured here.`, {
    details: { nextStep: `Configured are ${stores.all.map((one) => one.name).join(', ')}; docs/secrets.md says how to add it.` },
  });
}

type Change = { readonly store: StoreName; readonly event: string };

/** In one transaction: the choice, the audit entry and the job that follows it. */
async function choose(deps: SwitchDeps, ctx: RequestCtx, decide: (present: StoreChoice) => Change): Promise<SecretStoreView> {
  return await deps.db.system('choose the store of secrets', async (tx) => {
    const present = await claimChoice(tx);
    const { store, event } = decide(present);
    await updateChoice(tx, {
      store,
      previous: present.store,
      requestedAt: deps.clock.now(),
      requestedBy: labelOf(ctx.actor) ?? null,
      finishedAt: null,
      problem: null,
    });
    const target = { type: 'secret_store', id: store };
    await deps.audit.append(tx, ctx, { event, target, data: { from: present.store, to: store } });
    await deps.jobs.enqueue(tx, secretUpkeep, {});
    return await statusOf(deps, tx);
  });
}

async function switchTo(deps: SwitchDeps, ctx: RequestCtx, name: StoreName): Promise<SecretStoreView> {
  ctx.authorize('platform:secret-store', platform);
  const target = configuredOf(deps.stores, name);
  // The built-in one is where we write this down.
  if (name !== 'built-in') await probe(target);
  return await choose(deps, ctx, (present) => {
    if (present.store !== name) return { store: name, event: 'secret_store.switch_requested' };
    throw new AppError('conflict', `Secrets are to be in ${name} already.`, {
      details: { nextStep: 'See how far it is with `moorage secrets store status`.' },
    });
  });
}

async function cancel(deps: SwitchDeps, ctx: RequestCtx): Promise<SecretStoreView> {
  ctx.authorize('platform:secret-store', platform);
  return await choose(deps, ctx, ({ requestedAt, finishedAt, previous }) => {
    if (requestedAt !== null && finishedAt === null && previous !== null) {
      configuredOf(deps.stores, previous);
      return { store: previous, event: 'secret_store.switch_cancelled' };
    }
    throw new AppError('conflict', 'No switch is under way.', {
      details: { nextStep: 'To go back after a switch is finished, switch to the store of before.' },
    });
  });
}

export function bindSecretStoreRoutes(deps: SwitchDeps): BoundRoute[] {
  return [
    bind(secretStoreRoutes.status, async (ctx) => {
      ctx.authorize('platform:read', platform);
      return await deps.db.system('see where secrets are', (tx) => statusOf(deps, tx));
    }),
    bind(secretStoreRoutes.switch, (ctx, { body }) => switchTo(deps, ctx, body.store)),
    bind(secretStoreRoutes.cancel, (ctx) => cancel(deps, ctx)),
  ];
}
