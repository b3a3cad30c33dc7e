-- Images: which new ones a service may take by itself, what releases ran, and what registries say.

alter table deployments add column auto_update jsonb not null default '{}';
-- In whose name the platform made it, such as the image watcher.
alter table releases add column actor_name text;

-- The image of each service of a release. The digest is what its tag stood for when it was deployed; it is asked for afterwards
-- and may stay unknown, and once known it never changes.
create table release_images (
  org_id uuid not null references orgs (id) on delete cascade,
  deployment_id uuid not null,
  number integer not null,
  service text not null,
  reference text not null,
  digest text,
  -- What the image watcher asks a registry for; null where the service takes no new images by itself. See image_watches.
  watch_key text,
  primary key (deployment_id, number, service),
  constraint release_images__release foreign key (deployment_id, number) references releases (deployment_id, number) on delete cascade,
  constraint release_images__digest check (digest ~ '^sha256:[a-f0-9]{64}$')
);
create index release_images__org_id on release_images (org_id);
create index release_images__watch_key on release_images (watch_key) where watch_key is not null;
alter table release_images enable row level security;
alter table release_images force row level security;
create policy release_images__tenant on release_images using (moorage_sees(org_id));

-- One question to a registry, however many services of however many tenants wait for its answer.
create table image_watches (
  key text primary key,
  registry text not null,
  repository text not null,
  policy text not null,
  -- The tag of the policy `digest`, the range of `semver`.
  wanted text not null,
  -- The answer: the tag and what it stands for.
  found_tag text,
  found_digest text,
  checked_at timestamptz,
  next_at timestamptz not null,
  failures integer not null default 0,
  reason text,
  message text,
  next_step text,
  constraint image_watches__policy check (policy in ('digest', 'semver'))
);
create index image_watches__next_at on image_watches (next_at);

-- A registry that asked us to wait.
create table image_registries (
  registry text primary key,
  blocked_until timestamptz not null
);

create table image_hooks (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  team_id uuid not null,
  name text not null,
  -- Normalized repository that it may tell of, such as ghcr.io/acme/shop; null is every one that the team follows.
  repository text,
  auth text not null,
  -- Sealed under the key outside of the database: a signature cannot be verified without the secret itself.
  secret bytea not null,
  created_by uuid,
  created_at timestamptz not null,
  rotated_at timestamptz,
  last_used_at timestamptz,
  constraint image_hooks__auth check (auth in ('signature', 'token')),
  constraint image_hooks__name_unique unique (team_id, name),
  constraint image_hooks__team foreign key (team_id, org_id) references teams (id, org_id) on delete cascade
);
create index image_hooks__org_id on image_hooks (org_id);
alter table image_hooks enable row level security;
alter table image_hooks force row level security;
create policy image_hooks__tenant on image_hooks using (moorage_sees(org_id));

-- What came in lately: no signature is taken twice, and no hook may be used without measure.
create table image_hook_deliveries (
  org_id uuid not null,
  hook_id uuid not null references image_hooks (id) on delete cascade,
  signature text not null,
  at timestamptz not null,
  constraint image_hook_deliveries__once primary key (hook_id, signature)
);
create index image_hook_deliveries__org_id on image_hook_deliveries (org_id);
alter table image_hook_deliveries enable row level security;
alter table image_hook_deliveries force row level security;
create policy image_hook_deliveries__tenant on image_hook_deliveries using (moorage_sees(org_id));
