-- The schema after all migrations. Written by packages/server/tools/gen-schema.ts. Do not edit.

create sequence job_workers as integer;

CREATE OR REPLACE FUNCTION public.moorage_audit_announce()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('moorage_audit', new.org_id::text);
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.moorage_audit_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and exists (
    select from audit_checkpoints c where c.org_id = old.org_id and c.kind = 'removed' and c.seq >= old.seq
  ) then
    return old;
  end if;
  raise exception 'audit events are append-only';
end
$function$
;

CREATE OR REPLACE FUNCTION public.moorage_leaves_secret_document()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into secret_leftovers (org_id, path, store, remove_after) values (old.org_id, old.path, old.store, 'epoch')
    on conflict do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.moorage_releases_are_immutable()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- They go with their deployment, and only then.
  if tg_op = 'DELETE' and not exists (select from deployments where id = old.deployment_id) then
    return old;
  end if;
  if tg_op = 'UPDATE' and current_setting('moorage.masks_secrets', true) = 'on'
     and to_jsonb(old) - 'wish' = to_jsonb(new) - 'wish' and old.wish - 'envVars' = new.wish - 'envVars' then
    return new;
  end if;
  raise exception 'releases never change';
end
$function$
;

CREATE OR REPLACE FUNCTION public.moorage_sees(org_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(current_setting('moorage.system', true), '') = 'on'
      or org_id = any (string_to_array(nullif(current_setting('moorage.org_ids', true), ''), ',')::uuid[])
$function$
;

CREATE OR REPLACE FUNCTION public.moorage_shares(id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select id = any (string_to_array(nullif(current_setting('moorage.shared_ids', true), ''), ',')::uuid[])
$function$
;

CREATE OR REPLACE FUNCTION public.moorage_template_versions_are_immutable()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'versions of templates never change';
end
$function$
;

create table api_keys (
  id uuid not null,
  user_id uuid,
  name text not null,
  prefix text not null,
  secret_hash text not null,
  scopes text[],
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  kind text not null,
  org_id uuid,
  role text,
  team_id uuid,
  secret_check bytea not null,
  allowed_ips text[] not null default '{}'::text[],
  rate_per_second integer,
  created_by uuid,
  last_used_ip text,
  rotated_at timestamp with time zone,
  previous_check bytea,
  previous_hash text,
  previous_until timestamp with time zone,
  known_addresses text[] not null default '{}'::text[],
  several_factors boolean not null default false
);
alter table api_keys add constraint api_keys__kind CHECK ((kind = ANY (ARRAY['personal'::text, 'machine'::text, 'user'::text, 'pair'::text])));
alter table api_keys add constraint api_keys__owner CHECK (
CASE
    WHEN (kind = ANY (ARRAY['personal'::text, 'user'::text])) THEN ((user_id IS NOT NULL) AND (org_id IS NULL) AND (role IS NULL))
    ELSE ((user_id IS NULL) AND (org_id IS NOT NULL) AND (role IS NOT NULL))
END);
alter table api_keys add constraint api_keys__prefix_unique UNIQUE (prefix);
alter table api_keys add constraint api_keys__rate CHECK ((rate_per_second > 0));
alter table api_keys add constraint api_keys__scopes CHECK (((kind = ANY (ARRAY['personal'::text, 'machine'::text])) = (scopes IS NOT NULL)));
alter table api_keys add constraint api_keys__team FOREIGN KEY (team_id, org_id) REFERENCES teams(id, org_id) ON DELETE CASCADE;
alter table api_keys add constraint api_keys_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL;
alter table api_keys add constraint api_keys_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);
alter table api_keys add constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX api_keys__org_end ON public.api_keys USING btree (expires_at) WHERE ((org_id IS NOT NULL) AND (expires_at IS NOT NULL));
CREATE INDEX api_keys__org_id ON public.api_keys USING btree (org_id);
CREATE INDEX api_keys__team_id ON public.api_keys USING btree (team_id);
CREATE INDEX api_keys__user_id ON public.api_keys USING btree (user_id);
alter table api_keys enable row level security, force row level security;
create policy api_keys__tenant on api_keys for all using (moorage_sees(org_id));

create table audit_checkpoints (
  org_id uuid not null,
  seq bigint not null,
  kind text not null,
  hash bytea,
  at timestamp with time zone not null
);
alter table audit_checkpoints add constraint audit_checkpoints__kind CHECK ((kind = ANY (ARRAY['start'::text, 'removed'::text])));
alter table audit_checkpoints add constraint audit_checkpoints_pkey PRIMARY KEY (org_id, seq, kind);
alter table audit_checkpoints enable row level security, force row level security;
create policy audit_checkpoints__tenant on audit_checkpoints for all using (moorage_sees(org_id));
CREATE TRIGGER audit_checkpoints__append_only BEFORE DELETE OR UPDATE ON public.audit_checkpoints FOR EACH ROW EXECUTE FUNCTION moorage_audit_is_append_only();
CREATE TRIGGER audit_checkpoints__no_truncate BEFORE TRUNCATE ON public.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION moorage_audit_is_append_only();

create table audit_events (
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
  data jsonb not null default '{}'::jsonb,
  request_id text not null,
  ip_address text,
  at timestamp with time zone not null,
  prev_hash bytea,
  hash bytea
);
alter table audit_events add constraint audit_events__actor_kind CHECK ((actor_kind = ANY (ARRAY['user'::text, 'machine'::text, 'system'::text, 'anonymous'::text])));
alter table audit_events add constraint audit_events__id_unique UNIQUE (id);
alter table audit_events add constraint audit_events__sealed CHECK (((prev_hash IS NULL) = (hash IS NULL)));
alter table audit_events add constraint audit_events_pkey PRIMARY KEY (org_id, seq);
CREATE INDEX audit_events__actor ON public.audit_events USING btree (org_id, actor_id, seq DESC);
CREATE INDEX audit_events__anywhere ON public.audit_events USING btree (at DESC, id DESC);
CREATE INDEX audit_events__at ON public.audit_events USING btree (org_id, at, seq);
CREATE INDEX audit_events__event ON public.audit_events USING btree (org_id, event text_pattern_ops, seq DESC);
CREATE INDEX audit_events__request ON public.audit_events USING btree (org_id, request_id);
CREATE INDEX audit_events__target ON public.audit_events USING btree (org_id, target_type, target_id, seq DESC);
alter table audit_events enable row level security, force row level security;
create policy audit_events__tenant on audit_events for all using (moorage_sees(org_id));
CREATE TRIGGER audit_events__announce AFTER INSERT ON public.audit_events FOR EACH ROW EXECUTE FUNCTION moorage_audit_announce();
CREATE TRIGGER audit_events__append_only BEFORE DELETE OR UPDATE ON public.audit_events FOR EACH ROW EXECUTE FUNCTION moorage_audit_is_append_only();
CREATE TRIGGER audit_events__no_truncate BEFORE TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION moorage_audit_is_append_only();

create table audit_heads (
  org_id uuid not null,
  seq bigint not null,
  hash bytea not null default decode(repeat('00'::text, 32), 'hex'::text)
);
alter table audit_heads add constraint audit_heads_pkey PRIMARY KEY (org_id);
alter table audit_heads enable row level security, force row level security;
create policy audit_heads__tenant on audit_heads for all using (moorage_sees(org_id));

create table audit_sinks (
  id uuid not null,
  org_id uuid not null,
  url text not null,
  sealed_secret bytea not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  delivered_seq bigint not null,
  delivered_at timestamp with time zone,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  last_error text,
  disabled_at timestamp with time zone,
  disabled_reason text
);
alter table audit_sinks add constraint audit_sinks_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table audit_sinks add constraint audit_sinks_pkey PRIMARY KEY (id);
CREATE INDEX audit_sinks__org_id ON public.audit_sinks USING btree (org_id, id);
alter table audit_sinks enable row level security, force row level security;
create policy audit_sinks__tenant on audit_sinks for all using (moorage_sees(org_id));

create table backups (
  id uuid not null,
  name text not null,
  target text not null,
  state text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  bytes bigint,
  table_count integer,
  row_count bigint,
  migration text,
  product_version text,
  problem text,
  next_step text,
  verified_at timestamp with time zone,
  verify_state text,
  verify_problem text,
  verify_next_step text
);
alter table backups add constraint backups__name_unique UNIQUE (name);
alter table backups add constraint backups__state CHECK ((state = ANY (ARRAY['running'::text, 'good'::text, 'failed'::text, 'missing'::text])));
alter table backups add constraint backups__verify_state CHECK ((verify_state = ANY (ARRAY['passed'::text, 'failed'::text])));
alter table backups add constraint backups_pkey PRIMARY KEY (id);
CREATE INDEX backups__started_at ON public.backups USING btree (started_at DESC);
CREATE UNIQUE INDEX backups__one_running ON public.backups USING btree (state) WHERE (state = 'running'::text);

create table client_plans (
  client_id uuid not null,
  plan_id text not null,
  position integer not null
);
alter table client_plans add constraint client_plans__plan FOREIGN KEY (plan_id) REFERENCES plans(id);
alter table client_plans add constraint client_plans_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id) ON DELETE CASCADE;
alter table client_plans add constraint client_plans_pkey PRIMARY KEY (client_id, plan_id);
CREATE INDEX client_plans__plan_id ON public.client_plans USING btree (plan_id);

