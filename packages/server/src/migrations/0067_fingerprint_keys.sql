-- What tells whether a request under an Idempotency-Key is the same as before, without telling what was in it.

create table fingerprint_keys (
  id text primary key,
  -- 32 random bytes, sealed by the vault.
  sealed_key bytea not null,
  created_at timestamptz not null,
  constraint fingerprint_keys__one check (id = 'requests')
);

-- Those until now were made without a key: whoever had a copy could try values of which there are few.
delete from idempotency_keys;
