-- Load balancers that organizations have: what is said about them, for those who write records and set clusters up.

create table load_balancers (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  name text not null,
  kind text not null,
  -- Empty where there is none.
  public_ip_address text not null,
  private_ip_address text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint load_balancers__kind check (kind in ('glueops', 'public')),
  constraint load_balancers__name_once unique (org_id, name)
);
create index load_balancers__created_at on load_balancers (org_id, created_at desc, id desc);
alter table load_balancers enable row level security;
alter table load_balancers force row level security;
create policy load_balancers__tenant on load_balancers using (moorage_sees(org_id));
