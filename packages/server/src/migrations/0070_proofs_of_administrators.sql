-- Whoever began a session before this has to sign in again, wherever sessions are kept.
alter table users add column sessions_void_before timestamptz;

-- Made, or allowed, by somebody who ran the platform while that took several factors.
alter table api_keys add column several_factors boolean not null default false;
alter table device_logins add column several_factors boolean not null default false;
