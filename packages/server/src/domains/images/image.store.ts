import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Found, Problem, Watch } from './image-watch.rules.ts';

export type NewWatch = Pick<Watch, 'key' | 'registry' | 'repository' | 'policy' | 'wanted'>;

function selectAll(tx: Tx) {
  return tx.selectFrom('image_watches').selectAll();
}

type Stored = Awaited<ReturnType<ReturnType<typeof selectAll>['executeTakeFirstOrThrow']>>;

function problemOf({ reason, message, next_step: nextStep }: Stored): Problem | null {
  return reason === null ? null : { reason, message: message ?? '', nextStep: nextStep ?? '' };
}

function fromStored(row: Stored): Watch {
  const { found_tag: tag, found_digest: digest } = row;
  return {
    key: row.key,
    registry: row.registry,
    repository: row.repository,
    policy: row.policy === 'semver' ? 'semver' : 'digest',
    wanted: row.wanted,
    found: tag === null || digest === null ? null : { tag, digest },
    checkedAt: row.checked_at,
    nextAt: row.next_at,
    failures: row.failures,
    problem: problemOf(row),
  };
}

/** True for one caller at a time, until the transaction ends. */
export async function claimSweep(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ is_mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('moorage image sweep')) as is_mine`.execute(tx);
  return rows[0]?.is_mine === true;
}

/** Those that are there already stay as they are; new ones are due at once. */
export async function insertWatches(tx: Tx, watches: readonly NewWatch[], at: Date): Promise<void> {
  if (watches.length === 0) return;
  await sql`
    insert into image_watches (key, registry, repository, policy, wanted, next_at)
    select key, registry, repository, policy, wanted, ${at}
      from jsonb_to_recordset(${JSON.stringify(watches)}::jsonb)
        as given (key text, registry text, repository text, policy text, wanted text)
    on conflict (key) do nothing`.execute(tx);
}

/** Those that nobody waits for any more. */
export async function removeOtherWatches(tx: Tx, keys: readonly string[]): Promise<void> {
  await sql`delete from image_watches where key <> all(${[...keys]}::text[])`.execute(tx);
}

/** Longest due first, only so many of each registry, and none of one that asked us to wait. */
export async function listDueKeys(tx: Tx, query: { at: Date; perRegistry: number; limit: number }): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from (
      select key, next_at, row_number() over (partition by registry order by next_at, key) as place
        from image_watches
       where next_at <= ${query.at}
         and not exists (select from image_registries b where b.registry = image_watches.registry and b.blocked_until > ${query.at})
    ) due
    where place <= ${query.perRegistry} order by next_at, key limit ${query.limit}`.execute(tx);
  return rows.map((row) => row.key);
}

export async function findWatch(tx: Tx, key: string): Promise<Watch | undefined> {
  const row = await selectAll(tx).where('key', '=', key).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

export async function listWatches(tx: Tx, keys: readonly string[]): Promise<Watch[]> {
  if (keys.length === 0) return [];
  return (await selectAll(tx).where('key', 'in', keys).execute()).map(fromStored);
}

/** Due now, unless it was asked after `notSince`. Gives the keys that are. */
export async function updateDue(tx: Tx, keys: readonly string[], times: { at: Date; notSince: Date }): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await tx
    .updateTable('image_watches')
    .set({ next_at: times.at })
    .where('key', 'in', keys)
    .where((eb) => eb.or([eb('checked_at', 'is', null), eb('checked_at', '<', times.notSince)]))
    .returning('key')
    .execute();
  return rows.map((row) => row.key);
}

interface Times {
  readonly at: Date;
  readonly nextAt: Date;
  /** When it was due, as it was asked. */
  readonly wasDueAt: Date;
}

/** Somebody who asked for it meanwhile is not to be forgotten. */
function nextOf({ nextAt, wasDueAt }: Times) {
  return sql<Date>`case when next_at = ${wasDueAt} then ${nextAt} else next_at end`;
}

export async function updateFound(tx: Tx, key: string, answer: { found: Found } & Times): Promise<void> {
  await tx
    .updateTable('image_watches')
    .set({
      found_tag: answer.found.tag,
      found_digest: answer.found.digest,
      checked_at: answer.at,
      next_at: nextOf(answer),
      failures: 0,
      reason: null,
      message: null,
      next_step: null,
    })
    .where('key', '=', key)
    .execute();
}

/** What was found before stays. */
export async function updateProblem(tx: Tx, key: string, answer: { problem: Problem } & Times): Promise<void> {
  await tx
    .updateTable('image_watches')
    .set({
      checked_at: answer.at,
      next_at: nextOf(answer),
      failures: sql`failures + 1`,
      reason: answer.problem.reason,
      message: answer.problem.message,
      next_step: answer.problem.nextStep,
    })
    .where('key', '=', key)
    .execute();
}

/** Never shortens what was agreed before. */
export async function updateBlocked(tx: Tx, registry: string, until: Date): Promise<void> {
  await sql`
    insert into image_registries (registry, blocked_until) values (${registry}, ${until})
    on conflict (registry) do update set blocked_until = greatest(image_registries.blocked_until, excluded.blocked_until)`.execute(
    tx,
  );
}

export async function findBlockedUntil(tx: Tx, registry: string): Promise<Date | undefined> {
  const row = await tx.selectFrom('image_registries').select('blocked_until').where('registry', '=', registry).executeTakeFirst();
  return row?.blocked_until;
}
