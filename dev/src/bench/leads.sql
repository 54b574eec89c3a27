-- Leads {from} to {to}, a minute apart, with all that a turn and the notifier leave behind: a visitor, four messages, three traced
-- values, two keys, a row of the outbox and a delivery. {owner} gives the owner's number from the lead's number `n`. As superuser.

-- Foreign keys and the like are not asked: what is written here keeps them.
set session_replication_role = replica;

create temporary table made as
select n,
    ('01990000-0000-7000-8000-' || lpad(to_hex({owner}), 12, '0'))::uuid as owner_id,
    -- As UUIDv7: the time in front, so that ids sort by it.
    (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8a00' || lpad(to_hex(n), 12, '0'))::uuid as lead_id,
    (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8b00' || lpad(to_hex(n), 12, '0'))::uuid as visitor_id,
    at,
    '+7916' || lpad(n::text, 7, '0') as phone,
    (array['анна', 'иван', 'мария', 'пётр', 'ольга', 'сергей', 'елена'])[1 + n % 7] as name,
    (array['букет на свадьбу', 'розы ко дню рождения', 'венок', 'цветы в офис каждую неделю', 'оформление зала'])[1 + n % 5] as need,
    -- One in a hundred is won; the newest thousand of each run are new.
    (case when n % 100 = 0 then 'won' when n > {to} - 1000 then 'new'
        else (array['contacted', 'qualified', 'lost'])[1 + n % 3] end)::lead_status as status
from (select n, timestamptz '2024-11-01' + n * interval '1 minute' as at from generate_series({from}, {to}) n) minute;

insert into bot_users (id, owner_id, external_id, created_at, last_message_at)
select visitor_id, owner_id, 'visitor-' || n, at, at from made;

insert into messages (id, owner_id, visitor_id, role, text, model, prompt_tokens, completion_tokens, created_at)
select
    (lpad(to_hex((extract(epoch from at) * 1000)::bigint + place), 12, '0') || '7000' || '8c00' || lpad(to_hex(n), 12, '0'))::uuid,
    owner_id, visitor_id, (case when place % 2 = 0 then 'visitor' else 'assistant' end)::message_role,
    case place
        when 0 then 'Здравствуйте! Меня зовут ' || initcap(name) || ', нужно: ' || need || '. Сколько это стоит?'
        when 1 then 'Здравствуйте! Зависит от размера: от трёх до девяти тысяч рублей. Как с вами связаться?'
        when 2 then 'Позвоните мне: 8' || substr(phone, 3)
        else 'Спасибо! Мы позвоним сегодня до девяти вечера.'
    end,
    case when place % 2 = 1 then 'gpt-6-luna' end, case when place % 2 = 1 then 900 end, case when place % 2 = 1 then 60 end, at
from made cross join generate_series(0, 3) place;

insert into leads (id, owner_id, visitor_id, status, name, phone, need, captured_by, search_text, created_at, updated_at)
select lead_id, owner_id, visitor_id, status, initcap(name), phone, need, 'visitor_text',
    name || ' ' || phone || ' ' || need, at, at
from made;

insert into lead_fields (owner_id, lead_id, field, value, message_id, captured_by, created_at)
select owner_id, lead_id, field::lead_field,
    case field when 'name' then initcap(name) when 'phone' then phone else need end,
    (lpad(to_hex((extract(epoch from at) * 1000)::bigint + place), 12, '0') || '7000' || '8c00' || lpad(to_hex(n), 12, '0'))::uuid,
    'visitor_text', at
from made cross join (values ('name', 0), ('need', 0), ('phone', 2)) as traced (field, place);

insert into lead_keys (owner_id, kind, value, lead_id, expires_at)
select owner_id, 'phone'::lead_key_kind, phone, lead_id, at + interval '5 minutes' from made
union all
select owner_id, 'visitor'::lead_key_kind, visitor_id::text, lead_id, at + interval '5 minutes' from made;

-- Of which upkeep has left the last week: a hundredth.
insert into outbox (id, owner_id, lead_id, created_at, sent_at)
select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8d00' || lpad(to_hex(n), 12, '0'))::uuid,
    owner_id, lead_id, now() - interval '1 day', now() - interval '1 day'
from made where n % 100 = 0;

insert into deliveries (owner_id, lead_id, channel, state, attempts, chat_id, message_id, announced_revision, sent_at)
select owner_id, lead_id, 'telegram', 'sent', 1, '-100', n, 1, at from made;

-- As triggers count, which are silent here.
insert into owner_activity (owner_id, since, conversations, messages_visitor, messages_assistant, leads_new, leads_contacted, leads_qualified,
    leads_won, leads_lost)
select owner_id, quarter_of(at), count(*), 2 * count(*), 2 * count(*), count(*) filter (where status = 'new'),
    count(*) filter (where status = 'contacted'), count(*) filter (where status = 'qualified'), count(*) filter (where status = 'won'),
    count(*) filter (where status = 'lost')
from made group by 1, 2
on conflict (owner_id, since) do update set conversations = owner_activity.conversations + excluded.conversations;

drop table made;
set session_replication_role = origin;
analyze;
