-- Sign-in by providers, sessions that rotate and belong to one host, tokens of /api/v1 and the keys that sign them.

-- Which account of which provider is which user. Nothing else says so: never the address.
create table identities (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  -- As the provider names itself in what it signs.
  issuer text not null,
  subject text not null,
  -- Name of the provider's configuration when it was linked, for people.
  provider text not null,
  email text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  constraint identities__subject_unique unique (issuer, subject)
);
create index identities__user_id on identities (user_id);

-- One attempt to sign in: made when the browser leaves for the provider, taken away when it comes back.
create table sign_in_flows (
  -- SHA-256 of `state`, and of the cookie that binds the attempt to one browser.
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider text not null,
  -- What is to come of it: a session, a pair of tokens, or one more identity of a user who is signed in.
  purpose text not null,
  nonce text not null,
  code_verifier text not null,
  redirect text not null,
  -- Of a single-page app that waits for the tokens.
  opener_origin text,
  -- The session that wants to link.
  session_handle uuid,
  user_id uuid references users (id) on delete cascade,
  expires_at timestamptz not null,
  constraint sign_in_flows__purpose check (purpose in ('session', 'tokens', 'link'))
);
create index sign_in_flows__expires_at on sign_in_flows (expires_at);

alter table users
  -- When the user chose a tier; with billing on, one who did not is asked to.
  add column tier_chosen_at timestamptz;

alter table sessions
  -- The host it was made for; it is worth nothing on another one. Sessions from before this column end.
  add column realm text not null default '',
  -- Digest of the roles when its id was made; other roles mean a new id.
  add column rights text not null default '',
  -- The id before the last change works a little longer, for requests that were under way.
  add column previous_hash bytea,
  add column previous_until timestamptz;
create unique index sessions__previous_hash on sessions (previous_hash) where previous_hash is not null;

create table signing_keys (
  kid text primary key,
  alg text not null,
  public_jwk jsonb not null,
  -- Sealed with a key that is not in this database.
  private_sealed bytea not null,
  created_at timestamptz not null,
  -- It is published before it signs, so that whoever keeps a copy of the key set knows it by then.
  signs_from timestamptz not null,
  retired_at timestamptz,
  -- Until then what it signed is accepted.
  verifies_until timestamptz,
  constraint signing_keys__alg check (alg in ('EdDSA', 'RS256'))
);

-- The refresh tokens that came of one sign-in, each from the one before.
create table token_families (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  ip_address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_why text,
  constraint token_families__revoked_why check (revoked_why in ('logout', 'reuse', 'everywhere'))
);
create index token_families__user_id on token_families (user_id);
create index token_families__expires_at on token_families (expires_at);

create table refresh_tokens (
  -- SHA-256 of 256 random bits.
  token_hash bytea primary key,
  family_id uuid not null references token_families (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens__family_id on refresh_tokens (family_id);
