-- Users, their sessions and their API keys. None of them belongs to a tenant: a user may be a member of many.

create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  avatar_url text,
  tier text not null default 'free',
  platform_role text,
  -- The team last chosen: where the next session and every API key begin.
  current_team_id uuid,
  disabled_at timestamptz,
  created_at timestamptz not null,
  last_login_at timestamptz,
  constraint users__email_unique unique (email),
  constraint users__email_lower check (email = lower(email)),
  constraint users__tier check (tier in ('free', 'business', 'enterprise')),
  constraint users__platform_role check (platform_role in ('platform_admin'))
);

-- The cookie holds the id; only its SHA-256 is here, so a copy of this table opens no session.
create table sessions (
  id_hash bytea primary key,
  -- What the user sees in the list of his sessions and revokes by.
  handle uuid not null,
  user_id uuid not null references users (id) on delete cascade,
  email text not null,
  tier text not null,
  current_team_id uuid,
  ip_address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions__handle_unique unique (handle)
);
create index sessions__user_id on sessions (user_id);
create index sessions__expires_at on sessions (expires_at);

create table api_keys (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  name text not null,
  -- The visible part, by which a key is found.
  prefix text not null,
  -- SHA-256 of 256 random bits: nothing to guess, so nothing slow is needed.
  secret_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  constraint api_keys__prefix_unique unique (prefix)
);
create index api_keys__user_id on api_keys (user_id);
