-- Custom domains: hosts of tenants' own zones that lead to their deployments. A claim is anybody's; a proof is one's alone.

-- Hosts that the cluster is to route, with the ingress of each: those whose ownership was proved.
alter table deployments add column hosts jsonb not null default '[]';

create table custom_domains (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete restrict,
  deployment_id uuid not null,
  -- Lower case, ASCII.
  host text not null,
  -- Name of the deployment's ingress that it leads to.
  ingress text not null,
  -- What the TXT record must say. It is public the moment that it is of use.
  token text not null,
  state text not null default 'pending',
  reason text not null,
  message text not null,
  -- The records as they were found last.
  records jsonb not null default '[]',
  -- Since when the proof of a verified one is gone.
  missing_since timestamptz,
  checked_at timestamptz,
  -- Null: nobody looks by itself.
  next_check_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint custom_domains__deployment foreign key (deployment_id, org_id) references deployments (id, org_id) on delete cascade,
  constraint custom_domains__host_once unique (deployment_id, host),
  constraint custom_domains__state check (state in ('pending', 'verified', 'failed'))
);
-- Any number may claim a host, and one has it.
create unique index custom_domains__one_owner on custom_domains (host) where state = 'verified';
create index custom_domains__org_id on custom_domains (org_id);
create index custom_domains__due on custom_domains (next_check_at) where next_check_at is not null;
alter table custom_domains enable row level security;
alter table custom_domains force row level security;
create policy custom_domains__tenant on custom_domains using (moorage_sees(org_id));
