-- Deployments: what is wanted (left half) and what was last seen of it (right half). The custom resource in the cluster is
-- made from the left half by the job `deployment.rollout`; the right half is written by the status reconciler alone.

create table deployments (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete restrict,
  team_id uuid not null,
  -- Who created it; no foreign key, for it outlives the account.
  owner_id uuid not null,
  -- Unique on the whole platform: it is part of the host name.
  name text not null,
  display_name text not null,
  namespace text not null,
  template_name text not null,
  -- Services, ingresses and parameter definitions of the template as they were: a later change of it does not reach in.
  blueprint jsonb not null,
  -- Names of its services, in order.
  services text[] not null,
  env_vars jsonb not null default '{}',
  visibility text not null default 'public',
  replicas jsonb not null default '{}',
  images jsonb not null default '{}',
  resources jsonb not null default '{}',
  paused boolean not null default false,
  restarted_at timestamptz,
  service_restarts jsonb not null default '{}',
  -- Counts changes of what is wanted.
  generation integer not null default 1,
  -- The newest generation that the cluster has accepted; 0 before the first.
  applied_generation integer not null default 0,
  deleting_since timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,

  status text not null default 'Pending',
  -- The status of the custom resource as it was reported.
  observed jsonb not null default '{}',
  observed_generation integer not null default 0,
  last_error text,
  status_changed_at timestamptz,

  constraint deployments__name_unique unique (name),
  constraint deployments__team foreign key (team_id, org_id) references teams (id, org_id) on delete restrict,
  constraint deployments__visibility check (visibility in ('public', 'internal')),
  constraint deployments__status check (status in ('Pending', 'Provisioning', 'Ready', 'Error', 'Deleting'))
);
create index deployments__team_id on deployments (team_id, id desc);
create index deployments__org_id on deployments (org_id);
create index deployments__unapplied on deployments (id) where applied_generation < generation;
alter table deployments enable row level security;
alter table deployments force row level security;
create policy deployments__tenant on deployments using (moorage_sees(org_id));

-- First labels of the host names that a deployment answers under. One table, so that no two tenants can ever share one.
create table deployment_hosts (
  label text not null,
  org_id uuid not null references orgs (id) on delete restrict,
  deployment_id uuid not null references deployments (id) on delete cascade,
  constraint deployment_hosts__label_unique primary key (label)
);
create index deployment_hosts__deployment_id on deployment_hosts (deployment_id);
create index deployment_hosts__org_id on deployment_hosts (org_id);
alter table deployment_hosts enable row level security;
alter table deployment_hosts force row level security;
create policy deployment_hosts__tenant on deployment_hosts using (moorage_sees(org_id));
