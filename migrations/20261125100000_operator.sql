-- What the operator of the deployment may know: sums over all tenants, by plan, and nothing of any one of them. Lambda instances remember
-- nothing, so that what Prometheus reads at `GET /metrics` is kept here.

-- What the owner has booked. A name and no enum, because plans are the operator's affair.
alter table users
    add column plan text not null default 'free',
    add constraint users_plan_format check (plan ~ '^[a-z][a-z0-9_-]{0,31}$');

alter table messages
    -- What the model cost for this answer, in millionths of a US dollar; null where no model was asked.
    add column microdollars bigint,
    add constraint messages_microdollars_not_negative check (microdollars >= 0);

-- What has ever been counted of an owner. Only grows, whatever becomes of the rows themselves.
create table owner_totals (
    owner_id uuid primary key references users (id) on delete cascade,
    messages_visitor bigint not null default 0,
    messages_assistant bigint not null default 0,
    tokens_read bigint not null default 0,
    tokens_written bigint not null default 0,
    microdollars bigint not null default 0,
    leads_visitor_text bigint not null default 0,
    leads_tool bigint not null default 0,
    leads_form bigint not null default 0,
    -- Announcements that were begun, so that those that were sent need not be counted one by one.
    deliveries bigint not null default 0
);

-- From what there is already. Row-level security is forced on the owner of the tables too, so it steps aside within this migration, while
-- nobody else can reach them.
alter table users no force row level security;
alter table messages no force row level security;
alter table leads no force row level security;
alter table deliveries no force row level security;

insert into owner_totals
select
    users.id,
    coalesce(said.visitor, 0), coalesce(said.assistant, 0), coalesce(said.read, 0), coalesce(said.written, 0), 0,
    coalesce(found.visitor_text, 0), coalesce(found.tool, 0), coalesce(found.form, 0),
    coalesce(begun.deliveries, 0)
from users
left join (
    select owner_id, count(*) filter (where role = 'visitor') as visitor, count(*) filter (where role = 'assistant') as assistant,
        sum(prompt_tokens) as read, sum(completion_tokens) as written
    from messages group by owner_id
) said on said.owner_id = users.id
left join (
    select owner_id, count(*) filter (where captured_by = 'visitor_text') as visitor_text,
        count(*) filter (where captured_by = 'tool') as tool, count(*) filter (where captured_by = 'form') as form
    from leads group by owner_id
) found on found.owner_id = users.id
left join (select owner_id, count(*) as deliveries from deliveries group by owner_id) begun on begun.owner_id = users.id;

alter table users force row level security;
alter table messages force row level security;
alter table leads force row level security;
alter table deliveries force row level security;

alter table owner_totals enable row level security;
alter table owner_totals force row level security;

create policy owner_totals_own on owner_totals to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on owner_totals to leadline_app;

-- Each runs as whoever inserts, and so for one owner. Deferred to the commit, for two reasons: the owner's one row is locked for as long
-- as a commit takes and no longer; and it is the last lock that a transaction takes, so that no two can wait for each other over it,
-- whatever they locked before and in which order.
create function count_message() returns trigger language plpgsql as $$
begin
    insert into public.owner_totals as total (owner_id, messages_visitor, messages_assistant, tokens_read, tokens_written, microdollars)
    values (
        new.owner_id, (new.role = 'visitor')::int, (new.role = 'assistant')::int,
        coalesce(new.prompt_tokens, 0), coalesce(new.completion_tokens, 0), coalesce(new.microdollars, 0)
    )
    on conflict (owner_id) do update set
        messages_visitor = total.messages_visitor + excluded.messages_visitor,
        messages_assistant = total.messages_assistant + excluded.messages_assistant,
        tokens_read = total.tokens_read + excluded.tokens_read,
        tokens_written = total.tokens_written + excluded.tokens_written,
        microdollars = total.microdollars + excluded.microdollars;
    return null;
end
$$;

create function count_lead() returns trigger language plpgsql as $$
begin
    insert into public.owner_totals as total (owner_id, leads_visitor_text, leads_tool, leads_form)
    values (
        new.owner_id, (new.captured_by = 'visitor_text')::int, (new.captured_by = 'tool')::int, (new.captured_by = 'form')::int
    )
    on conflict (owner_id) do update set
        leads_visitor_text = total.leads_visitor_text + excluded.leads_visitor_text,
        leads_tool = total.leads_tool + excluded.leads_tool,
        leads_form = total.leads_form + excluded.leads_form;
    return null;
