-- Conversations in which the company tries its own assistant. They are shown with a badge and left out of its figures. `owner_totals` and
-- the month's counters go on including them: they count the work that was done and what it cost.

alter table bot_users add column is_test boolean not null default false;
-- Becomes false once a visitor who is no test leaves the same contact.
alter table leads add column is_test boolean not null default false;

create or replace function count_conversation() returns trigger language plpgsql as $$
begin
    if new.is_test then
        return null;
    end if;
    perform public.lock_owner_totals(new.owner_id);
    insert into public.owner_activity as happened (owner_id, since, conversations)
    values (new.owner_id, public.quarter_of(new.created_at), 1)
    on conflict (owner_id, since) do update set conversations = happened.conversations + 1;
    return null;
end
$$;

create or replace function count_message_then() returns trigger language plpgsql as $$
begin
    if exists (select from public.bot_users where owner_id = new.owner_id and id = new.visitor_id and is_test) then
        return null;
    end if;
    insert into public.owner_activity as happened (owner_id, since, messages_visitor, messages_assistant, microdollars)
    values (
        new.owner_id, public.quarter_of(new.created_at), (new.role = 'visitor')::int, (new.role = 'assistant')::int,
        coalesce(new.microdollars, 0)
    )
    on conflict (owner_id, since) do update set
        messages_visitor = happened.messages_visitor + excluded.messages_visitor,
        messages_assistant = happened.messages_assistant + excluded.messages_assistant,
        microdollars = happened.microdollars + excluded.microdollars;
    return null;
end
$$;

create or replace function add_lead_then(lead leads, amount int) returns void language sql as $$
    insert into public.owner_activity as happened
        (owner_id, since, leads_new, leads_contacted, leads_qualified, leads_won, leads_lost)
    select (lead).owner_id, public.quarter_of((lead).created_at), amount * ((lead).status = 'new')::int,
        amount * ((lead).status = 'contacted')::int, amount * ((lead).status = 'qualified')::int,
        amount * ((lead).status = 'won')::int, amount * ((lead).status = 'lost')::int
    where (lead).erased_at is null and not (lead).is_test
    on conflict (owner_id, since) do update set
        leads_new = happened.leads_new + excluded.leads_new,
        leads_contacted = happened.leads_contacted + excluded.leads_contacted,
        leads_qualified = happened.leads_qualified + excluded.leads_qualified,
        leads_won = happened.leads_won + excluded.leads_won,
        leads_lost = happened.leads_lost + excluded.leads_lost;
$$;

drop trigger leads_changed_then on leads;
create constraint trigger leads_changed_then after update on leads
    deferrable initially deferred for each row
    when (old.status <> new.status or old.erased_at is distinct from new.erased_at or old.created_at <> new.created_at
        or old.is_test <> new.is_test)
    execute function count_lead_then();

-- The tests of a company, to delete them.
create index bot_users_test_idx on bot_users (owner_id) where is_test and erased_at is null;
