-- What each billing plan allows. Rows, so that whoever runs the platform can change them; they bind while billing is on.

create table plans (
  id text primary key,
  display_name text not null,
  -- Null is without limit.
  max_deployments integer,
  constraint plans__max_deployments check (max_deployments >= 0)
);
insert into plans (id, display_name, max_deployments) values
  ('free', 'Free', 1),
  ('business', 'Business', 10),
  ('enterprise', 'Enterprise', null);
