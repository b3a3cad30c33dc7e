-- Who is asked to join an organization or one of its teams. Only hashes of tokens are here, so a copy of it admits nobody.

create table invitations (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  team_id uuid,
  email text not null,
  role text not null,
  -- The address of whoever invited, kept as it was.
  invited_by text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  link_hash bytea not null,
  -- The mail has a token of its own, drawn when it is sent, so that no job carries one.
  mail_hash bytea,
  mail_state text not null,
  mail_error text,
  constraint invitations__team foreign key (team_id, org_id) references teams (id, org_id) on delete cascade,
  constraint invitations__email_lower check (email = lower(email)),
  constraint invitations__role check (
    case when team_id is null then role in ('org_admin', 'org_member') else role in ('team_admin', 'developer', 'viewer') end
  ),
  constraint invitations__mail_state check (mail_state in ('off', 'waiting', 'sent', 'failed')),
  constraint invitations__link_unique unique (link_hash),
  constraint invitations__mail_unique unique (mail_hash)
);
create unique index invitations__open_unique on invitations (org_id, team_id, email) nulls not distinct where accepted_at is null;
create index invitations__email on invitations (email) where accepted_at is null;
create index invitations__team_id on invitations (team_id);
create index invitations__expires_at on invitations (expires_at);
alter table invitations enable row level security;
alter table invitations force row level security;
create policy invitations__tenant on invitations using (moorage_sees(org_id));
