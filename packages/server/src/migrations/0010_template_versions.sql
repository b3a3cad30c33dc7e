-- Every accepted change of a template, as it was, for as long as the template lives. A version is seen by whoever could see the
-- template as it was then: one that was private stays its owner's when the template is shared later.

alter table templates add column version integer not null default 1;
alter table templates add constraint templates__version check (version >= 1);

create table template_versions (
  template_id uuid not null references templates (id) on delete cascade,
  version integer not null,
  -- None for system templates, which belong to nobody.
  org_id uuid references orgs (id) on delete cascade,
  team_id uuid,
  owner_id uuid,
  visibility text not null,
  -- All that a change can change.
  document jsonb not null,
  -- Names of the fields that are different from the version before.
  changed text[] not null,
  actor_kind text not null,
  actor_email text,
  created_at timestamptz not null,
  primary key (template_id, version),
  constraint template_versions__actor_kind check (actor_kind in ('user', 'system')),
  constraint template_versions__visibility check (visibility in ('private', 'team', 'org', 'public'))
);
create index template_versions__org_id on template_versions (org_id);
alter table template_versions enable row level security;
alter table template_versions force row level security;
create policy template_versions__tenant on template_versions
  using (visibility = 'public' or moorage_sees(org_id))
  with check (moorage_sees(org_id));

create function moorage_template_versions_are_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'versions of templates never change';
end
$$;
create trigger template_versions__immutable before update on template_versions
  for each row execute function moorage_template_versions_are_immutable();

-- What is there already begins with one version.
select set_config('moorage.system', 'on', true);
insert into template_versions (template_id, version, org_id, team_id, owner_id, visibility, document, changed, actor_kind, created_at)
  select t.id, 1, t.org_id, t.team_id, t.owner_id, t.visibility,
         jsonb_build_object('displayName', t.display_name, 'description', t.description, 'category', t.category, 'image', t.image,
           'containerPort', t.container_port, 'cpuRequest', t.cpu_request, 'cpuLimit', t.cpu_limit,
           'memoryRequest', t.memory_request, 'memoryLimit', t.memory_limit, 'healthCheckPath', t.health_check_path,
           'enabled', t.enabled, 'hasConfigMap', t.has_config_map, 'envVars', t.env_vars, 'visibility', t.visibility,
           'teamId', t.team_id, 'spec', t.spec),
         '{}', 'system', t.updated_at
    from templates t;
select set_config('moorage.system', '', true);
