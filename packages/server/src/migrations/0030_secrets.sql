-- Secrets of the application plane. What is said of a secret is in `secrets`; every value that it ever had is sealed in
-- `secret_versions`. That is the record. What services receive is made from it: one document for each path, kept by a store
-- (`secret_documents` where the store is PostgreSQL itself).

create table secrets (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  scope text not null,
  -- Whose, where the scope is of a user; his secrets of one organization never reach another one.
  user_id uuid references users (id) on delete cascade,
  template text,
  deployment_id uuid,
  service text,
  -- Follows from the columns above; the document that the value is delivered with.
  path text not null,
  key text not null,
  description text not null default '',
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- How people know whoever gave it the version that it has.
  updated_by text,
  constraint secrets__key_unique unique (org_id, path, key),
  constraint secrets__id_org unique (id, org_id),
  constraint secrets__deployment foreign key (deployment_id, org_id) references deployments (id, org_id) on delete cascade,
  constraint secrets__scope check (case scope
    when 'organization' then num_nonnulls(user_id, template, deployment_id, service) = 0
    when 'user' then user_id is not null and num_nonnulls(template, deployment_id, service) = 0
    when 'template' then num_nonnulls(user_id, template) = 2 and num_nonnulls(deployment_id, service) = 0
    when 'template-service' then num_nonnulls(user_id, template, service) = 3 and deployment_id is null
    when 'deployment' then deployment_id is not null and num_nonnulls(user_id, template, service) = 0
    when 'deployment-service' then num_nonnulls(deployment_id, service) = 2 and num_nonnulls(user_id, template) = 0
    else false end)
);
create index secrets__deployment_id on secrets (deployment_id) where deployment_id is not null;
create index secrets__user_id on secrets (user_id) where user_id is not null;
alter table secrets enable row level security;
alter table secrets force row level security;
create policy secrets__tenant on secrets using (moorage_sees(org_id));

create table secret_versions (
  id uuid primary key,
  org_id uuid not null,
  secret_id uuid not null,
  version integer not null,
  sealed_value bytea not null,
  -- The version that this one repeats.
  restored_from integer,
  actor_kind text not null,
  actor_label text,
  created_at timestamptz not null,
  constraint secret_versions__number unique (secret_id, version),
  constraint secret_versions__secret foreign key (secret_id, org_id) references secrets (id, org_id) on delete cascade
);
create index secret_versions__org_id on secret_versions (org_id);
alter table secret_versions enable row level security;
alter table secret_versions force row level security;
create policy secret_versions__tenant on secret_versions using (moorage_sees(org_id));

-- Which versions of which secrets a release was made with, and which secret parameters it set.
alter table releases add column secrets jsonb not null default '{}';
-- Why what is wanted of a deployment is not brought to the cluster, such as a secret that is missing.
alter table deployments add column rollout_block jsonb;

-- Releases of before hold values of secret parameters. They are moved at the first start after this migration, and for that alone a
-- release may change: its wish, and nothing but its wish.
create or replace function moorage_releases_are_immutable() returns trigger language plpgsql as $$
begin
  -- They go with their deployment, and only then.
  if tg_op = 'DELETE' and not exists (select from deployments where id = old.deployment_id) then
    return old;
  end if;
  if tg_op = 'UPDATE' and current_setting('moorage.masks_secrets', true) = 'on'
     and to_jsonb(old) - 'wish' = to_jsonb(new) - 'wish' and old.wish - 'envVars' = new.wish - 'envVars' then
    return new;
  end if;
  raise exception 'releases never change';
end
$$;

-- Where each document stands: `revision` counts changes of the record, `published` is the one that the store has.
create table secret_paths (
  org_id uuid not null references orgs (id) on delete cascade,
  path text not null,
  revision integer not null,
  published integer not null default 0,
  -- The store's own number of the document, for check-and-set; null where it has none.
  store_version integer,
  primary key (org_id, path)
);
alter table secret_paths enable row level security;
alter table secret_paths force row level security;
create policy secret_paths__tenant on secret_paths using (moorage_sees(org_id));

create table secret_documents (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  path text not null,
  version integer not null,
  sealed_values bytea not null,
  constraint secret_documents__path unique (org_id, path)
);
alter table secret_documents enable row level security;
alter table secret_documents force row level security;
create policy secret_documents__tenant on secret_documents using (moorage_sees(org_id));
