-- When everything sealed was opened last, and how that went.
create table vault_checks (
  at timestamptz primary key,
  checked bigint not null,
  failed bigint not null
);
