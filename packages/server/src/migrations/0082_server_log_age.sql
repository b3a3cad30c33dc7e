-- Entries of servers' logs are removed for their age, whosever they are.
create index server_logs__created_at on server_logs (created_at);
