-- Releases: every accepted change of what is wanted of a deployment, as it was, for ever. What became of a release is in a table
-- of its own, so that the release itself never changes.

-- The newest release of the deployment; 0 only within the transaction that makes it.
alter table deployments add column release integer not null default 0;
alter table deployments add column auto_rollback boolean not null default true;
alter table deployments add column ready_deadline_seconds integer not null default 600;
alter table deployments add constraint deployments__ready_deadline check (ready_deadline_seconds between 10 and 86400);
alter table deployments add constraint deployments__id_org unique (id, org_id);

create table releases (
  org_id uuid not null references orgs (id) on delete restrict,
  deployment_id uuid not null,
  number integer not null,
  id uuid not null,
  -- Of the deployment, when the release was made.
  generation integer not null,
  kind text not null,
  -- All that was wanted, blueprint included; secret values are masked wherever it is shown.
  wish jsonb not null,
  -- First labels of the host names that lead to it; none where it was internal.
  host_labels text[] not null,
  -- The release that it was made from: the one before, or the one that was gone back to.
  from_number integer,
  actor_kind text not null,
  actor_id uuid,
  actor_email text,
  reason text,
  -- When it must be ready; null where nothing is to become ready.
  deadline_at timestamptz,
  created_at timestamptz not null,
  primary key (deployment_id, number),
  constraint releases__id_unique unique (id),
  constraint releases__deployment foreign key (deployment_id, org_id) references deployments (id, org_id) on delete cascade,
  constraint releases__kind check (kind in ('create', 'config', 'image', 'scale', 'rollback', 'auto-rollback')),
  constraint releases__actor_kind check (actor_kind in ('user', 'system'))
);
create index releases__org_id on releases (org_id);
alter table releases enable row level security;
alter table releases force row level security;
create policy releases__tenant on releases using (moorage_sees(org_id));

create function moorage_releases_are_immutable() returns trigger language plpgsql as $$
begin
  -- They go with their deployment, and only then.
  if tg_op = 'DELETE' and not exists (select from deployments where id = old.deployment_id) then
    return old;
  end if;
  raise exception 'releases never change';
end
$$;
create trigger releases__immutable before update or delete on releases
  for each row execute function moorage_releases_are_immutable();
create trigger releases__no_truncate before truncate on releases
  for each statement execute function moorage_releases_are_immutable();

create table release_states (
  org_id uuid not null,
  deployment_id uuid not null,
  number integer not null,
  state text not null,
  message text,
  -- Of its failure; kept whatever follows.
  evidence jsonb,
  live_at timestamptz,
  changed_at timestamptz not null,
  primary key (deployment_id, number),
  constraint release_states__release foreign key (deployment_id, number) references releases (deployment_id, number) on delete cascade,
  constraint release_states__state check (state in ('rolling-out', 'live', 'superseded', 'failed', 'rolled-back'))
);
create index release_states__org_id on release_states (org_id);
create unique index release_states__one_live on release_states (deployment_id) where state = 'live';
alter table release_states enable row level security;
alter table release_states force row level security;
create policy release_states__tenant on release_states using (moorage_sees(org_id));

-- What is there already begins with one release.
select set_config('moorage.system', 'on', true);
insert into releases (org_id, deployment_id, number, id, generation, kind, wish, host_labels, actor_kind, reason, created_at)
  select d.org_id, d.id, 1, gen_random_uuid(), d.generation, 'create',
         jsonb_build_object('blueprint', d.blueprint, 'envVars', d.env_vars, 'visibility', d.visibility, 'displayName', d.display_name,
           'replicas', d.replicas, 'images', d.images, 'resources', d.resources, 'paused', d.paused,
           'autoRollback', true, 'readyDeadlineSeconds', 600),
         case when d.visibility = 'public'
              then array(select h.label from deployment_hosts h where h.deployment_id = d.id order by h.label) else '{}' end,
         'system', 'As it was when releases were introduced.', d.updated_at
    from deployments d;
insert into release_states (org_id, deployment_id, number, state, live_at, changed_at)
  select d.org_id, d.id, 1, case when d.status = 'Ready' then 'live' else 'rolling-out' end,
         case when d.status = 'Ready' then d.updated_at end, d.updated_at
    from deployments d;
update deployments set release = 1;
select set_config('moorage.system', '', true);
