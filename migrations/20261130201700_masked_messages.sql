-- A visitor who deletes their contacts keeps the conversation: the contacts in it are masked.

-- How many times the visitor has deleted their contacts. A turn compares it before and after the model answers, so that a turn that began
-- before a deletion cannot store the contacts again.
alter table bot_users add column erasures integer not null default 0;

-- Messages change in one way only: a transaction that names a visitor masks the text of that visitor's conversation.
create policy messages_mask on messages as restrictive for update to leadline_app
    using (visitor_id = nullif(current_setting('app.forget_visitor', true), '')::uuid);

grant update (text) on messages to leadline_app;
