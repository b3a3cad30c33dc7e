-- Key pairs by which servers are reached.

create table ssh_keys (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  name text not null,
  type text not null,
  bits integer not null,
  -- A line of authorized_keys, with its comment.
  public_key text not null,
  -- `SHA256:` and the digest in base64, as ssh-keygen shows it.
  fingerprint text not null,
  -- The private half in PEM, sealed by the vault.
  sealed_private_key bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint ssh_keys__type check (type in ('rsa', 'ed25519', 'ecdsa')),
  constraint ssh_keys__fingerprint_once unique (org_id, fingerprint)
);
create index ssh_keys__created_at on ssh_keys (org_id, created_at desc);
alter table ssh_keys enable row level security;
alter table ssh_keys force row level security;
create policy ssh_keys__tenant on ssh_keys using (moorage_sees(org_id));
