-- A credential that was deleted while records were still being cleared away with it stays, for that alone and out of sight.

alter table credentials add column deleted_at timestamptz;
create index credentials__deleted_at on credentials (deleted_at) where deleted_at is not null;
