-- What nodes are marked with: labels, annotations and taints, kept once and attached to any number of node pools.

create table node_metadata (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  kind text not null,
  key text not null,
  value text not null,
  -- Of taints; empty for everything else.
  effect text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint node_metadata__kind check (kind in ('label', 'annotation', 'taint')),
  constraint node_metadata__effect check (
    case kind when 'taint' then effect in ('NoSchedule', 'PreferNoSchedule', 'NoExecute') else effect = '' end
  ),
  -- For those that refer to it: a node has one value for a key, and of taints one for a key and an effect.
  constraint node_metadata__place unique (org_id, id, kind, key, effect)
);
-- By a digest, for a value may be longer than an entry of an index.
create unique index node_metadata__once on node_metadata (org_id, kind, key, effect, md5(value));
create index node_metadata__created_at on node_metadata (org_id, kind, created_at desc, id desc);
alter table node_metadata enable row level security;
alter table node_metadata force row level security;
create policy node_metadata__tenant on node_metadata using (moorage_sees(org_id));