create table clients (
  id uuid not null,
  name text not null,
  slug text not null,
  domain text not null,
  brand_name text not null,
  logo_url text,
  primary_color text,
  support_email text,
  registration_policy text not null default 'open'::text,
  allowed_domains text[] not null default '{}'::text[],
  enabled boolean not null default true,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table clients add constraint clients__domain_lower CHECK ((domain = lower(domain)));
alter table clients add constraint clients__domain_unique UNIQUE (domain);
alter table clients add constraint clients__registration_policy CHECK ((registration_policy = ANY (ARRAY['open'::text, 'domains'::text, 'invite'::text])));
alter table clients add constraint clients__slug_unique UNIQUE (slug);
alter table clients add constraint clients_pkey PRIMARY KEY (id);

create table cluster_kubeconfigs (
  cluster_id uuid not null,
  org_id uuid not null,
  server text not null,
  sealed_kubeconfig bytea not null,
  updated_at timestamp with time zone not null
);
alter table cluster_kubeconfigs add constraint cluster_kubeconfigs__cluster FOREIGN KEY (org_id, cluster_id) REFERENCES clusters(org_id, id) ON DELETE CASCADE;
alter table cluster_kubeconfigs add constraint cluster_kubeconfigs_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table cluster_kubeconfigs add constraint cluster_kubeconfigs_pkey PRIMARY KEY (cluster_id);
CREATE INDEX cluster_kubeconfigs__org_id ON public.cluster_kubeconfigs USING btree (org_id, cluster_id);
alter table cluster_kubeconfigs enable row level security, force row level security;
create policy cluster_kubeconfigs__tenant on cluster_kubeconfigs for all using (moorage_sees(org_id));

create table cluster_metadata (
  id uuid not null,
  org_id uuid not null,
  cluster_id uuid not null,
  key text not null,
  value text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table cluster_metadata add constraint cluster_metadata__cluster FOREIGN KEY (org_id, cluster_id) REFERENCES clusters(org_id, id) ON DELETE CASCADE;
alter table cluster_metadata add constraint cluster_metadata_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table cluster_metadata add constraint cluster_metadata_pkey PRIMARY KEY (id);
CREATE INDEX cluster_metadata__cluster_id ON public.cluster_metadata USING btree (org_id, cluster_id, created_at, id);
CREATE UNIQUE INDEX cluster_metadata__key_once ON public.cluster_metadata USING btree (cluster_id, lower(key));
alter table cluster_metadata enable row level security, force row level security;
create policy cluster_metadata__tenant on cluster_metadata for all using (moorage_sees(org_id));

create table cluster_node_pools (
  org_id uuid not null,
  cluster_id uuid not null,
  pool_id uuid not null
);
alter table cluster_node_pools add constraint cluster_node_pools__cluster FOREIGN KEY (org_id, cluster_id) REFERENCES clusters(org_id, id) ON DELETE CASCADE;
alter table cluster_node_pools add constraint cluster_node_pools__pool FOREIGN KEY (org_id, pool_id) REFERENCES node_pools(org_id, id);
alter table cluster_node_pools add constraint cluster_node_pools_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table cluster_node_pools add constraint cluster_node_pools_pkey PRIMARY KEY (cluster_id, pool_id);
CREATE INDEX cluster_node_pools__cluster_id ON public.cluster_node_pools USING btree (org_id, cluster_id);
CREATE INDEX cluster_node_pools__pool_id ON public.cluster_node_pools USING btree (org_id, pool_id);
alter table cluster_node_pools enable row level security, force row level security;
create policy cluster_node_pools__tenant on cluster_node_pools for all using (moorage_sees(org_id));

create table clusters (
  id uuid not null,
  org_id uuid not null,
  name text not null,
  cluster_provider text not null,
  region text not null,
  docker_image text not null,
  docker_tag text not null,
  captain_domain_id uuid,
  control_plane_record_set_id uuid,
  apps_load_balancer_id uuid,
  glueops_load_balancer_id uuid,
  bastion_server_id uuid,
  bastion_role text generated always as (
CASE
    WHEN (bastion_server_id IS NULL) THEN NULL::text
    ELSE 'bastion'::text
END) stored,
  sealed_join_secrets bytea not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table clusters add constraint clusters__apps_load_balancer FOREIGN KEY (org_id, apps_load_balancer_id) REFERENCES load_balancers(org_id, id);
alter table clusters add constraint clusters__bastion FOREIGN KEY (org_id, bastion_server_id, bastion_role) REFERENCES servers(org_id, id, role);
alter table clusters add constraint clusters__captain_domain FOREIGN KEY (org_id, captain_domain_id) REFERENCES dns_domains(org_id, id);
alter table clusters add constraint clusters__control_plane_record_set FOREIGN KEY (org_id, control_plane_record_set_id) REFERENCES dns_records(org_id, id);
alter table clusters add constraint clusters__glueops_load_balancer FOREIGN KEY (org_id, glueops_load_balancer_id) REFERENCES load_balancers(org_id, id);
alter table clusters add constraint clusters__org_id UNIQUE (org_id, id);
alter table clusters add constraint clusters_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table clusters add constraint clusters_pkey PRIMARY KEY (id);
CREATE INDEX clusters__apps_load_balancer_id ON public.clusters USING btree (org_id, apps_load_balancer_id);
CREATE INDEX clusters__bastion_server_id ON public.clusters USING btree (org_id, bastion_server_id);
CREATE INDEX clusters__captain_domain_id ON public.clusters USING btree (org_id, captain_domain_id);
CREATE INDEX clusters__control_plane_record_set_id ON public.clusters USING btree (org_id, control_plane_record_set_id);
CREATE INDEX clusters__created_at ON public.clusters USING btree (org_id, created_at DESC, id DESC);
CREATE INDEX clusters__glueops_load_balancer_id ON public.clusters USING btree (org_id, glueops_load_balancer_id);
CREATE UNIQUE INDEX clusters__name_once ON public.clusters USING btree (org_id, lower(name));
alter table clusters enable row level security, force row level security;
create policy clusters__tenant on clusters for all using (moorage_sees(org_id));

create table credentials (
  id uuid not null,
  org_id uuid not null,
  provider text not null,
  kind text not null,
  schema_version integer not null,
  name text not null,
  scope_kind text not null,
  scope_version integer not null,
  scope jsonb not null,
  account_id text,
  region text,
  sealed_secret bytea not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone
);
alter table credentials add constraint credentials__provider CHECK ((provider = ANY (ARRAY['aws'::text, 'cloudflare'::text, 'hetzner'::text, 'digitalocean'::text, 'generic'::text])));
alter table credentials add constraint credentials__scope_kind CHECK ((scope_kind = ANY (ARRAY['credential_provider'::text, 'service'::text, 'resource'::text])));
alter table credentials add constraint credentials_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table credentials add constraint credentials_pkey PRIMARY KEY (id);
CREATE INDEX credentials__deleted_at ON public.credentials USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX credentials__updated_at ON public.credentials USING btree (org_id, updated_at DESC);
alter table credentials enable row level security, force row level security;
create policy credentials__tenant on credentials for all using (moorage_sees(org_id));

create table custom_domains (
  id uuid not null,
  org_id uuid not null,
  deployment_id uuid not null,
  host text not null,
  ingress text not null,
  token text not null,
  state text not null default 'pending'::text,
  reason text not null,
  message text not null,
  records jsonb not null default '[]'::jsonb,
  missing_since timestamp with time zone,
  checked_at timestamp with time zone,
  next_check_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table custom_domains add constraint custom_domains__deployment FOREIGN KEY (deployment_id, org_id) REFERENCES deployments(id, org_id) ON DELETE CASCADE;
alter table custom_domains add constraint custom_domains__host_once UNIQUE (deployment_id, host);
alter table custom_domains add constraint custom_domains__state CHECK ((state = ANY (ARRAY['pending'::text, 'verified'::text, 'failed'::text])));
alter table custom_domains add constraint custom_domains_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE RESTRICT;
alter table custom_domains add constraint custom_domains_pkey PRIMARY KEY (id);
CREATE INDEX custom_domains__due ON public.custom_domains USING btree (next_check_at) WHERE (next_check_at IS NOT NULL);
CREATE INDEX custom_domains__org_id ON public.custom_domains USING btree (org_id);
CREATE UNIQUE INDEX custom_domains__one_owner ON public.custom_domains USING btree (host) WHERE (state = 'verified'::text);
alter table custom_domains enable row level security, force row level security;
create policy custom_domains__tenant on custom_domains for all using (moorage_sees(org_id));

create table deployment_hosts (
  label text not null,
  org_id uuid not null,
  deployment_id uuid not null
);
alter table deployment_hosts add constraint deployment_hosts__label_unique PRIMARY KEY (label);
alter table deployment_hosts add constraint deployment_hosts_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE;
alter table deployment_hosts add constraint deployment_hosts_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE RESTRICT;
CREATE INDEX deployment_hosts__deployment_id ON public.deployment_hosts USING btree (deployment_id);
CREATE INDEX deployment_hosts__org_id ON public.deployment_hosts USING btree (org_id);
alter table deployment_hosts enable row level security, force row level security;
create policy deployment_hosts__tenant on deployment_hosts for all using (moorage_sees(org_id));

create table deployments (
  id uuid not null,
  org_id uuid not null,
  team_id uuid not null,
  owner_id uuid not null,
  name text not null,
  display_name text not null,
  namespace text not null,
  template_name text not null,
  blueprint jsonb not null,
  services text[] not null,
  env_vars jsonb not null default '{}'::jsonb,
  visibility text not null default 'public'::text,
  replicas jsonb not null default '{}'::jsonb,
  images jsonb not null default '{}'::jsonb,
  resources jsonb not null default '{}'::jsonb,
  paused boolean not null default false,
  restarted_at timestamp with time zone,
  service_restarts jsonb not null default '{}'::jsonb,
  generation integer not null default 1,
  applied_generation integer not null default 0,
  deleting_since timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  status text not null default 'Pending'::text,
  observed jsonb not null default '{}'::jsonb,
  observed_generation integer not null default 0,
  last_error text,
  status_changed_at timestamp with time zone,
  release integer not null default 0,
  auto_rollback boolean not null default true,
  ready_deadline_seconds integer not null default 600,
  auto_update jsonb not null default '{}'::jsonb,
  hosts jsonb not null default '[]'::jsonb,
  canary jsonb,
  rollout_block jsonb
);
alter table deployments add constraint deployments__id_org UNIQUE (id, org_id);
alter table deployments add constraint deployments__name_unique UNIQUE (name);
alter table deployments add constraint deployments__ready_deadline CHECK (((ready_deadline_seconds >= 10) AND (ready_deadline_seconds <= 86400)));
alter table deployments add constraint deployments__status CHECK ((status = ANY (ARRAY['Pending'::text, 'Provisioning'::text, 'Ready'::text, 'Error'::text, 'Deleting'::text])));
alter table deployments add constraint deployments__team FOREIGN KEY (team_id, org_id) REFERENCES teams(id, org_id) ON DELETE RESTRICT;
alter table deployments add constraint deployments__visibility CHECK ((visibility = ANY (ARRAY['public'::text, 'internal'::text])));
alter table deployments add constraint deployments_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE RESTRICT;
alter table deployments add constraint deployments_pkey PRIMARY KEY (id);
CREATE INDEX deployments__org_id ON public.deployments USING btree (org_id);
CREATE INDEX deployments__team_id ON public.deployments USING btree (team_id, id DESC);
CREATE INDEX deployments__unapplied ON public.deployments USING btree (id) WHERE (applied_generation < generation);
alter table deployments enable row level security, force row level security;
create policy deployments__tenant on deployments for all using (moorage_sees(org_id));

create table device_guesses (
  user_id uuid not null,
  wrong integer not null,
  since timestamp with time zone not null
);
alter table device_guesses add constraint device_guesses_pkey PRIMARY KEY (user_id);
alter table device_guesses add constraint device_guesses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

create table device_logins (
  id uuid not null,
  device_hash bytea not null,
  user_hash bytea not null,
  grant_kind text not null,
  client text not null,
  key_name text not null,
  key_days integer not null,
  scopes text[] not null,
  redirect_uri text,
  code_hash bytea,
  ip_address text not null,
  user_agent text not null,
  state text not null,
  user_id uuid,
  interval_seconds integer not null,
  polled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  several_factors boolean not null default false
);
alter table device_logins add constraint device_logins__answered CHECK (((state = 'waiting'::text) = (user_id IS NULL)));
alter table device_logins add constraint device_logins__device_unique UNIQUE (device_hash);
alter table device_logins add constraint device_logins__grant CHECK ((grant_kind = ANY (ARRAY['api-key'::text, 'session'::text])));
alter table device_logins add constraint device_logins__state CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'denied'::text, 'used'::text])));
alter table device_logins add constraint device_logins__user_unique UNIQUE (user_hash);
alter table device_logins add constraint device_logins_pkey PRIMARY KEY (id);
alter table device_logins add constraint device_logins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX device_logins__expires_at ON public.device_logins USING btree (expires_at);
CREATE INDEX device_logins__ip_address ON public.device_logins USING btree (ip_address) WHERE (state = 'waiting'::text);
CREATE INDEX device_logins__user_id ON public.device_logins USING btree (user_id);

