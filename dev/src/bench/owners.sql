-- Owners {from} to {to}, each with an assistant and a chat of its own. As superuser, in an empty database.
insert into users (id, email, password_hash, company_name, language)
select ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'owner' || n || '@bench.example', '', 'Цветы ' || n, 'ru'
from generate_series({from}, {to}) n;

insert into assistants (owner_id, region, telegram_chat_id, about, time_zone, questions)
select ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'RU', (-1000000000000 - n)::text,
    'Букеты на заказ, доставка по городу за два часа, с девяти до девяти.', 'Europe/Moscow',
    '[{"text": "К какому дню?", "kind": "text", "choices": [], "required": true}]'
from generate_series({from}, {to}) n;
