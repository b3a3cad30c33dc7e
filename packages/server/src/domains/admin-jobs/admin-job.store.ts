/**
 * Jobs as they are told of: the engine's rows, where one that failed for good is told by its dead letter, which outlives it.
 *
 * Whose work a job is follows from what its payload names; nothing of a tenant is written into the engine's tables.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { JobState } from './admin-job.contract.ts';
import type { JobRow, KindCounts } from './admin-job.view.ts';

export interface JobFilter {
  readonly id?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: JobState | undefined;
  readonly orgId?: string | undefined;
  readonly q?: string | undefined;
}

export interface JobPlace {
  readonly after?: readonly string[] | undefined;
  readonly offset?: number;
  readonly limit: number;
}

/** Where a field of a payload leads to an organization. */
const owners = [
  ['deploymentId', 'deployments'],
  ['templateId', 'templates'],
  ['sinkId', 'audit_sinks'],
  ['invitationId', 'invitations'],
  ['id', 'custom_domains'],
  ['domainId', 'dns_domains'],
] as const;

/** A field of any payload that tells whose work it is. */
export const ownerFields: readonly string[] = ['orgId', 'orgs', ...owners.map(([field]) => field)];

const uuidOf = (text: ReturnType<typeof sql>) => sql`case when ${text} ~ '^[0-9a-f-]{36}$' then (${text})::uuid end`;

const orgOf = sql`coalesce(${uuidOf(sql`data->>'orgId'`)}, ${uuidOf(sql`data->'orgs'->>0`)}, ${sql.join(
  owners.map(
    ([field, table]) => sql`(select o.org_id from ${sql.table(table)} o where o.id = ${uuidOf(sql`data->>${sql.lit(field)}`)})`,
  ),
)})`;

const records = sql`
  select id, name as kind, data, singleton_key as key, created_on as created_at, start_after as run_at, started_on as started_at,
         completed_on as ended_at, retry_limit + 1 as max_attempts, output->>'message' as error,
         case when started_on is null then 0 else retry_count + 1 end as attempts,
         case state when 'created' then case when start_after > now() then 'scheduled' else 'queued' end
                    when 'retry' then 'retrying' when 'active' then 'running' when 'completed' then 'succeeded'
                    when 'cancelled' then 'canceled' else 'failed' end as state
    from jobs.job where state <> 'failed' and name <> 'dead-letters' and not starts_with(name, '__')
  union all
  select source_id, source_name, data, null, source_created_on, source_created_on, null, created_on,
         source_retry_count + 1, source_output->>'message', source_retry_count + 1, 'failed'
    from jobs.job where name = 'dead-letters' and source_id is not null`;

function conditionsOf({ id, kind, state, orgId, q }: JobFilter) {
  const text = q?.toLowerCase();
  return sql.join(
    [
      sql`true`,
      ...(id === undefined ? [] : [sql`id = ${id}`]),
      ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
      ...(state === undefined ? [] : [sql`state = ${state}`]),
      ...(orgId === undefined ? [] : [sql`${orgOf} = ${orgId}`]),
      ...(text === undefined ? [] : [sql`strpos(lower(concat_ws(' ', id::text, kind, data::text, error)), ${text}) > 0`]),
    ],
    sql` and `,
  );
}

/** Newest first, one row more than asked for. Within a system transaction. */
export async function listJobs(tx: Tx, filter: JobFilter, { after, offset = 0, limit }: JobPlace): Promise<JobRow[]> {
  const [at, id] = after ?? [];
  const place = at === undefined ? sql`true` : sql`(created_at, id) < (${at}::timestamptz, ${id}::uuid)`;
  const { rows } = await sql<JobRow>`
    with records as (${records}),
         page as (select * from records where ${conditionsOf(filter)} and ${place}
                   order by created_at desc, id desc limit ${limit + 1} offset ${offset})
    select *, ${orgOf} as org_id,
           to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key
      from page order by created_at desc, id desc`.execute(tx);
  return rows;
}

export async function findJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  return (await listJobs(tx, { id }, { limit: 0 }))[0];
}

export async function countJobs(tx: Tx, filter: JobFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with records as (${records}) select count(*)::int as count from records where ${conditionsOf(filter)}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Of every kind that has any; what waits for another attempt is queued. */
export async function countKinds(tx: Tx): Promise<KindCounts[]> {
  const count = (...states: JobState[]) => sql`(count(*) filter (where state in (${sql.join(states)})))::int`;
  const { rows } = await sql<KindCounts>`
    with records as (${records})
    select kind, ${count('queued', 'retrying')} as queued, ${count('scheduled')} as scheduled,
           ${count('running')} as running, ${count('failed')} as failed
      from records group by kind`.execute(tx);
  return rows;
}

/** The last job of each of these kinds that began. */
export async function listLastRuns(tx: Tx, kinds: readonly string[]): Promise<JobRow[]> {
  if (kinds.length === 0) return [];
  const { rows } = await sql<JobRow>`
    with records as (${records})
    select distinct on (kind) *, null as org_id, '' as created_key from records
     where kind in (${sql.join(kinds)}) and (started_at is not null or state = 'failed')
     order by kind, coalesce(started_at, ended_at) desc`.execute(tx);
  return rows;
}
