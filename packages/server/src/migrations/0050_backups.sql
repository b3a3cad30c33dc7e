-- Backups of the whole platform: what was made, where, and when it was last restored to see that it can be.

create table backups (
  id uuid primary key,
  -- Of its objects at the target.
  name text not null,
  target text not null,
  state text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  bytes bigint,
  table_count integer,
  row_count bigint,
  migration text,
  product_version text,
  problem text,
  next_step text,
  -- The last restore into a scratch database, and how it went.
  verified_at timestamptz,
  verify_state text,
  verify_problem text,
  verify_next_step text,
  constraint backups__name_unique unique (name),
  constraint backups__state check (state in ('running', 'good', 'failed', 'missing')),
  constraint backups__verify_state check (verify_state in ('passed', 'failed'))
);
create index backups__started_at on backups (started_at desc);
create unique index backups__one_running on backups (state) where state = 'running';

-- Jobs that were waiting when a backup was made; the first worker after a restore queues them again.
create table restored_jobs (
  id uuid primary key,
  kind text not null,
  payload jsonb not null,
  start_after timestamptz not null
);
