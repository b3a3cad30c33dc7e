-- Envelope encryption: a root key outside of this database wraps the keys of organizations, and those seal values.

-- Root keys that this database knows: never the key, only a value by which the right one is recognized.
create table vault_roots (
  -- Names the keeper and the key; of a local key, a fingerprint.
  id text primary key,
  kind text not null,
  state text not null,
  -- A constant, wrapped: whoever has the key can unwrap it.
  wrapped_check bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  constraint vault_roots__state check (state in ('next', 'active', 'retiring', 'retired'))
);
create unique index vault_roots__one_active on vault_roots (state) where state = 'active';

-- The keys that seal: each organization has its own, and the platform (null) has one.
create table vault_keys (
  id uuid primary key,
  org_id uuid references orgs (id) on delete cascade,
  version integer not null,
  state text not null,
  -- The key by each root key that wraps it, in base64; more than one while a root key is rotated.
  wraps jsonb not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  constraint vault_keys__state check (state in ('active', 'retired')),
  constraint vault_keys__version check (version > 0)
);
create unique index vault_keys__version_unique on vault_keys (org_id, version) nulls not distinct;
create unique index vault_keys__one_active on vault_keys (org_id) nulls not distinct where state = 'active';
alter table vault_keys enable row level security;
alter table vault_keys force row level security;
create policy vault_keys__tenant on vault_keys using (moorage_sees(org_id));
