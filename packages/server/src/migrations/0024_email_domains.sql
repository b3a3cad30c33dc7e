-- E-mail domains that organizations have proved to own: whoever signs in with a verified address of one joins.

create table email_domains (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  -- Lower case, ASCII.
  domain text not null,
  -- What the TXT record must say. It is public the moment that it is of use.
  token text not null,
  created_at timestamptz not null,
  verified_at timestamptz,
  constraint email_domains__domain_once unique (org_id, domain),
  constraint email_domains__domain_lower check (domain = lower(domain))
);
-- Any number may claim a domain, and one has it.
create unique index email_domains__one_owner on email_domains (domain) where verified_at is not null;
alter table email_domains enable row level security;
alter table email_domains force row level security;
create policy email_domains__tenant on email_domains using (moorage_sees(org_id));

-- Who has been let in this way or was there already. Once is enough: who left or was removed does not come back by signing in.
create table email_domain_joins (
  org_id uuid not null references orgs (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  joined_at timestamptz not null,
  primary key (org_id, user_id)
);
create index email_domain_joins__user_id on email_domain_joins (user_id);
alter table email_domain_joins enable row level security;
alter table email_domain_joins force row level security;
create policy email_domain_joins__tenant on email_domain_joins using (moorage_sees(org_id));

-- When the row was changed last; null: never since it was made.
alter table users add column updated_at timestamptz;
alter table orgs add column updated_at timestamptz;
