-- What those who run the platform offer to be done with a cluster: names of targets of the tool that acts on it.

create table platform_actions (
  id uuid primary key,
  label text not null,
  description text not null,
  make_target text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint platform_actions__label_once unique (label),
  constraint platform_actions__target_once unique (make_target),
  constraint platform_actions__target check (make_target ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$')
);
