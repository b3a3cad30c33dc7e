-- Node pools: servers with one role, and what all of them are marked with.

create table node_pools (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  name text not null,
  role text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint node_pools__role check (role in ('master', 'worker')),
  constraint node_pools__org_id unique (org_id, id)
);
create index node_pools__created_at on node_pools (org_id, created_at desc, id desc);
alter table node_pools enable row level security;
alter table node_pools force row level security;
create policy node_pools__tenant on node_pools using (moorage_sees(org_id));

-- Host names and keys follow those of what is attached, so that the indexes below hold whatever is renamed meanwhile.
create table node_pool_servers (
  org_id uuid not null references orgs (id) on delete cascade,
  pool_id uuid not null,
  server_id uuid not null,
  hostname text not null,
  primary key (pool_id, server_id),
  constraint node_pool_servers__pool foreign key (org_id, pool_id) references node_pools (org_id, id) on delete cascade,
  constraint node_pool_servers__server foreign key (org_id, server_id, hostname)
    references servers (org_id, id, hostname) on update cascade
);
create index node_pool_servers__server_id on node_pool_servers (org_id, server_id);
-- A node is known by its name, in capitals or not.
create unique index node_pool_servers__hostname_once on node_pool_servers (pool_id, lower(hostname)) where hostname <> '';
alter table node_pool_servers enable row level security;
alter table node_pool_servers force row level security;
create policy node_pool_servers__tenant on node_pool_servers using (moorage_sees(org_id));

create table node_pool_metadata (
  org_id uuid not null references orgs (id) on delete cascade,
  pool_id uuid not null,
  metadata_id uuid not null,
  kind text not null,
  key text not null,
  effect text not null,
  primary key (pool_id, metadata_id),
  constraint node_pool_metadata__pool foreign key (org_id, pool_id) references node_pools (org_id, id) on delete cascade,
  constraint node_pool_metadata__metadata foreign key (org_id, metadata_id, kind, key, effect)
    references node_metadata (org_id, id, kind, key, effect) on update cascade,
  -- A node has one value for a key, and of taints one for a key and an effect.
  constraint node_pool_metadata__key_once unique (pool_id, kind, key, effect)
);
create index node_pool_metadata__metadata_id on node_pool_metadata (org_id, metadata_id);
alter table node_pool_metadata enable row level security;
alter table node_pool_metadata force row level security;
create policy node_pool_metadata__tenant on node_pool_metadata using (moorage_sees(org_id));
