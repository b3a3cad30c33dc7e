-- Clusters: what they are called, what they consist of, and what their owners say about them.

-- For those that refer to them. A bastion stays one while a cluster has it.
alter table dns_domains add constraint dns_domains__place unique (org_id, id);
alter table dns_records add constraint dns_records__place unique (org_id, id);
alter table load_balancers add constraint load_balancers__place unique (org_id, id);
alter table servers add constraint servers__role_place unique (org_id, id, role);

create table clusters (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  name text not null,
  cluster_provider text not null,
  region text not null,
  docker_image text not null,
  docker_tag text not null,
  captain_domain_id uuid,
  control_plane_record_set_id uuid,
  apps_load_balancer_id uuid,
  glueops_load_balancer_id uuid,
  bastion_server_id uuid,
  bastion_role text generated always as (case when bastion_server_id is null then null else 'bastion' end) stored,
  -- What nodes join with, sealed by the vault.
  sealed_join_secrets bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint clusters__captain_domain foreign key (org_id, captain_domain_id) references dns_domains (org_id, id),
  constraint clusters__control_plane_record_set foreign key (org_id, control_plane_record_set_id)
    references dns_records (org_id, id),
  constraint clusters__apps_load_balancer foreign key (org_id, apps_load_balancer_id) references load_balancers (org_id, id),
  constraint clusters__glueops_load_balancer foreign key (org_id, glueops_load_balancer_id)
    references load_balancers (org_id, id),
  constraint clusters__bastion foreign key (org_id, bastion_server_id, bastion_role) references servers (org_id, id, role),
  constraint clusters__org_id unique (org_id, id)
);
create unique index clusters__name_once on clusters (org_id, lower(name));
create index clusters__created_at on clusters (org_id, created_at desc, id desc);
create index clusters__captain_domain_id on clusters (org_id, captain_domain_id);
create index clusters__control_plane_record_set_id on clusters (org_id, control_plane_record_set_id);
create index clusters__apps_load_balancer_id on clusters (org_id, apps_load_balancer_id);
create index clusters__glueops_load_balancer_id on clusters (org_id, glueops_load_balancer_id);
create index clusters__bastion_server_id on clusters (org_id, bastion_server_id);
alter table clusters enable row level security;
alter table clusters force row level security;
create policy clusters__tenant on clusters using (moorage_sees(org_id));

create table cluster_node_pools (
  org_id uuid not null references orgs (id) on delete cascade,
  cluster_id uuid not null,
  pool_id uuid not null,
  primary key (cluster_id, pool_id),
  constraint cluster_node_pools__cluster foreign key (org_id, cluster_id) references clusters (org_id, id) on delete cascade,
  constraint cluster_node_pools__pool foreign key (org_id, pool_id) references node_pools (org_id, id)
);
create index cluster_node_pools__cluster_id on cluster_node_pools (org_id, cluster_id);
create index cluster_node_pools__pool_id on cluster_node_pools (org_id, pool_id);
alter table cluster_node_pools enable row level security;
alter table cluster_node_pools force row level security;
create policy cluster_node_pools__tenant on cluster_node_pools using (moorage_sees(org_id));

create table cluster_metadata (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  cluster_id uuid not null,
  -- As its owner writes it; capitals do not make another key of it.
  key text not null,
  value text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint cluster_metadata__cluster foreign key (org_id, cluster_id) references clusters (org_id, id) on delete cascade
);
create unique index cluster_metadata__key_once on cluster_metadata (cluster_id, lower(key));
create index cluster_metadata__cluster_id on cluster_metadata (org_id, cluster_id, created_at, id);
alter table cluster_metadata enable row level security;
alter table cluster_metadata force row level security;
create policy cluster_metadata__tenant on cluster_metadata using (moorage_sees(org_id));
