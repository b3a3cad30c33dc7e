-- The sweep of keys that have ended looks for them by their end.
create index api_keys__org_end on api_keys (expires_at) where org_id is not null and expires_at is not null;