end
$$;

create function count_delivery() returns trigger language plpgsql as $$
begin
    insert into public.owner_totals as total (owner_id, deliveries) values (new.owner_id, 1)
    on conflict (owner_id) do update set deliveries = total.deliveries + 1;
    return null;
end
$$;

create constraint trigger messages_counted after insert on messages
    deferrable initially deferred for each row execute function count_message();
create constraint trigger leads_counted after insert on leads
    deferrable initially deferred for each row execute function count_lead();
create constraint trigger deliveries_counted after insert on deliveries
    deferrable initially deferred for each row execute function count_delivery();

-- The few that are not sent; the others are the rest of `owner_totals.deliveries`.
create index deliveries_open_idx on deliveries (state) where state <> 'sent';

-- For the role that owns the schema, and only within the function below, which says so. For another role the setting means nothing.
create policy users_operator on users for select to current_user using (current_setting('app.operator', true) = 'on');
create policy owner_totals_operator on owner_totals for select to current_user using (current_setting('app.operator', true) = 'on');
create policy outbox_operator on outbox for select to current_user using (current_setting('app.operator', true) = 'on');
create policy deliveries_operator on deliveries for select to current_user using (current_setting('app.operator', true) = 'on');

-- The one way in which the functions' role learns anything across tenants: sums by plan. `label` is what the metric is parted by beside
-- the plan, null where it is not. (A function in SQL with a clause `set app.operator` would be shorter; only a superuser may make one.)
create function operator_figures() returns table (metric text, plan text, label text, value numeric)
    language plpgsql security definer set search_path = ''
    as $$
#variable_conflict use_column
begin
    perform pg_catalog.set_config('app.operator', 'on', true);
    return query
        with by_plan as materialized (
            select
                u.plan, count(*) as owners,
                sum(t.messages_visitor) as messages_visitor, sum(t.messages_assistant) as messages_assistant,
                sum(t.tokens_read) as tokens_read, sum(t.tokens_written) as tokens_written, sum(t.microdollars) as microdollars,
                sum(t.leads_visitor_text) as leads_visitor_text, sum(t.leads_tool) as leads_tool, sum(t.leads_form) as leads_form,
                sum(t.deliveries) as deliveries
            from public.users u left join public.owner_totals t on t.owner_id = u.id
            group by u.plan
        ), unsent as materialized (
            select count(*) as backlog, coalesce(extract(epoch from pg_catalog.now() - min(o.created_at)), 0) as oldest
            from public.outbox o where o.sent_at is null
        ), open as materialized (
            select d.state::text as state, count(*) as deliveries from public.deliveries d where d.state <> 'sent' group by d.state
        )
        select m.metric, b.plan, m.label, coalesce(m.value, 0)
        from by_plan b cross join lateral (
            values
                ('owners', null, b.owners::numeric),
                ('leads', 'visitor_text', b.leads_visitor_text), ('leads', 'tool', b.leads_tool), ('leads', 'form', b.leads_form),
                ('messages', 'visitor', b.messages_visitor), ('messages', 'assistant', b.messages_assistant),
                ('tokens', 'read', b.tokens_read), ('tokens', 'written', b.tokens_written),
                ('microdollars', null, b.microdollars)
        ) as m (metric, label, value)
        union all
        select 'outbox_backlog', null, null, unsent.backlog from unsent
        union all
        select 'outbox_oldest_seconds', null, null, unsent.oldest from unsent
        union all
        select 'deliveries', null, states.state, coalesce(open.deliveries, 0)
        from (values ('pending'), ('sending'), ('failed')) as states (state) left join open using (state)
        union all
        select 'deliveries', null, 'sent',
            greatest(coalesce((select sum(deliveries) from by_plan), 0) - coalesce((select sum(deliveries) from open), 0), 0);
    perform pg_catalog.set_config('app.operator', '', true);
end
$$;

revoke all on function operator_figures() from public;
grant execute on function operator_figures() to leadline_app;
