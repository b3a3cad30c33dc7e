-- How far the callers of all replicas have used up their rates, where no Redis is. Unlogged: a crash of the database forgives.
create unlogged table rate_limits (
  -- A digest of who is limited.
  key text primary key,
  full_at timestamptz not null,
  most interval not null
) with (fillfactor = 50);
