-- Canaries: a release that runs beside the live one and gets a share of the requests. It is a release like others, with a number of
-- its own, while deployments.release stays the number of the one that is wanted.

-- What runs beside it now, or did last and was given up; one value, for it changes with the row.
alter table deployments add column canary jsonb;

alter table releases drop constraint releases__kind;
alter table releases add constraint releases__kind
  check (kind in ('create', 'config', 'image', 'scale', 'rollback', 'auto-rollback', 'canary', 'promote'));
alter table release_states drop constraint release_states__state;
alter table release_states add constraint release_states__state
  check (state in ('rolling-out', 'live', 'superseded', 'failed', 'rolled-back', 'canary', 'promoted', 'aborted'));
