-- Documents of secrets may be in one of several stores. Each path says in which one its document is, and one row which one they
-- all should be in; a job moves what is elsewhere.

create table secret_store_choice (
  is_only boolean primary key default true,
  store text not null,
  -- Where they were to be before that; a switch that is not finished can be taken back.
  previous text,
  requested_at timestamptz,
  requested_by text,
  finished_at timestamptz,
  -- Of the last attempt that left something where it was; never a value.
  problem text,
  constraint secret_store_choice__only check (is_only)
);
insert into secret_store_choice (store) values ('built-in');

-- The default is only for documents of before.
alter table secret_paths add column store text not null default 'built-in';
alter table secret_paths alter column store drop default;
create index secret_paths__store on secret_paths (store);

-- Documents that a store has or may have, and that no path points to: left behind by a move, or about to be pointed to by one. No
-- reference to the organization: a document outlives it until the store has forgotten it.
create table secret_leftovers (
  org_id uuid not null,
  path text not null,
  store text not null,
  remove_after timestamptz not null,
  -- Set before the store is asked, so that nobody takes the document up again meanwhile.
  removing boolean not null default false,
  primary key (org_id, path, store)
);
create index secret_leftovers__remove_after on secret_leftovers (remove_after);
alter table secret_leftovers enable row level security;
alter table secret_leftovers force row level security;
create policy secret_leftovers__tenant on secret_leftovers using (moorage_sees(org_id));

-- With an organization go its rows here; a store elsewhere has to be told.
create function moorage_leaves_secret_document() returns trigger language plpgsql as $$
begin
  insert into secret_leftovers (org_id, path, store, remove_after) values (old.org_id, old.path, old.store, 'epoch')
    on conflict do nothing;
  return null;
end
$$;
create trigger secret_paths__leave_document after delete on secret_paths
  for each row when (old.store <> 'built-in') execute function moorage_leaves_secret_document();
