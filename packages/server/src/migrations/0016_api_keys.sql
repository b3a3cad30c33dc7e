-- Keys of machines beside those of users, verified by Argon2id, with networks, rates and rotation.

alter table api_keys
  add column kind text not null default 'personal',
  add column org_id uuid references orgs (id) on delete cascade,
  add column role text,
  add column team_id uuid,
  -- The first four bytes of the secret's SHA-256: tells a wrong secret from the right one before anything slow is done.
  add column secret_check bytea,
  add column allowed_ips text[] not null default '{}',
  add column rate_per_second integer,
  add column created_by uuid references users (id) on delete set null,
  add column last_used_ip text,
  add column rotated_at timestamptz,
  -- The secret before the last rotation, while it lives on.
  add column previous_check bytea,
  add column previous_hash text,
  add column previous_until timestamptz;

update api_keys set secret_check = substring(secret_hash from 1 for 4), created_by = user_id, prefix = 'mk_' || prefix;

alter table api_keys
  alter column kind drop default,
  alter column secret_check set not null,
  alter column user_id drop not null,
  alter column scopes drop not null,
  -- Verifiers of before are kept as they are until their secret is next seen, and then replaced.
  alter column secret_hash type text using '$sha256$' || encode(secret_hash, 'base64'),
  add constraint api_keys__kind check (kind in ('personal', 'machine', 'user', 'pair')),
  add constraint api_keys__owner check (
    case when kind in ('personal', 'user') then user_id is not null and org_id is null and role is null
    else user_id is null and org_id is not null and role is not null end
  ),
  add constraint api_keys__scopes check ((kind in ('personal', 'machine')) = (scopes is not null)),
  add constraint api_keys__rate check (rate_per_second > 0),
  add constraint api_keys__team foreign key (team_id, org_id) references teams (id, org_id) on delete cascade;

create index api_keys__org_id on api_keys (org_id);
create index api_keys__team_id on api_keys (team_id);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy api_keys__tenant on api_keys using (moorage_sees(org_id));
