-- Roles that organizations make themselves, the auditor, and resources that are shared by themselves.

create table roles (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  name text not null,
  description text not null default '',
  -- Names of actions of the permission policy. One that a later version no longer has is kept, and counts for nothing.
  actions text[] not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Lets memberships prove that their role belongs to their organization.
  constraint roles__id_org unique (id, org_id),
  constraint roles__name_unique unique (org_id, name)
);
alter table roles enable row level security;
alter table roles force row level security;
create policy roles__tenant on roles using (moorage_sees(org_id));

alter table org_members drop constraint org_members__role;
alter table org_members add column role_id uuid;
alter table org_members add constraint org_members__role
  check (role in ('org_owner', 'org_admin', 'org_auditor', 'org_member', 'custom') and (role = 'custom') = (role_id is not null));
-- Looked at last, for a deleted organization takes its members and its roles along in no promised order.
alter table org_members add constraint org_members__role_id
  foreign key (role_id, org_id) references roles (id, org_id) deferrable initially deferred;
create index org_members__role_id on org_members (role_id) where role_id is not null;

alter table team_members drop constraint team_members__role;
alter table team_members add column role_id uuid;
alter table team_members add constraint team_members__role
  check (role in ('team_admin', 'developer', 'viewer', 'custom') and (role = 'custom') = (role_id is not null));
alter table team_members add constraint team_members__role_id
  foreign key (role_id, org_id) references roles (id, org_id) deferrable initially deferred;
create index team_members__role_id on team_members (role_id) where role_id is not null;

alter table invitations drop constraint invitations__role;
alter table invitations add constraint invitations__role check (
  case
    when team_id is null then role in ('org_admin', 'org_auditor', 'org_member')
    else role in ('team_admin', 'developer', 'viewer')
  end
);

-- A grant ends with what it is for, with its user, and when its time is over.
create table resource_grants (
  id uuid primary key,
  org_id uuid not null references orgs (id) on delete cascade,
  deployment_id uuid references deployments (id) on delete cascade,
  template_id uuid references templates (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null,
  role_id uuid,
  -- The address of whoever gave it, kept as it was.
  granted_by text,
  created_at timestamptz not null,
  expires_at timestamptz,
  constraint resource_grants__one_resource check (num_nonnulls(deployment_id, template_id) = 1),
  constraint resource_grants__role check (role in ('viewer', 'developer', 'custom') and (role = 'custom') = (role_id is not null)),
  constraint resource_grants__role_id foreign key (role_id, org_id) references roles (id, org_id) deferrable initially deferred,
  constraint resource_grants__once unique nulls not distinct (deployment_id, template_id, user_id)
);
create index resource_grants__org_id on resource_grants (org_id);
create index resource_grants__user_id on resource_grants (user_id);
create index resource_grants__template_id on resource_grants (template_id) where template_id is not null;
create index resource_grants__expires_at on resource_grants (expires_at) where expires_at is not null;
create index resource_grants__role_id on resource_grants (role_id) where role_id is not null;
alter table resource_grants enable row level security;
alter table resource_grants force row level security;
create policy resource_grants__tenant on resource_grants using (moorage_sees(org_id));
