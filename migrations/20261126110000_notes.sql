-- What an owner does with leads: notes, figures by day, and conversations that led to none.

-- An owner's own words about a lead.
create table lead_notes (
    -- UUIDv7 from the function: sorts by time.
    id uuid primary key,
    owner_id uuid not null,
    lead_id uuid not null,
    text text not null,
    created_at timestamptz not null default now(),
    constraint lead_notes_lead_fkey foreign key (owner_id, lead_id)
        references leads (owner_id, id) on delete cascade,
    -- The length of the type that parses a request.
    constraint lead_notes_text_length check (char_length(text) between 1 and 2000)
);

create index lead_notes_lead_idx on lead_notes (owner_id, lead_id, id);

alter table lead_notes enable row level security;
alter table lead_notes force row level security;

create policy lead_notes_own on lead_notes to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, delete on lead_notes to leadline_app;

-- Notes tell of a person too: whoever takes a lead's values back takes these along.
create function forget_lead_notes() returns trigger language plpgsql as $$
begin
    delete from public.lead_notes where owner_id = new.owner_id and lead_id = new.id;
    return null;
end
$$;

create trigger leads_forgotten after update of erased_at on leads
    for each row when (old.erased_at is null and new.erased_at is not null) execute function forget_lead_notes();

-- What happened in each quarter of an hour: numbers, and nothing of whom. A year of an owner with a million leads is read in a few
-- thousand rows, and since every time zone's days begin on a quarter, those days are exact everywhere.
create table owner_activity (
    owner_id uuid not null references users (id) on delete cascade,
    since timestamptz not null,
    -- Visitors who wrote for the first time.
    conversations bigint not null default 0,
    messages_visitor bigint not null default 0,
    messages_assistant bigint not null default 0,
    microdollars bigint not null default 0,
    -- Leads that were made then, by their status now; without those that were taken back.
    leads_new bigint not null default 0,
    leads_contacted bigint not null default 0,
    leads_qualified bigint not null default 0,
    leads_won bigint not null default 0,
    leads_lost bigint not null default 0,
    constraint owner_activity_pkey primary key (owner_id, since)
);

create function quarter_of(at timestamptz) returns timestamptz
    language sql immutable parallel safe
    return date_bin(interval '15 minutes', at, timestamptz '2000-01-01 00:00:00+00');

-- From what there is already; see migrations/20261125100000_operator.sql.
alter table bot_users no force row level security;
alter table messages no force row level security;
alter table leads no force row level security;

insert into owner_activity
    (owner_id, since, conversations, messages_visitor, messages_assistant, microdollars,
    leads_new, leads_contacted, leads_qualified, leads_won, leads_lost)
select owner_id, since, sum(conversations), sum(messages_visitor), sum(messages_assistant), sum(microdollars),
    sum(leads_new), sum(leads_contacted), sum(leads_qualified), sum(leads_won), sum(leads_lost)
from (
    select owner_id, quarter_of(created_at) as since, 1 as conversations, 0 as messages_visitor, 0 as messages_assistant,
        0 as microdollars, 0 as leads_new, 0 as leads_contacted, 0 as leads_qualified, 0 as leads_won, 0 as leads_lost
    from bot_users
    union all
    select owner_id, quarter_of(created_at), 0, (role = 'visitor')::int, (role = 'assistant')::int, coalesce(microdollars, 0), 0, 0, 0, 0, 0
    from messages
    union all
    select owner_id, quarter_of(created_at), 0, 0, 0, 0, (status = 'new')::int, (status = 'contacted')::int, (status = 'qualified')::int,
        (status = 'won')::int, (status = 'lost')::int
    from leads where erased_at is null
) happened
group by owner_id, since;

alter table bot_users force row level security;
alter table messages force row level security;
alter table leads force row level security;

alter table owner_activity enable row level security;
alter table owner_activity force row level security;

create policy owner_activity_own on owner_activity to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on owner_activity to leadline_app;

-- Each is deferred to the commit, as the totals' are, and takes the owner's row of the totals first: so an owner's commits come one after
-- another for that moment, and no two can wait for each other over quarters.
create function lock_owner_totals(owner uuid) returns void language sql as $$
    insert into public.owner_totals (owner_id) values (owner) on conflict (owner_id) do nothing;
    select from public.owner_totals where owner_id = owner for update;
$$;

create function count_conversation() returns trigger language plpgsql as $$
begin
    perform public.lock_owner_totals(new.owner_id);
    insert into public.owner_activity as happened (owner_id, since, conversations)
    values (new.owner_id, public.quarter_of(new.created_at), 1)
    on conflict (owner_id, since) do update set conversations = happened.conversations + 1;
    return null;
end
$$;

-- The totals' own triggers on messages and new leads have locked the row already: of one event's triggers, those with the earlier name run
-- first (messages_counted, leads_counted).
create function count_message_then() returns trigger language plpgsql as $$
begin
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

-- One lead more, or one less, of that status.
create function add_lead_then(lead leads, amount int) returns void language sql as $$
    insert into public.owner_activity as happened
        (owner_id, since, leads_new, leads_contacted, leads_qualified, leads_won, leads_lost)
    select (lead).owner_id, public.quarter_of((lead).created_at), amount * ((lead).status = 'new')::int,
        amount * ((lead).status = 'contacted')::int, amount * ((lead).status = 'qualified')::int,
        amount * ((lead).status = 'won')::int, amount * ((lead).status = 'lost')::int
    where (lead).erased_at is null
    on conflict (owner_id, since) do update set
        leads_new = happened.leads_new + excluded.leads_new,
        leads_contacted = happened.leads_contacted + excluded.leads_contacted,
        leads_qualified = happened.leads_qualified + excluded.leads_qualified,
        leads_won = happened.leads_won + excluded.leads_won,
        leads_lost = happened.leads_lost + excluded.leads_lost;
$$;

create function count_lead_then() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        perform public.lock_owner_totals(new.owner_id);
        perform public.add_lead_then(old, -1);
    end if;
    perform public.add_lead_then(new, 1);
    return null;
end
$$;

create constraint trigger bot_users_then after insert on bot_users
    deferrable initially deferred for each row execute function count_conversation();
create constraint trigger messages_then after insert on messages
    deferrable initially deferred for each row execute function count_message_then();
create constraint trigger leads_then after insert on leads
    deferrable initially deferred for each row execute function count_lead_then();
create constraint trigger leads_changed_then after update on leads
    deferrable initially deferred for each row
    when (old.status <> new.status or old.erased_at is distinct from new.erased_at or old.created_at <> new.created_at)
    execute function count_lead_then();

-- A visitor's leads: to forget them, and to show them beside what was said.
create index leads_visitor_idx on leads (owner_id, visitor_id, id desc);

-- What an owner used this month, without reading the counters of all visitors. The primary key has enums before the time, and row-level
-- security finds nothing by an enum.
create index usage_counters_owner_idx on usage_counters (owner_id, since) where subject = '';
