-- White-label clients: hosts of their own under which the platform answers in somebody's name, with organizations of theirs.

create table clients (
  id uuid primary key,
  name text not null,
  slug text not null,
  -- Host name, lower case: what a request is recognized by.
  domain text not null,
  brand_name text not null,
  logo_url text,
  primary_color text,
  support_email text,
  registration_policy text not null default 'open',
  allowed_domains text[] not null default '{}',
  enabled boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint clients__slug_unique unique (slug),
  constraint clients__domain_unique unique (domain),
  constraint clients__domain_lower check (domain = lower(domain)),
  constraint clients__registration_policy check (registration_policy in ('open', 'domains', 'invite'))
);

-- What a client offers, the first being what a new organization gets.
create table client_plans (
  client_id uuid not null references clients (id) on delete cascade,
  plan_id text not null,
  position integer not null,
  primary key (client_id, plan_id),
  constraint client_plans__plan foreign key (plan_id) references plans (id)
);
create index client_plans__plan_id on client_plans (plan_id);

-- Null is the platform's own.
alter table orgs add column client_id uuid;
alter table orgs add constraint orgs__client foreign key (client_id) references clients (id);
create index orgs__client_id on orgs (client_id);

-- Where somebody registered. No foreign key: who came by a client that is gone did not come by the platform.
alter table users add column client_id uuid;

-- Who was here lately is counted by these.
create index users__last_login_at on users (last_login_at);
