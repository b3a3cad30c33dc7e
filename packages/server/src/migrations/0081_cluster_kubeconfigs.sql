-- How the APIs of clusters are reached.

create table cluster_kubeconfigs (
  cluster_id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  -- The host that it leads to, for people.
  server text not null,
  -- As it was sent, sealed by the vault.
  sealed_kubeconfig bytea not null,
  updated_at timestamptz not null,
  constraint cluster_kubeconfigs__cluster foreign key (org_id, cluster_id) references clusters (org_id, id) on delete cascade
);
create index cluster_kubeconfigs__org_id on cluster_kubeconfigs (org_id, cluster_id);
alter table cluster_kubeconfigs enable row level security;
alter table cluster_kubeconfigs force row level security;
create policy cluster_kubeconfigs__tenant on cluster_kubeconfigs using (moorage_sees(org_id));
