/**
 * Moves one document to another store, while everybody goes on reading and writing.
 *
 * 1. A note says that the target may have a document that nobody points to.
 * 2. The document is made from the record and put into the target.
 * 3. It is read back from there and compared.
 * 4. In one transaction, with the path locked: if the record is still the one that was written, the path points to the target, the
 *    note goes, and another one says when the document of before may be removed.
 *
 * Until the fourth step readers find it where it was, afterwards where it is; whoever read the pointer just before finds the old
 * document still there, for it stays a while. A process that ends in between has changed nothing that anybody reads. Two that move
 * one document both write the same record; the pointer follows whoever is first, and the other one finds that there is nothing to do.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { DocumentKey, SecretValues, StoreName } from '../secret-stores/index.ts';
import { claimLeftover, insertLeftover, removeLeftover } from './secret-leftover.store.ts';
import { claimPath, type PathRow, updatePointer } from './secret-path.store.ts';
import {
  busy,
  findRecord,
  maxRounds,
  openValues,
  type PathRecord,
  type PublishDeps,
  rollOutReceivers,
  type Values,
} from './secret-publish.service.ts';

/** How long the document of before stays: longer than anybody works with a pointer that he has read, and time to change one's mind. */
export const graceMs = 24 * 3_600_000;

export interface MoveDeps extends PublishDeps {
  readonly clock: Clock;
  /** Called between any two steps that a crash could part; tests end the process there. */
  readonly onStep?: ((step: string) => void) | undefined;
}

interface Move {
  readonly key: DocumentKey;
  readonly target: SecretValues;
}

function isSame(left: Values, right: Values): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name]?.reveal() === right[name]?.reveal());
}

/** Step 1; undefined where there is nothing to move. */
async function begin(deps: MoveDeps, { key, target }: Move): Promise<PathRecord | undefined> {
  return await deps.db.tenant([key.orgId], async (tx) => {
    const record = await findRecord(tx, key);
    if (record === undefined || record.state.store === target.name) return undefined;
    const removeAfter = new Date(deps.clock.now().getTime() + graceMs);
    if (!(await insertLeftover(tx, { ...key, store: target.name }, removeAfter))) throw busy(key.path);
    return record;
  });
}

/** Steps 2 and 3; undefined where somebody else writes there too. */
async function write({ onStep }: MoveDeps, { key, target }: Move, values: Values): Promise<number | undefined> {
  const before = await target.get(key);
  const result = await target.put(key, values, before?.version ?? 0);
  onStep?.('the document is in the target');
  if (result.kind === 'conflict') {
    // A store may count versions of a document that it does not show any more.
    const second = before === undefined ? await target.put(key, values, result.version) : result;
    if (second.kind === 'conflict') return undefined;
    return await verify(target, key, { version: second.version, values });
  }
  return await verify(target, key, { version: result.version, values });
}

async function verify(
  target: SecretValues,
  key: DocumentKey,
  { version, values }: { readonly version: number; readonly values: Values },
): Promise<number | undefined> {
  const found = await target.get(key);
  if (found !== undefined && found.version !== version) return undefined;
  if (found !== undefined && isSame(found.values, values)) return version;
  throw new AppError('upstream_failed', `The store ${target.name} did not give back what it had taken.`, {
    internal: key.path,
    details: { nextStep: 'Nothing has been lost. See whether somebody else writes below the same prefix.' },
  });
}

interface Pointed {
  readonly from: PathRow;
  readonly version: number;
}

/** Step 4; false where the record has changed meanwhile, or the note is gone. */
async function point(deps: MoveDeps, { key, target }: Move, { from, version }: Pointed): Promise<boolean> {
  return await deps.db.tenant([key.orgId], async (tx) => {
    const state = await claimPath(tx, key);
    if (state === undefined || state.store !== from.store || state.revision !== from.revision) return false;
    const note = await claimLeftover(tx, { ...key, store: target.name });
    if (note === undefined || note.isRemoving) return false;
    await removeLeftover(tx, { ...key, store: target.name });
    const removeAfter = new Date(deps.clock.now().getTime() + graceMs);
    await insertLeftover(tx, { ...key, store: from.store }, removeAfter);
    await updatePointer(tx, key, { store: target.name, storeVersion: version, published: from.revision });
    // Clusters that read a store by themselves have to look elsewhere now.
    const isReadByClusters = [target, deps.stores.find(from.store)].some((store) => store?.external !== undefined);
    if (isReadByClusters) await rollOutReceivers(deps, tx, [key.path]);
    deps.onStep?.('the pointer is written');
    return true;
  });
}

/** False where it is there already, or there is nothing. */
export async function moveDocument(deps: MoveDeps, key: DocumentKey, to: StoreName): Promise<boolean> {
  const move = { key, target: deps.stores.of(to) };
  for (let round = 0; round < maxRounds; round += 1) {
    const record = await begin(deps, move);
    if (record === undefined) return false;
    deps.onStep?.('the move is noted');
    const version = await write(deps, move, await openValues(deps, key.orgId, record));
    if (version === undefined) continue;
    deps.onStep?.('the target has been read back');
    if (await point(deps, move, { from: record.state, version })) {
      deps.onStep?.('the pointer is moved');
      return true;
    }
  }
  throw new AppError('unavailable', 'Somebody else writes this document all the time.', { internal: key.path });
}
