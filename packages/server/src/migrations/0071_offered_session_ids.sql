-- The id that was given to a session and not shown yet; the one it has works until then. Of the id only a hash, and what derives it
-- from the one that the browser has, so that whoever lost the answer gets the same one again.
alter table sessions
  add column next_hash bytea,
  add column next_seed text,
  add constraint sessions__next check ((next_hash is null) = (next_seed is null));
create unique index sessions__next_hash on sessions (next_hash) where next_hash is not null;
