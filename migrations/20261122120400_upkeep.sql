-- Rows that time has made useless, and the one kind of transaction that may delete them, of all owners. `shared::database::UpkeepTx` says
-- `app.upkeep` as part of BEGIN; such a transaction sees expired rows of these three tables, and nothing else of any tenant.
--
-- Only now the functions' role may delete at all. Policies that permit are joined by "or", and an owner's transaction is permitted
-- everything with its own rows, so each table has one that restricts too: whatever a transaction says of itself, it deletes nothing but
-- what has expired.

create policy chat_requests_upkeep on chat_requests for select to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and expires_at < now());
create policy chat_requests_upkeep_delete on chat_requests for delete to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and expires_at < now());
create policy chat_requests_delete_expired on chat_requests as restrictive for delete to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and expires_at < now());

grant delete on chat_requests to leadline_app;

create policy usage_counters_upkeep on usage_counters for select to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and expires_at < now());
create policy usage_counters_upkeep_delete on usage_counters for delete to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and expires_at < now());
create policy usage_counters_delete_expired on usage_counters as restrictive for delete to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and expires_at < now());

grant delete on usage_counters to leadline_app;

-- A row of the outbox is kept for a week after a queue took it, to be asked what became of a lead. One that no queue took is a lead that
-- somebody waits for: it never expires.
create policy outbox_upkeep on outbox for select to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and sent_at < now() - interval '7 days');
create policy outbox_upkeep_delete on outbox for delete to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and sent_at < now() - interval '7 days');
create policy outbox_delete_expired on outbox as restrictive for delete to leadline_app
    using (current_setting('app.upkeep', true) = 'on' and sent_at < now() - interval '7 days');

grant delete on outbox to leadline_app;

-- The rows that have expired, without reading the week that has not.
create index outbox_sent_idx on outbox (sent_at) where sent_at is not null;
