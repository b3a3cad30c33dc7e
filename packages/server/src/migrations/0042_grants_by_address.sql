-- A grant may wait for somebody of an address who has not signed in yet.
alter table resource_grants
  alter column user_id drop not null,
  add column email text,
  add constraint resource_grants__one_guest check (num_nonnulls(user_id, email) = 1),
  drop constraint resource_grants__once,
  add constraint resource_grants__once unique nulls not distinct (deployment_id, template_id, user_id, email);
create index resource_grants__email on resource_grants (email) where email is not null;
