-- Where a key was used from, the last hundred: the first use from elsewhere is worth an event.
alter table api_keys add column known_addresses text[] not null default '{}';
update api_keys set known_addresses = array[last_used_ip] where last_used_ip is not null;

-- How long an organization keeps its trail, where that is shorter than the platform does.
alter table orgs add column audit_retention_days integer
  constraint orgs__audit_retention_days check (audit_retention_days between 30 and 3650);
