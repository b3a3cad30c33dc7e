-- What organizations hold of cloud providers. Several may have one scope: which of them is meant is said where it is used.

create table credentials (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  provider text not null,
  kind text not null,
  schema_version integer not null,
  name text not null,
  scope_kind text not null,
  scope_version integer not null,
  scope jsonb not null,
  account_id text,
  region text,
  -- The fields of its kind as JSON, sealed by the vault.
  sealed_secret bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint credentials__provider check (provider in ('aws', 'cloudflare', 'hetzner', 'digitalocean', 'generic')),
  constraint credentials__scope_kind check (scope_kind in ('credential_provider', 'service', 'resource'))
);
create index credentials__updated_at on credentials (org_id, updated_at desc);
alter table credentials enable row level security;
alter table credentials force row level security;
create policy credentials__tenant on credentials using (moorage_sees(org_id));
