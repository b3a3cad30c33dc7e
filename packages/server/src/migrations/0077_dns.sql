-- Domains whose records organizations keep at DNS providers, the records, and what is left of them at the providers.

create table dns_domains (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  domain_name text not null,
  -- Empty until it is found by the name.
  zone_id text not null,
  credential_id uuid not null,
  status text not null,
  last_error text not null,
  -- Failures since the last success.
  attempts integer not null,
  -- When it is to be looked at; null while nothing is wanted.
  next_at timestamptz,
  -- When all of it was compared with the zone.
  checked_at timestamptz,
  -- Gone for everybody but those who clear its records away.
  deleted_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint dns_domains__credential foreign key (credential_id) references credentials (id),
  constraint dns_domains__status check (status in ('pending', 'provisioning', 'ready', 'failed'))
);
create unique index dns_domains__name_once on dns_domains (org_id, domain_name) where deleted_at is null;
create index dns_domains__created_at on dns_domains (org_id, created_at desc, id desc);
create index dns_domains__credential_id on dns_domains (credential_id);
create index dns_domains__next_at on dns_domains (next_at) where next_at is not null;
alter table dns_domains enable row level security;
alter table dns_domains force row level security;
create policy dns_domains__tenant on dns_domains using (moorage_sees(org_id));

create table dns_records (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  domain_id uuid not null references dns_domains (id) on delete cascade,
  -- Relative to the domain; @ is the domain itself.
  name text not null,
  type text not null,
  ttl integer,
  "values" jsonb not null,
  alias jsonb,
  fingerprint text not null,
  status text not null,
  owner text not null,
  last_error text not null,
  attempts integer not null,
  next_at timestamptz,
  -- Counts what was said about it, so that an outcome of something older is not taken for one of this.
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint dns_records__once unique (domain_id, name, type),
  constraint dns_records__type check (type in ('A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SRV', 'CAA')),
  constraint dns_records__status check (status in ('pending', 'provisioning', 'ready', 'failed')),
  constraint dns_records__owner check (owner in ('autoglue', 'external', 'unknown'))
);
create index dns_records__org_id on dns_records (org_id);
create index dns_records__created_at on dns_records (domain_id, created_at desc, id desc);
create index dns_records__next_at on dns_records (domain_id, next_at) where next_at is not null;
alter table dns_records enable row level security;
alter table dns_records force row level security;
create policy dns_records__tenant on dns_records using (moorage_sees(org_id));

-- Where records of ours are, or may be, that nobody wants there any more.
create table dns_leftovers (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  domain_id uuid not null references dns_domains (id) on delete cascade,
  record_id uuid not null,
  -- Empty for that of the domain.
  zone_id text not null,
  -- In full.
  name text not null,
  type text not null,
  attempts integer not null,
  next_at timestamptz not null,
  constraint dns_leftovers__once unique (domain_id, record_id, zone_id, name, type)
);
create index dns_leftovers__org_id on dns_leftovers (org_id);
alter table dns_leftovers enable row level security;
alter table dns_leftovers force row level security;
create policy dns_leftovers__tenant on dns_leftovers using (moorage_sees(org_id));