create table dns_domains (
  id uuid not null,
  org_id uuid not null,
  domain_name text not null,
  zone_id text not null,
  credential_id uuid not null,
  status text not null,
  last_error text not null,
  attempts integer not null,
  next_at timestamp with time zone,
  checked_at timestamp with time zone,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table dns_domains add constraint dns_domains__credential FOREIGN KEY (credential_id) REFERENCES credentials(id);
alter table dns_domains add constraint dns_domains__place UNIQUE (org_id, id);
alter table dns_domains add constraint dns_domains__status CHECK ((status = ANY (ARRAY['pending'::text, 'provisioning'::text, 'ready'::text, 'failed'::text])));
alter table dns_domains add constraint dns_domains_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table dns_domains add constraint dns_domains_pkey PRIMARY KEY (id);
CREATE INDEX dns_domains__created_at ON public.dns_domains USING btree (org_id, created_at DESC, id DESC);
CREATE INDEX dns_domains__credential_id ON public.dns_domains USING btree (credential_id);
CREATE INDEX dns_domains__next_at ON public.dns_domains USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE UNIQUE INDEX dns_domains__name_once ON public.dns_domains USING btree (org_id, domain_name) WHERE (deleted_at IS NULL);
alter table dns_domains enable row level security, force row level security;
create policy dns_domains__tenant on dns_domains for all using (moorage_sees(org_id));

create table dns_leftovers (
  id uuid not null,
  org_id uuid not null,
  domain_id uuid not null,
  record_id uuid not null,
  zone_id text not null,
  name text not null,
  type text not null,
  attempts integer not null,
  next_at timestamp with time zone not null
);
alter table dns_leftovers add constraint dns_leftovers__once UNIQUE (domain_id, record_id, zone_id, name, type);
alter table dns_leftovers add constraint dns_leftovers_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES dns_domains(id) ON DELETE CASCADE;
alter table dns_leftovers add constraint dns_leftovers_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table dns_leftovers add constraint dns_leftovers_pkey PRIMARY KEY (id);
CREATE INDEX dns_leftovers__org_id ON public.dns_leftovers USING btree (org_id);
alter table dns_leftovers enable row level security, force row level security;
create policy dns_leftovers__tenant on dns_leftovers for all using (moorage_sees(org_id));

create table dns_records (
  id uuid not null,
  org_id uuid not null,
  domain_id uuid not null,
  name text not null,
  type text not null,
  ttl integer,
  values jsonb not null,
  alias jsonb,
  fingerprint text not null,
  status text not null,
  owner text not null,
  last_error text not null,
  attempts integer not null,
  next_at timestamp with time zone,
  revision integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table dns_records add constraint dns_records__once UNIQUE (domain_id, name, type);
alter table dns_records add constraint dns_records__owner CHECK ((owner = ANY (ARRAY['autoglue'::text, 'external'::text, 'unknown'::text])));
alter table dns_records add constraint dns_records__place UNIQUE (org_id, id);
alter table dns_records add constraint dns_records__status CHECK ((status = ANY (ARRAY['pending'::text, 'provisioning'::text, 'ready'::text, 'failed'::text])));
alter table dns_records add constraint dns_records__type CHECK ((type = ANY (ARRAY['A'::text, 'AAAA'::text, 'CNAME'::text, 'TXT'::text, 'MX'::text, 'NS'::text, 'SRV'::text, 'CAA'::text])));
alter table dns_records add constraint dns_records_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES dns_domains(id) ON DELETE CASCADE;
alter table dns_records add constraint dns_records_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table dns_records add constraint dns_records_pkey PRIMARY KEY (id);
CREATE INDEX dns_records__created_at ON public.dns_records USING btree (domain_id, created_at DESC, id DESC);
CREATE INDEX dns_records__next_at ON public.dns_records USING btree (domain_id, next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX dns_records__org_id ON public.dns_records USING btree (org_id);
alter table dns_records enable row level security, force row level security;
create policy dns_records__tenant on dns_records for all using (moorage_sees(org_id));

create table email_domain_joins (
  org_id uuid not null,
  user_id uuid not null,
  joined_at timestamp with time zone not null
);
alter table email_domain_joins add constraint email_domain_joins_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table email_domain_joins add constraint email_domain_joins_pkey PRIMARY KEY (org_id, user_id);
alter table email_domain_joins add constraint email_domain_joins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX email_domain_joins__user_id ON public.email_domain_joins USING btree (user_id);
alter table email_domain_joins enable row level security, force row level security;
create policy email_domain_joins__tenant on email_domain_joins for all using (moorage_sees(org_id));

create table email_domains (
  id uuid not null,
  org_id uuid not null,
  domain text not null,
  token text not null,
  created_at timestamp with time zone not null,
  verified_at timestamp with time zone
);
alter table email_domains add constraint email_domains__domain_lower CHECK ((domain = lower(domain)));
alter table email_domains add constraint email_domains__domain_once UNIQUE (org_id, domain);
alter table email_domains add constraint email_domains_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table email_domains add constraint email_domains_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX email_domains__one_owner ON public.email_domains USING btree (domain) WHERE (verified_at IS NOT NULL);
alter table email_domains enable row level security, force row level security;
create policy email_domains__tenant on email_domains for all using (moorage_sees(org_id));

create table events (
  id bigint not null generated always as identity,
  org_id uuid not null,
  team_id uuid,
  kind text not null,
  ref text not null,
  data jsonb not null,
  created_at timestamp with time zone not null default now()
);
alter table events add constraint events_pkey PRIMARY KEY (id);
CREATE INDEX events__created_at ON public.events USING btree (created_at);
CREATE INDEX events__org_id ON public.events USING btree (org_id, id);
alter table events enable row level security, force row level security;
create policy events__tenant on events for all using (moorage_sees(org_id)) with check (moorage_sees(org_id));

create table fingerprint_keys (
  id text not null,
  sealed_key bytea not null,
  created_at timestamp with time zone not null
);
alter table fingerprint_keys add constraint fingerprint_keys__one CHECK ((id = 'requests'::text));
alter table fingerprint_keys add constraint fingerprint_keys_pkey PRIMARY KEY (id);

create table idempotency_keys (
  actor text not null,
  key text not null,
  route text not null,
  fingerprint text not null,
  locked_until timestamp with time zone not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone not null default now()
);
alter table idempotency_keys add constraint idempotency_keys__pkey PRIMARY KEY (actor, key);
CREATE INDEX idempotency_keys__created_at ON public.idempotency_keys USING btree (created_at);

create table identities (
  id uuid not null,
  user_id uuid not null,
  issuer text not null,
  subject text not null,
  provider text not null,
  email text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null
);
alter table identities add constraint identities__subject_unique UNIQUE (issuer, subject);
alter table identities add constraint identities_pkey PRIMARY KEY (id);
alter table identities add constraint identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX identities__user_id ON public.identities USING btree (user_id);

create table image_hook_deliveries (
  org_id uuid not null,
  hook_id uuid not null,
  signature text not null,
  at timestamp with time zone not null
);
alter table image_hook_deliveries add constraint image_hook_deliveries__once PRIMARY KEY (hook_id, signature);
alter table image_hook_deliveries add constraint image_hook_deliveries_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES image_hooks(id) ON DELETE CASCADE;
CREATE INDEX image_hook_deliveries__org_id ON public.image_hook_deliveries USING btree (org_id);
alter table image_hook_deliveries enable row level security, force row level security;
create policy image_hook_deliveries__tenant on image_hook_deliveries for all using (moorage_sees(org_id));

create table image_hooks (
  id uuid not null,
  org_id uuid not null,
  team_id uuid not null,
  name text not null,
  repository text,
  auth text not null,
  sealed_secret bytea not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  rotated_at timestamp with time zone,
  last_used_at timestamp with time zone
);
alter table image_hooks add constraint image_hooks__auth CHECK ((auth = ANY (ARRAY['signature'::text, 'token'::text])));
alter table image_hooks add constraint image_hooks__name_unique UNIQUE (team_id, name);
alter table image_hooks add constraint image_hooks__team FOREIGN KEY (team_id, org_id) REFERENCES teams(id, org_id) ON DELETE CASCADE;
alter table image_hooks add constraint image_hooks_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table image_hooks add constraint image_hooks_pkey PRIMARY KEY (id);
CREATE INDEX image_hooks__org_id ON public.image_hooks USING btree (org_id);
alter table image_hooks enable row level security, force row level security;
create policy image_hooks__tenant on image_hooks for all using (moorage_sees(org_id));

create table image_registries (
  registry text not null,
  blocked_until timestamp with time zone not null
);
alter table image_registries add constraint image_registries_pkey PRIMARY KEY (registry);

create table image_watches (
  key text not null,
  registry text not null,
  repository text not null,
  policy text not null,
  wanted text not null,
  found_tag text,
  found_digest text,
  checked_at timestamp with time zone,
  next_at timestamp with time zone not null,
  failures integer not null default 0,
  reason text,
  message text,
  next_step text
);
alter table image_watches add constraint image_watches__policy CHECK ((policy = ANY (ARRAY['digest'::text, 'semver'::text])));
alter table image_watches add constraint image_watches_pkey PRIMARY KEY (key);
CREATE INDEX image_watches__next_at ON public.image_watches USING btree (next_at);

create table invitations (
  id uuid not null,
  org_id uuid not null,
  team_id uuid,
  email text not null,
  role text not null,
  invited_by text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  link_hash bytea not null,
  mail_hash bytea,
  mail_state text not null,
  mail_error text
);
alter table invitations add constraint invitations__email_lower CHECK ((email = lower(email)));
alter table invitations add constraint invitations__link_unique UNIQUE (link_hash);
alter table invitations add constraint invitations__mail_state CHECK ((mail_state = ANY (ARRAY['off'::text, 'waiting'::text, 'sent'::text, 'failed'::text])));
alter table invitations add constraint invitations__mail_unique UNIQUE (mail_hash);
alter table invitations add constraint invitations__role CHECK (
CASE
    WHEN (team_id IS NULL) THEN (role = ANY (ARRAY['org_admin'::text, 'org_auditor'::text, 'org_member'::text]))
    ELSE (role = ANY (ARRAY['team_admin'::text, 'developer'::text, 'viewer'::text]))
END);
alter table invitations add constraint invitations__team FOREIGN KEY (team_id, org_id) REFERENCES teams(id, org_id) ON DELETE CASCADE;
alter table invitations add constraint invitations_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table invitations add constraint invitations_pkey PRIMARY KEY (id);
CREATE INDEX invitations__email ON public.invitations USING btree (email) WHERE (accepted_at IS NULL);
CREATE INDEX invitations__expires_at ON public.invitations USING btree (expires_at);
CREATE INDEX invitations__team_id ON public.invitations USING btree (team_id);
CREATE UNIQUE INDEX invitations__open_unique ON public.invitations USING btree (org_id, team_id, email) NULLS NOT DISTINCT WHERE (accepted_at IS NULL);
alter table invitations enable row level security, force row level security;
create policy invitations__tenant on invitations for all using (moorage_sees(org_id));

create table job_claims (
  job_id uuid not null,
  attempt integer not null,
  kind text not null,
  worker_id integer not null,
  claimed_at timestamp with time zone not null default now()
);
alter table job_claims add constraint job_claims__pkey PRIMARY KEY (job_id, attempt);
CREATE INDEX job_claims__worker_id ON public.job_claims USING btree (worker_id);

create table load_balancers (
  id uuid not null,
  org_id uuid not null,
  name text not null,
  kind text not null,
  public_ip_address text not null,
  private_ip_address text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table load_balancers add constraint load_balancers__kind CHECK ((kind = ANY (ARRAY['glueops'::text, 'public'::text])));
alter table load_balancers add constraint load_balancers__name_once UNIQUE (org_id, name);
alter table load_balancers add constraint load_balancers__place UNIQUE (org_id, id);
alter table load_balancers add constraint load_balancers_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table load_balancers add constraint load_balancers_pkey PRIMARY KEY (id);
CREATE INDEX load_balancers__created_at ON public.load_balancers USING btree (org_id, created_at DESC, id DESC);
alter table load_balancers enable row level security, force row level security;
create policy load_balancers__tenant on load_balancers for all using (moorage_sees(org_id));

create table node_metadata (
  id uuid not null,
  org_id uuid not null,
  kind text not null,
  key text not null,
  value text not null,
  effect text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table node_metadata add constraint node_metadata__effect CHECK (
CASE kind
    WHEN 'taint'::text THEN (effect = ANY (ARRAY['NoSchedule'::text, 'PreferNoSchedule'::text, 'NoExecute'::text]))
    ELSE (effect = ''::text)
END);
alter table node_metadata add constraint node_metadata__kind CHECK ((kind = ANY (ARRAY['label'::text, 'annotation'::text, 'taint'::text])));
alter table node_metadata add constraint node_metadata__place UNIQUE (org_id, id, kind, key, effect);
alter table node_metadata add constraint node_metadata_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table node_metadata add constraint node_metadata_pkey PRIMARY KEY (id);
CREATE INDEX node_metadata__created_at ON public.node_metadata USING btree (org_id, kind, created_at DESC, id DESC);
CREATE UNIQUE INDEX node_metadata__once ON public.node_metadata USING btree (org_id, kind, key, effect, md5(value));
alter table node_metadata enable row level security, force row level security;
create policy node_metadata__tenant on node_metadata for all using (moorage_sees(org_id));

create table node_pool_metadata (
  org_id uuid not null,
  pool_id uuid not null,
  metadata_id uuid not null,
  kind text not null,
  key text not null,
  effect text not null
);
alter table node_pool_metadata add constraint node_pool_metadata__key_once UNIQUE (pool_id, kind, key, effect);
alter table node_pool_metadata add constraint node_pool_metadata__metadata FOREIGN KEY (org_id, metadata_id, kind, key, effect) REFERENCES node_metadata(org_id, id, kind, key, effect) ON UPDATE CASCADE;
alter table node_pool_metadata add constraint node_pool_metadata__pool FOREIGN KEY (org_id, pool_id) REFERENCES node_pools(org_id, id) ON DELETE CASCADE;
alter table node_pool_metadata add constraint node_pool_metadata_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table node_pool_metadata add constraint node_pool_metadata_pkey PRIMARY KEY (pool_id, metadata_id);
CREATE INDEX node_pool_metadata__metadata_id ON public.node_pool_metadata USING btree (org_id, metadata_id);
alter table node_pool_metadata enable row level security, force row level security;
create policy node_pool_metadata__tenant on node_pool_metadata for all using (moorage_sees(org_id));

create table node_pool_servers (
  org_id uuid not null,
  pool_id uuid not null,
  server_id uuid not null,
  hostname text not null
);
alter table node_pool_servers add constraint node_pool_servers__pool FOREIGN KEY (org_id, pool_id) REFERENCES node_pools(org_id, id) ON DELETE CASCADE;
alter table node_pool_servers add constraint node_pool_servers__server FOREIGN KEY (org_id, server_id, hostname) REFERENCES servers(org_id, id, hostname) ON UPDATE CASCADE;
alter table node_pool_servers add constraint node_pool_servers_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table node_pool_servers add constraint node_pool_servers_pkey PRIMARY KEY (pool_id, server_id);
CREATE INDEX node_pool_servers__server_id ON public.node_pool_servers USING btree (org_id, server_id);
CREATE UNIQUE INDEX node_pool_servers__hostname_once ON public.node_pool_servers USING btree (pool_id, lower(hostname)) WHERE (hostname <> ''::text);
alter table node_pool_servers enable row level security, force row level security;
create policy node_pool_servers__tenant on node_pool_servers for all using (moorage_sees(org_id));

create table node_pools (
  id uuid not null,
  org_id uuid not null,
  name text not null,
  role text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table node_pools add constraint node_pools__org_id UNIQUE (org_id, id);
alter table node_pools add constraint node_pools__role CHECK ((role = ANY (ARRAY['master'::text, 'worker'::text])));
alter table node_pools add constraint node_pools_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table node_pools add constraint node_pools_pkey PRIMARY KEY (id);
CREATE INDEX node_pools__created_at ON public.node_pools USING btree (org_id, created_at DESC, id DESC);
alter table node_pools enable row level security, force row level security;
create policy node_pools__tenant on node_pools for all using (moorage_sees(org_id));

create table org_members (
  org_id uuid not null,
  user_id uuid not null,
  role text not null,
  joined_at timestamp with time zone not null,
  role_id uuid
);
alter table org_members add constraint org_members__role CHECK (((role = ANY (ARRAY['org_owner'::text, 'org_admin'::text, 'org_auditor'::text, 'org_member'::text, 'custom'::text])) AND ((role = 'custom'::text) = (role_id IS NOT NULL))));
alter table org_members add constraint org_members__role_id FOREIGN KEY (role_id, org_id) REFERENCES roles(id, org_id) DEFERRABLE INITIALLY DEFERRED;
alter table org_members add constraint org_members_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table org_members add constraint org_members_pkey PRIMARY KEY (org_id, user_id);
alter table org_members add constraint org_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX org_members__role_id ON public.org_members USING btree (role_id) WHERE (role_id IS NOT NULL);
CREATE INDEX org_members__user_id ON public.org_members USING btree (user_id);
CREATE UNIQUE INDEX org_members__one_owner ON public.org_members USING btree (org_id) WHERE (role = 'org_owner'::text);
alter table org_members enable row level security, force row level security;
create policy org_members__tenant on org_members for all using (moorage_sees(org_id));

create table orgs (
  id uuid not null,
  name text not null,
  slug text not null,
  plan text not null default 'free'::text,
  ai_context text not null default ''::text,
  created_at timestamp with time zone not null,
  deleting_since timestamp with time zone,
  client_id uuid,
  updated_at timestamp with time zone,
  audit_retention_days integer
);
alter table orgs add constraint orgs__audit_retention_days CHECK (((audit_retention_days >= 30) AND (audit_retention_days <= 3650)));
alter table orgs add constraint orgs__client FOREIGN KEY (client_id) REFERENCES clients(id);
alter table orgs add constraint orgs__slug_unique UNIQUE (slug);
alter table orgs add constraint orgs_pkey PRIMARY KEY (id);
CREATE INDEX orgs__client_id ON public.orgs USING btree (client_id);
alter table orgs enable row level security, force row level security;
create policy orgs__tenant on orgs for all using (moorage_sees(id));

create table plans (
  id text not null,
  display_name text not null,
  max_deployments integer
);
alter table plans add constraint plans__max_deployments CHECK ((max_deployments >= 0));
alter table plans add constraint plans_pkey PRIMARY KEY (id);

create table platform_actions (
  id uuid not null,
  label text not null,
  description text not null,
  make_target text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table platform_actions add constraint platform_actions__label_once UNIQUE (label);
alter table platform_actions add constraint platform_actions__target CHECK ((make_target ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$'::text));
alter table platform_actions add constraint platform_actions__target_once UNIQUE (make_target);
alter table platform_actions add constraint platform_actions_pkey PRIMARY KEY (id);

create table rate_limits (
  key text not null,
  full_at timestamp with time zone not null,
  most interval not null
);
alter table rate_limits add constraint rate_limits_pkey PRIMARY KEY (key);

create table refresh_tokens (
  token_hash bytea not null,
  family_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table refresh_tokens add constraint refresh_tokens_family_id_fkey FOREIGN KEY (family_id) REFERENCES token_families(id) ON DELETE CASCADE;
alter table refresh_tokens add constraint refresh_tokens_pkey PRIMARY KEY (token_hash);
CREATE INDEX refresh_tokens__family_id ON public.refresh_tokens USING btree (family_id);

create table release_images (
  org_id uuid not null,
  deployment_id uuid not null,
  number integer not null,
  service text not null,
  reference text not null,
  digest text,
  watch_key text
);
alter table release_images add constraint release_images__digest CHECK ((digest ~ '^sha256:[a-f0-9]{64}$'::text));
alter table release_images add constraint release_images__release FOREIGN KEY (deployment_id, number) REFERENCES releases(deployment_id, number) ON DELETE CASCADE;
alter table release_images add constraint release_images_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table release_images add constraint release_images_pkey PRIMARY KEY (deployment_id, number, service);
CREATE INDEX release_images__org_id ON public.release_images USING btree (org_id);
CREATE INDEX release_images__watch_key ON public.release_images USING btree (watch_key) WHERE (watch_key IS NOT NULL);
alter table release_images enable row level security, force row level security;
create policy release_images__tenant on release_images for all using (moorage_sees(org_id));

create table release_states (
  org_id uuid not null,
  deployment_id uuid not null,
  number integer not null,
  state text not null,
  message text,
  evidence jsonb,
  live_at timestamp with time zone,
  changed_at timestamp with time zone not null
);
alter table release_states add constraint release_states__release FOREIGN KEY (deployment_id, number) REFERENCES releases(deployment_id, number) ON DELETE CASCADE;
alter table release_states add constraint release_states__state CHECK ((state = ANY (ARRAY['rolling-out'::text, 'live'::text, 'superseded'::text, 'failed'::text, 'rolled-back'::text, 'canary'::text, 'promoted'::text, 'aborted'::text])));
alter table release_states add constraint release_states_pkey PRIMARY KEY (deployment_id, number);
CREATE INDEX release_states__org_id ON public.release_states USING btree (org_id);
CREATE UNIQUE INDEX release_states__one_live ON public.release_states USING btree (deployment_id) WHERE (state = 'live'::text);
alter table release_states enable row level security, force row level security;
create policy release_states__tenant on release_states for all using (moorage_sees(org_id));

create table releases (
  org_id uuid not null,
  deployment_id uuid not null,
  number integer not null,
  id uuid not null,
  generation integer not null,
  kind text not null,
  wish jsonb not null,
  host_labels text[] not null,
  from_number integer,
  actor_kind text not null,
  actor_id uuid,
  actor_email text,
  reason text,
  deadline_at timestamp with time zone,
  created_at timestamp with time zone not null,
  actor_name text,
  secrets jsonb not null default '{}'::jsonb
);
alter table releases add constraint releases__actor_kind CHECK ((actor_kind = ANY (ARRAY['user'::text, 'system'::text])));
alter table releases add constraint releases__deployment FOREIGN KEY (deployment_id, org_id) REFERENCES deployments(id, org_id) ON DELETE CASCADE;
alter table releases add constraint releases__id_unique UNIQUE (id);
alter table releases add constraint releases__kind CHECK ((kind = ANY (ARRAY['create'::text, 'config'::text, 'image'::text, 'scale'::text, 'rollback'::text, 'auto-rollback'::text, 'canary'::text, 'promote'::text])));
alter table releases add constraint releases_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE RESTRICT;
alter table releases add constraint releases_pkey PRIMARY KEY (deployment_id, number);
CREATE INDEX releases__org_id ON public.releases USING btree (org_id);
alter table releases enable row level security, force row level security;
create policy releases__tenant on releases for all using (moorage_sees(org_id));
CREATE TRIGGER releases__immutable BEFORE DELETE OR UPDATE ON public.releases FOR EACH ROW EXECUTE FUNCTION moorage_releases_are_immutable();
CREATE TRIGGER releases__no_truncate BEFORE TRUNCATE ON public.releases FOR EACH STATEMENT EXECUTE FUNCTION moorage_releases_are_immutable();

create table resource_grants (
  id uuid not null,
  org_id uuid not null,
  deployment_id uuid,
  template_id uuid,
  user_id uuid,
  role text not null,
  role_id uuid,
  granted_by text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  email text
);
alter table resource_grants add constraint resource_grants__once UNIQUE NULLS NOT DISTINCT (deployment_id, template_id, user_id, email);
alter table resource_grants add constraint resource_grants__one_guest CHECK ((num_nonnulls(user_id, email) = 1));
alter table resource_grants add constraint resource_grants__one_resource CHECK ((num_nonnulls(deployment_id, template_id) = 1));
alter table resource_grants add constraint resource_grants__role CHECK (((role = ANY (ARRAY['viewer'::text, 'developer'::text, 'custom'::text])) AND ((role = 'custom'::text) = (role_id IS NOT NULL))));
alter table resource_grants add constraint resource_grants__role_id FOREIGN KEY (role_id, org_id) REFERENCES roles(id, org_id) DEFERRABLE INITIALLY DEFERRED;
alter table resource_grants add constraint resource_grants_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE;
alter table resource_grants add constraint resource_grants_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table resource_grants add constraint resource_grants_pkey PRIMARY KEY (id);
alter table resource_grants add constraint resource_grants_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates(id) ON DELETE CASCADE;
alter table resource_grants add constraint resource_grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX resource_grants__email ON public.resource_grants USING btree (email) WHERE (email IS NOT NULL);
CREATE INDEX resource_grants__expires_at ON public.resource_grants USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX resource_grants__org_id ON public.resource_grants USING btree (org_id);
CREATE INDEX resource_grants__role_id ON public.resource_grants USING btree (role_id) WHERE (role_id IS NOT NULL);
CREATE INDEX resource_grants__template_id ON public.resource_grants USING btree (template_id) WHERE (template_id IS NOT NULL);
CREATE INDEX resource_grants__user_id ON public.resource_grants USING btree (user_id);
alter table resource_grants enable row level security, force row level security;
create policy resource_grants__tenant on resource_grants for all using (moorage_sees(org_id));

create table restored_jobs (
  id uuid not null,
  kind text not null,
  payload jsonb not null,
  start_after timestamp with time zone not null
);
alter table restored_jobs add constraint restored_jobs_pkey PRIMARY KEY (id);

create table roles (
  id uuid not null,
  org_id uuid not null,
  name text not null,
  description text not null default ''::text,
  actions text[] not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table roles add constraint roles__id_org UNIQUE (id, org_id);
alter table roles add constraint roles__name_unique UNIQUE (org_id, name);
alter table roles add constraint roles_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table roles add constraint roles_pkey PRIMARY KEY (id);
alter table roles enable row level security, force row level security;
create policy roles__tenant on roles for all using (moorage_sees(org_id));

create table schema_migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now()
);
alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (name);

create table secret_documents (
  id uuid not null,
  org_id uuid not null,
  path text not null,
  version integer not null,
  sealed_values bytea not null
);
alter table secret_documents add constraint secret_documents__path UNIQUE (org_id, path);
alter table secret_documents add constraint secret_documents_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table secret_documents add constraint secret_documents_pkey PRIMARY KEY (id);
alter table secret_documents enable row level security, force row level security;
create policy secret_documents__tenant on secret_documents for all using (moorage_sees(org_id));

create table secret_leftovers (
  org_id uuid not null,
  path text not null,
  store text not null,
  remove_after timestamp with time zone not null,
  removing boolean not null default false
);
alter table secret_leftovers add constraint secret_leftovers_pkey PRIMARY KEY (org_id, path, store);
CREATE INDEX secret_leftovers__remove_after ON public.secret_leftovers USING btree (remove_after);
alter table secret_leftovers enable row level security, force row level security;
create policy secret_leftovers__tenant on secret_leftovers for all using (moorage_sees(org_id));

create table secret_paths (
  org_id uuid not null,
  path text not null,
  revision integer not null,
  published integer not null default 0,
  store_version integer,
  store text not null
);
alter table secret_paths add constraint secret_paths_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table secret_paths add constraint secret_paths_pkey PRIMARY KEY (org_id, path);
CREATE INDEX secret_paths__store ON public.secret_paths USING btree (store);
alter table secret_paths enable row level security, force row level security;
create policy secret_paths__tenant on secret_paths for all using (moorage_sees(org_id));
CREATE TRIGGER secret_paths__leave_document AFTER DELETE ON public.secret_paths FOR EACH ROW WHEN ((old.store <> 'built-in'::text)) EXECUTE FUNCTION moorage_leaves_secret_document();

create table secret_store_choice (
  is_only boolean not null default true,
  store text not null,
  previous text,
  requested_at timestamp with time zone,
  requested_by text,
  finished_at timestamp with time zone,
  problem text
);
alter table secret_store_choice add constraint secret_store_choice__only CHECK (is_only);
alter table secret_store_choice add constraint secret_store_choice_pkey PRIMARY KEY (is_only);

create table secret_versions (
  id uuid not null,
  org_id uuid not null,
  secret_id uuid not null,
  version integer not null,
  sealed_value bytea not null,
  restored_from integer,
  actor_kind text not null,
  actor_label text,
  created_at timestamp with time zone not null
);
alter table secret_versions add constraint secret_versions__number UNIQUE (secret_id, version);
alter table secret_versions add constraint secret_versions__secret FOREIGN KEY (secret_id, org_id) REFERENCES secrets(id, org_id) ON DELETE CASCADE;
alter table secret_versions add constraint secret_versions_pkey PRIMARY KEY (id);
CREATE INDEX secret_versions__org_id ON public.secret_versions USING btree (org_id);
alter table secret_versions enable row level security, force row level security;
create policy secret_versions__tenant on secret_versions for all using (moorage_sees(org_id));

create table secrets (
  id uuid not null,
  org_id uuid not null,
  scope text not null,
  user_id uuid,
  template text,
  deployment_id uuid,
  service text,
  path text not null,
  key text not null,
  description text not null default ''::text,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text
);
alter table secrets add constraint secrets__deployment FOREIGN KEY (deployment_id, org_id) REFERENCES deployments(id, org_id) ON DELETE CASCADE;
alter table secrets add constraint secrets__id_org UNIQUE (id, org_id);
alter table secrets add constraint secrets__key_unique UNIQUE (org_id, path, key);
alter table secrets add constraint secrets__scope CHECK (
CASE scope
    WHEN 'organization'::text THEN (num_nonnulls(user_id, template, deployment_id, service) = 0)
    WHEN 'user'::text THEN ((user_id IS NOT NULL) AND (num_nonnulls(template, deployment_id, service) = 0))
    WHEN 'template'::text THEN ((num_nonnulls(user_id, template) = 2) AND (num_nonnulls(deployment_id, service) = 0))
    WHEN 'template-service'::text THEN ((num_nonnulls(user_id, template, service) = 3) AND (deployment_id IS NULL))
    WHEN 'deployment'::text THEN ((deployment_id IS NOT NULL) AND (num_nonnulls(user_id, template, service) = 0))
    WHEN 'deployment-service'::text THEN ((num_nonnulls(deployment_id, service) = 2) AND (num_nonnulls(user_id, template) = 0))
    ELSE false
END);
alter table secrets add constraint secrets_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table secrets add constraint secrets_pkey PRIMARY KEY (id);
alter table secrets add constraint secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX secrets__deployment_id ON public.secrets USING btree (deployment_id) WHERE (deployment_id IS NOT NULL);
CREATE INDEX secrets__user_id ON public.secrets USING btree (user_id) WHERE (user_id IS NOT NULL);
alter table secrets enable row level security, force row level security;
create policy secrets__tenant on secrets for all using (moorage_sees(org_id));

create table server_logs (
  org_id uuid not null,
  server_id uuid not null,
  id bigint not null,
  stream text not null,
  chunk text not null,
  created_at timestamp with time zone not null
);
alter table server_logs add constraint server_logs__server FOREIGN KEY (org_id, server_id) REFERENCES servers(org_id, id) ON DELETE CASCADE;
alter table server_logs add constraint server_logs__stream CHECK ((stream = ANY (ARRAY['stdout'::text, 'system'::text])));
alter table server_logs add constraint server_logs_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table server_logs add constraint server_logs_pkey PRIMARY KEY (server_id, id);
CREATE INDEX server_logs__created_at ON public.server_logs USING btree (created_at);
CREATE INDEX server_logs__server_id ON public.server_logs USING btree (org_id, server_id, id);
alter table server_logs enable row level security, force row level security;
create policy server_logs__tenant on server_logs for all using (moorage_sees(org_id));

create table servers (
  id uuid not null,
  org_id uuid not null,
  hostname text not null,
  public_ip_address text,
  private_ip_address text not null,
  ssh_user text not null,
  ssh_key_id uuid not null,
  role text not null,
  status text not null,
  ssh_host_key text,
  ssh_host_key_algo text,
  last_log_id bigint not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table servers add constraint servers__org_id UNIQUE (org_id, id);
alter table servers add constraint servers__place UNIQUE (org_id, id, hostname);
alter table servers add constraint servers__public_ip CHECK (((role <> 'bastion'::text) OR (public_ip_address IS NOT NULL)));
alter table servers add constraint servers__role CHECK ((role = ANY (ARRAY['master'::text, 'worker'::text, 'bastion'::text])));
alter table servers add constraint servers__role_place UNIQUE (org_id, id, role);
alter table servers add constraint servers__ssh_key FOREIGN KEY (org_id, ssh_key_id) REFERENCES ssh_keys(org_id, id);
alter table servers add constraint servers__status CHECK ((status = ANY (ARRAY['pending'::text, 'provisioning'::text, 'ready'::text, 'failed'::text])));
alter table servers add constraint servers_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table servers add constraint servers_pkey PRIMARY KEY (id);
CREATE INDEX servers__created_at ON public.servers USING btree (org_id, created_at DESC, id DESC);
CREATE INDEX servers__ssh_key_id ON public.servers USING btree (org_id, ssh_key_id);
alter table servers enable row level security, force row level security;
create policy servers__tenant on servers for all using (moorage_sees(org_id));

create table sessions (
  id_hash bytea not null,
  handle uuid not null,
  user_id uuid not null,
  email text not null,
  tier text not null,
  current_team_id uuid,
  ip_address text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  realm text not null default ''::text,
  rights text not null default ''::text,
  previous_hash bytea,
  previous_until timestamp with time zone,
  next_hash bytea,
  next_seed text
);
alter table sessions add constraint sessions__current_team FOREIGN KEY (current_team_id) REFERENCES teams(id) ON DELETE SET NULL;
alter table sessions add constraint sessions__handle_unique UNIQUE (handle);
alter table sessions add constraint sessions__next CHECK (((next_hash IS NULL) = (next_seed IS NULL)));
alter table sessions add constraint sessions_pkey PRIMARY KEY (id_hash);
alter table sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX sessions__expires_at ON public.sessions USING btree (expires_at);
CREATE INDEX sessions__user_id ON public.sessions USING btree (user_id);
CREATE UNIQUE INDEX sessions__next_hash ON public.sessions USING btree (next_hash) WHERE (next_hash IS NOT NULL);
CREATE UNIQUE INDEX sessions__previous_hash ON public.sessions USING btree (previous_hash) WHERE (previous_hash IS NOT NULL);

create table sign_in_flows (
  state_hash bytea not null,
  browser_hash bytea not null,
  provider text not null,
  purpose text not null,
  nonce text not null,
  code_verifier text not null,
  redirect text not null,
  opener_origin text,
  session_handle uuid,
  user_id uuid,
  expires_at timestamp with time zone not null
);
alter table sign_in_flows add constraint sign_in_flows__purpose CHECK ((purpose = ANY (ARRAY['session'::text, 'tokens'::text, 'link'::text])));
alter table sign_in_flows add constraint sign_in_flows_pkey PRIMARY KEY (state_hash);
alter table sign_in_flows add constraint sign_in_flows_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX sign_in_flows__expires_at ON public.sign_in_flows USING btree (expires_at);

create table signing_keys (
  kid text not null,
  alg text not null,
  public_jwk jsonb not null,
  sealed_private bytea not null,
  created_at timestamp with time zone not null,
  signs_from timestamp with time zone not null,
  retired_at timestamp with time zone,
  verifies_until timestamp with time zone
);
alter table signing_keys add constraint signing_keys__alg CHECK ((alg = ANY (ARRAY['EdDSA'::text, 'RS256'::text])));
alter table signing_keys add constraint signing_keys_pkey PRIMARY KEY (kid);

create table ssh_keys (
  id uuid not null,
  org_id uuid not null,
  name text not null,
  type text not null,
  bits integer not null,
  public_key text not null,
  fingerprint text not null,
  sealed_private_key bytea not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
alter table ssh_keys add constraint ssh_keys__fingerprint_once UNIQUE (org_id, fingerprint);
alter table ssh_keys add constraint ssh_keys__place UNIQUE (org_id, id);
alter table ssh_keys add constraint ssh_keys__type CHECK ((type = ANY (ARRAY['rsa'::text, 'ed25519'::text, 'ecdsa'::text])));
alter table ssh_keys add constraint ssh_keys_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table ssh_keys add constraint ssh_keys_pkey PRIMARY KEY (id);
CREATE INDEX ssh_keys__created_at ON public.ssh_keys USING btree (org_id, created_at DESC);
alter table ssh_keys enable row level security, force row level security;
create policy ssh_keys__tenant on ssh_keys for all using (moorage_sees(org_id));

create table team_members (
  team_id uuid not null,
  org_id uuid not null,
  user_id uuid not null,
  role text not null,
  joined_at timestamp with time zone not null,
  role_id uuid
);
alter table team_members add constraint team_members__org_member FOREIGN KEY (org_id, user_id) REFERENCES org_members(org_id, user_id) ON DELETE CASCADE;
alter table team_members add constraint team_members__role CHECK (((role = ANY (ARRAY['team_admin'::text, 'developer'::text, 'viewer'::text, 'custom'::text])) AND ((role = 'custom'::text) = (role_id IS NOT NULL))));
alter table team_members add constraint team_members__role_id FOREIGN KEY (role_id, org_id) REFERENCES roles(id, org_id) DEFERRABLE INITIALLY DEFERRED;
alter table team_members add constraint team_members__team FOREIGN KEY (team_id, org_id) REFERENCES teams(id, org_id) ON DELETE CASCADE;
alter table team_members add constraint team_members_pkey PRIMARY KEY (team_id, user_id);
CREATE INDEX team_members__org_user ON public.team_members USING btree (org_id, user_id);
CREATE INDEX team_members__role_id ON public.team_members USING btree (role_id) WHERE (role_id IS NOT NULL);
CREATE INDEX team_members__user_id ON public.team_members USING btree (user_id);
alter table team_members enable row level security, force row level security;
create policy team_members__tenant on team_members for all using (moorage_sees(org_id));

create table teams (
  id uuid not null,
  org_id uuid not null,
  name text not null,
  created_at timestamp with time zone not null
);
alter table teams add constraint teams__id_org UNIQUE (id, org_id);
alter table teams add constraint teams_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table teams add constraint teams_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX teams__name_unique ON public.teams USING btree (org_id, lower(name));
alter table teams enable row level security, force row level security;
create policy teams__tenant on teams for all using (moorage_sees(org_id));

create table template_versions (
  template_id uuid not null,
  version integer not null,
  org_id uuid,
  team_id uuid,
  owner_id uuid,
  visibility text not null,
  document jsonb not null,
  changed text[] not null,
  actor_kind text not null,
  actor_email text,
  created_at timestamp with time zone not null
);
alter table template_versions add constraint template_versions__actor_kind CHECK ((actor_kind = ANY (ARRAY['user'::text, 'system'::text])));
alter table template_versions add constraint template_versions__visibility CHECK ((visibility = ANY (ARRAY['private'::text, 'team'::text, 'org'::text, 'public'::text])));
alter table template_versions add constraint template_versions_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table template_versions add constraint template_versions_pkey PRIMARY KEY (template_id, version);
alter table template_versions add constraint template_versions_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates(id) ON DELETE CASCADE;
CREATE INDEX template_versions__org_id ON public.template_versions USING btree (org_id);
alter table template_versions enable row level security, force row level security;
create policy template_versions__shared on template_versions for select using ((moorage_shares(template_id) OR moorage_sees(org_id)));
create policy template_versions__tenant on template_versions for all using (((visibility = 'public'::text) OR moorage_sees(org_id))) with check (moorage_sees(org_id));
CREATE TRIGGER template_versions__immutable BEFORE UPDATE ON public.template_versions FOR EACH ROW EXECUTE FUNCTION moorage_template_versions_are_immutable();

create table templates (
  id uuid not null,
  org_id uuid,
  team_id uuid,
  owner_id uuid,
  name text not null,
  visibility text not null,
  is_system boolean not null default false,
  enabled boolean not null default true,
  display_name text not null,
  description text not null default ''::text,
  category text not null default 'web'::text,
  image text not null,
  container_port integer,
  cpu_request text not null,
  cpu_limit text not null,
  memory_request text not null,
  memory_limit text not null,
  health_check_path text not null default '/'::text,
  has_config_map boolean not null default false,
  env_vars jsonb not null default '[]'::jsonb,
  services text[] not null,
  spec text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version integer not null default 1
);
alter table templates add constraint templates__system CHECK ((is_system = (org_id IS NULL)));
alter table templates add constraint templates__team FOREIGN KEY (team_id, org_id) REFERENCES teams(id, org_id) ON DELETE CASCADE;
alter table templates add constraint templates__team_visibility CHECK (((visibility <> 'team'::text) OR (team_id IS NOT NULL)));
alter table templates add constraint templates__version CHECK ((version >= 1));
alter table templates add constraint templates__visibility CHECK ((visibility = ANY (ARRAY['private'::text, 'team'::text, 'org'::text, 'public'::text])));
alter table templates add constraint templates_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table templates add constraint templates_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE SET NULL;
alter table templates add constraint templates_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX templates__name_unique ON public.templates USING btree (org_id, name);
CREATE UNIQUE INDEX templates__public_name_unique ON public.templates USING btree (name) WHERE (visibility = 'public'::text);
alter table templates enable row level security, force row level security;
create policy templates__shared on templates for select using ((moorage_shares(id) OR moorage_sees(org_id)));
create policy templates__tenant on templates for all using (((visibility = 'public'::text) OR moorage_sees(org_id))) with check (moorage_sees(org_id));

create table token_families (
  id uuid not null,
  user_id uuid not null,
  ip_address text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_why text
);
alter table token_families add constraint token_families__revoked_why CHECK ((revoked_why = ANY (ARRAY['logout'::text, 'reuse'::text, 'everywhere'::text])));
alter table token_families add constraint token_families_pkey PRIMARY KEY (id);
alter table token_families add constraint token_families_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
CREATE INDEX token_families__expires_at ON public.token_families USING btree (expires_at);
CREATE INDEX token_families__user_id ON public.token_families USING btree (user_id);

create table users (
  id uuid not null,
  email text not null,
  name text not null,
  avatar_url text,
  tier text not null default 'free'::text,
  platform_role text,
  current_team_id uuid,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  last_login_at timestamp with time zone,
  tier_chosen_at timestamp with time zone,
  client_id uuid,
  updated_at timestamp with time zone,
  sessions_void_before timestamp with time zone
);
alter table users add constraint users__current_team FOREIGN KEY (current_team_id) REFERENCES teams(id) ON DELETE SET NULL;
alter table users add constraint users__email_lower CHECK ((email = lower(email)));
alter table users add constraint users__email_unique UNIQUE (email);
alter table users add constraint users__platform_role CHECK ((platform_role = 'platform_admin'::text));
alter table users add constraint users__tier CHECK ((tier = ANY (ARRAY['free'::text, 'business'::text, 'enterprise'::text])));
alter table users add constraint users_pkey PRIMARY KEY (id);
CREATE INDEX users__last_login_at ON public.users USING btree (last_login_at);

create table vault_checks (
  at timestamp with time zone not null,
  checked bigint not null,
  failed bigint not null
);
alter table vault_checks add constraint vault_checks_pkey PRIMARY KEY (at);

create table vault_keys (
  id uuid not null,
  org_id uuid,
  version integer not null,
  state text not null,
  wraps jsonb not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone
);
alter table vault_keys add constraint vault_keys__state CHECK ((state = ANY (ARRAY['active'::text, 'retired'::text])));
alter table vault_keys add constraint vault_keys__version CHECK ((version > 0));
alter table vault_keys add constraint vault_keys_org_id_fkey FOREIGN KEY (org_id) REFERENCES orgs(id) ON DELETE CASCADE;
alter table vault_keys add constraint vault_keys_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX vault_keys__one_active ON public.vault_keys USING btree (org_id) NULLS NOT DISTINCT WHERE (state = 'active'::text);
CREATE UNIQUE INDEX vault_keys__version_unique ON public.vault_keys USING btree (org_id, version) NULLS NOT DISTINCT;
alter table vault_keys enable row level security, force row level security;
create policy vault_keys__tenant on vault_keys for all using (moorage_sees(org_id));

create table vault_roots (
  id text not null,
  kind text not null,
  state text not null,
  wrapped_check bytea not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone
);
alter table vault_roots add constraint vault_roots__state CHECK ((state = ANY (ARRAY['next'::text, 'active'::text, 'retiring'::text, 'retired'::text])));
alter table vault_roots add constraint vault_roots_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX vault_roots__one_active ON public.vault_roots USING btree (state) WHERE (state = 'active'::text);
