-- Whoever runs the platform reads the trails of all organizations together, newest first.
create index audit_events__anywhere on audit_events (at desc, id desc);
