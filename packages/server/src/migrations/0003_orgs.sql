-- Organizations, teams and who belongs to them.

create table orgs (
  id uuid primary key,
  name text not null,
  slug text not null,
  plan text not null default 'free',
  ai_context text not null default '',
  created_at timestamptz not null,
  constraint orgs__slug_unique unique (slug)
);
alter table orgs enable row level security;
alter table orgs force row level security;
create policy orgs__tenant on orgs using (moorage_sees(id));

create table teams (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  name text not null,
  created_at timestamptz not null,
  -- Lets other tables prove that their team belongs to their organization.
  constraint teams__id_org unique (id, org_id)
);
create unique index teams__name_unique on teams (org_id, lower(name));
alter table teams enable row level security;
alter table teams force row level security;
create policy teams__tenant on teams using (moorage_sees(org_id));

create table org_members (
  org_id uuid not null references orgs (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null,
  joined_at timestamptz not null,
  primary key (org_id, user_id),
  constraint org_members__role check (role in ('org_owner', 'org_admin', 'org_member'))
);
create unique index org_members__one_owner on org_members (org_id) where role = 'org_owner';
create index org_members__user_id on org_members (user_id);
alter table org_members enable row level security;
alter table org_members force row level security;
create policy org_members__tenant on org_members using (moorage_sees(org_id));

create table team_members (
  team_id uuid not null,
  org_id uuid not null,
  user_id uuid not null,
  role text not null,
  joined_at timestamptz not null,
  primary key (team_id, user_id),
  constraint team_members__team foreign key (team_id, org_id) references teams (id, org_id) on delete cascade,
  -- Nobody is in a team of an organization that he is not in.
  constraint team_members__org_member foreign key (org_id, user_id) references org_members (org_id, user_id) on delete cascade,
  constraint team_members__role check (role in ('team_admin', 'developer', 'viewer'))
);
create index team_members__org_user on team_members (org_id, user_id);
create index team_members__user_id on team_members (user_id);
alter table team_members enable row level security;
alter table team_members force row level security;
create policy team_members__tenant on team_members using (moorage_sees(org_id));

alter table users add constraint users__current_team foreign key (current_team_id) references teams (id) on delete set null;
alter table sessions add constraint sessions__current_team foreign key (current_team_id) references teams (id) on delete set null;
