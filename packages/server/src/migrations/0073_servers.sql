-- Machines of organizations, and what is done on them, line by line.

alter table ssh_keys add constraint ssh_keys__place unique (org_id, id);

create table servers (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  -- Empty for those that are known by their addresses only.
  hostname text not null,
  public_ip_address text,
  private_ip_address text not null,
  ssh_user text not null,
  ssh_key_id uuid not null,
  role text not null,
  status text not null,
  -- As the server first showed it; whatever connects refuses another one.
  ssh_host_key text,
  ssh_host_key_algo text,
  -- The number of its last log entry, counted under a lock of this row, so that entries become visible in their order.
  last_log_id bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint servers__role check (role in ('master', 'worker', 'bastion')),
  constraint servers__status check (status in ('pending', 'provisioning', 'ready', 'failed')),
  constraint servers__public_ip check (role <> 'bastion' or public_ip_address is not null),
  constraint servers__ssh_key foreign key (org_id, ssh_key_id) references ssh_keys (org_id, id),
  -- For those that refer to it.
  constraint servers__place unique (org_id, id, hostname),
  constraint servers__org_id unique (org_id, id)
);
create index servers__created_at on servers (org_id, created_at desc, id desc);
create index servers__ssh_key_id on servers (org_id, ssh_key_id);
alter table servers enable row level security;
alter table servers force row level security;
create policy servers__tenant on servers using (moorage_sees(org_id));

create table server_logs (
  org_id uuid not null references orgs (id) on delete cascade,
  server_id uuid not null,
  id bigint not null,
  stream text not null,
  chunk text not null,
  created_at timestamptz not null,
  primary key (server_id, id),
  constraint server_logs__stream check (stream in ('stdout', 'system')),
  constraint server_logs__server foreign key (org_id, server_id) references servers (org_id, id) on delete cascade
);
create index server_logs__server_id on server_logs (org_id, server_id, id);
alter table server_logs enable row level security;
alter table server_logs force row level security;
create policy server_logs__tenant on server_logs using (moorage_sees(org_id));
