-- What was done, by whom: append-only. Each organization has its own numbered chain; events of no organization (sign-in,
-- API keys) are in the chain of the nil id and seen by the platform only.

create table audit_heads (
  org_id uuid primary key,
  seq bigint not null
);
alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy audit_heads__tenant on audit_heads using (moorage_sees(org_id));

create table audit_events (
  -- No foreign key: what was done outlives what it was done to.
  org_id uuid not null,
  seq bigint not null,
  id uuid not null,
  event text not null,
  actor_kind text not null,
  actor_id uuid,
  actor_email text,
  actor_via text not null,
  target_type text not null,
  target_id text not null,
  target_name text,
  data jsonb not null default '{}',
  request_id text not null,
  ip_address text,
  at timestamptz not null,
  primary key (org_id, seq),
  constraint audit_events__id_unique unique (id),
  constraint audit_events__actor_kind check (actor_kind in ('user', 'system'))
);
create index audit_events__target on audit_events (org_id, target_type, target_id, seq desc);
alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy audit_events__tenant on audit_events using (moorage_sees(org_id));

create function moorage_audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are append-only';
end
$$;
create trigger audit_events__append_only before update or delete on audit_events
  for each row execute function moorage_audit_is_append_only();
create trigger audit_events__no_truncate before truncate on audit_events
  for each statement execute function moorage_audit_is_append_only();
