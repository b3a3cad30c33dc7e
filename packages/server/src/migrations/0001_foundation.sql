-- What the platform itself needs: the second lock of tenancy, the outbox, idempotency keys, claims of jobs.

-- True where the current transaction may see rows of this organization. Both settings are made per transaction by
-- platform/db; a connection that made neither sees nothing. Policies of all tenant tables call it.
create function moorage_sees(org_id uuid) returns boolean
language sql stable parallel safe
as $$
  select coalesce(current_setting('moorage.system', true), '') = 'on'
      or org_id = any (string_to_array(nullif(current_setting('moorage.org_ids', true), ''), ',')::uuid[])
$$;

create table events (
  id bigint generated always as identity primary key,
  org_id uuid not null,
  team_id uuid,
  kind text not null,
  ref text not null,
  data jsonb not null,
  created_at timestamptz not null default now()
);
create index events__org_id on events (org_id, id);
create index events__created_at on events (created_at);
alter table events enable row level security;
alter table events force row level security;
create policy events__tenant on events using (moorage_sees(org_id)) with check (moorage_sees(org_id));

-- Answers of requests that carried an Idempotency-Key. `response` is null while the first of them runs.
create table idempotency_keys (
  actor text not null,
  key text not null,
  route text not null,
  fingerprint text not null,
  locked_until timestamptz not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default now(),
  constraint idempotency_keys__pkey primary key (actor, key)
);
create index idempotency_keys__created_at on idempotency_keys (created_at);

-- Which worker runs which job; see platform/jobs. A worker holds an advisory lock of its number while its session lives.
create sequence job_workers as integer cycle;
create table job_claims (
  job_id uuid not null,
  attempt integer not null,
  kind text not null,
  worker_id integer not null,
  claimed_at timestamptz not null default now(),
  constraint job_claims__pkey primary key (job_id, attempt)
);
create index job_claims__worker_id on job_claims (worker_id);
