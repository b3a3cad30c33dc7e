-- Programs that ask to act for somebody, by a code that he confirms in a browser. Only hashes of codes are here.

create table device_logins (
  id uuid primary key,
  -- SHA-256 of 256 random bits, the program's proof that it is the one that asked.
  device_hash bytea not null,
  -- SHA-256 of what a person types. Short, so it is worth guessing: ten minutes, few attempts, one use.
  user_hash bytea not null,
  grant_kind text not null,
  client text not null,
  key_name text not null,
  key_days integer not null,
  -- What was asked for; after the answer what was granted.
  scopes text[] not null,
  -- Where the program listens on the machine of the browser; then it gets its grant only with the code that is sent there.
  redirect_uri text,
  code_hash bytea,
  ip_address text not null,
  user_agent text not null,
  state text not null,
  -- Who answered.
  user_id uuid references users (id) on delete cascade,
  interval_seconds integer not null,
  polled_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint device_logins__device_unique unique (device_hash),
  constraint device_logins__user_unique unique (user_hash),
  constraint device_logins__grant check (grant_kind in ('api-key', 'session')),
  constraint device_logins__state check (state in ('waiting', 'approved', 'denied', 'used')),
  constraint device_logins__answered check ((state = 'waiting') = (user_id is null))
);
create index device_logins__ip_address on device_logins (ip_address) where state = 'waiting';
create index device_logins__user_id on device_logins (user_id);
create index device_logins__expires_at on device_logins (expires_at);

-- How many codes a user got wrong lately.
create table device_guesses (
  user_id uuid primary key references users (id) on delete cascade,
  wrong integer not null,
  since timestamptz not null
);
