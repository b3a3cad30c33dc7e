-- Templates. System templates belong to nobody; all others to an organization, whatever their visibility.

create table templates (
  id uuid primary key,
  org_id uuid references orgs (id) on delete cascade,
  team_id uuid,
  owner_id uuid references users (id) on delete set null,
  name text not null,
  visibility text not null,
  is_system boolean not null default false,
  enabled boolean not null default true,
  display_name text not null,
  description text not null default '',
  category text not null default 'web',
  image text not null,
  container_port integer,
  cpu_request text not null,
  cpu_limit text not null,
  memory_request text not null,
  memory_limit text not null,
  health_check_path text not null default '/',
  has_config_map boolean not null default false,
  env_vars jsonb not null default '[]',
  -- Names of the services that `spec` describes, in order.
  services text[] not null,
  -- YAML: services and ingresses of a UserDeployment.
  spec text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint templates__team foreign key (team_id, org_id) references teams (id, org_id) on delete cascade,
  constraint templates__visibility check (visibility in ('private', 'team', 'org', 'public')),
  constraint templates__system check (is_system = (org_id is null)),
  constraint templates__team_visibility check (visibility <> 'team' or team_id is not null)
);
create unique index templates__name_unique on templates (org_id, name);
-- One public namespace, shared with the system templates.
create unique index templates__public_name_unique on templates (name) where visibility = 'public';
alter table templates enable row level security;
alter table templates force row level security;
create policy templates__tenant on templates
  using (visibility = 'public' or moorage_sees(org_id))
  with check (moorage_sees(org_id));
