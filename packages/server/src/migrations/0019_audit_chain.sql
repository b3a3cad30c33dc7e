-- The chain of each organization is sealed by hashes, its head is recorded, and what is removed for its age is anchored.

-- Machines (keys of an organization) act, and nobody is refused.
alter table audit_events drop constraint audit_events__actor_kind;
alter table audit_events add constraint audit_events__actor_kind
  check (actor_kind in ('user', 'machine', 'system', 'anonymous'));

-- 32 zero bytes come before the first event.
alter table audit_heads add column hash bytea not null default decode(repeat('00', 32), 'hex');
-- Both null in events that are older than the chain.
alter table audit_events add column prev_hash bytea;
alter table audit_events add column hash bytea;
alter table audit_events add constraint audit_events__sealed check ((prev_hash is null) = (hash is null));

-- Where a chain begins to be sealed (`start`), and up to where events were removed for their age (`removed`).
create table audit_checkpoints (
  org_id uuid not null,
  seq bigint not null,
  kind text not null,
  -- Of the event at `seq`; null where that one was not sealed.
  hash bytea,
  at timestamptz not null,
  primary key (org_id, seq, kind),
  constraint audit_checkpoints__kind check (kind in ('start', 'removed'))
);
alter table audit_checkpoints enable row level security;
alter table audit_checkpoints force row level security;
create policy audit_checkpoints__tenant on audit_checkpoints using (moorage_sees(org_id));

select set_config('moorage.system', 'on', true);
insert into audit_checkpoints (org_id, seq, kind, hash, at)
  select org_id, seq, 'start', hash, now() from audit_heads where seq > 0;
select set_config('moorage.system', '', true);

-- An event may go when a checkpoint stands in for it; it never changes.
create or replace function moorage_audit_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from audit_checkpoints c where c.org_id = old.org_id and c.kind = 'removed' and c.seq >= old.seq
  ) then
    return old;
  end if;
  raise exception 'audit events are append-only';
end
$$;
create trigger audit_checkpoints__append_only before update or delete on audit_checkpoints
  for each row execute function moorage_audit_is_append_only();
create trigger audit_checkpoints__no_truncate before truncate on audit_checkpoints
  for each statement execute function moorage_audit_is_append_only();

-- Wakes whoever follows the chain.
create function moorage_audit_announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('moorage_audit', new.org_id::text);
  return null;
end
$$;
create trigger audit_events__announce after insert on audit_events
  for each row execute function moorage_audit_announce();

create index audit_events__event on audit_events (org_id, event text_pattern_ops, seq desc);
create index audit_events__actor on audit_events (org_id, actor_id, seq desc);
create index audit_events__at on audit_events (org_id, at, seq);
create index audit_events__request on audit_events (org_id, request_id);

create table audit_sinks (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  url text not null,
  -- Signs what is delivered, so it cannot be a digest: a sealed box (platform/crypto).
  secret bytea not null,
  created_by uuid,
  created_at timestamptz not null,
  -- Everything up to here was taken by the receiver.
  delivered_seq bigint not null,
  delivered_at timestamptz,
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text,
  disabled_at timestamptz,
  disabled_reason text
);
create index audit_sinks__org_id on audit_sinks (org_id, id);
alter table audit_sinks enable row level security;
alter table audit_sinks force row level security;
create policy audit_sinks__tenant on audit_sinks using (moorage_sees(org_id));
