-- The assistant on the owner's own site: who may show it, how it looks, where visitors come from, and how they are forgotten.

alter table assistants
    -- What the site's one line of HTML names the assistant by. Public: it opens a talk and nothing else.
    add column site_key text not null default replace(gen_random_uuid()::text, '-', ''),
    -- On which sites it may be shown ("https://example.com", "https://*.example.com"); empty: on any.
    add column allowed_origins text[] not null default '{}',
    -- How it looks there: {"color", "side", "theme", "title", "launcher", "teaser", "quick_replies", "z_index", "privacy_url"}.
    add column widget jsonb not null default '{}',
    -- Where it was opened last, and when; no one's name.
    add column last_seen_on text,
    add column last_seen_at timestamptz,
    add constraint assistants_site_key_key unique (site_key),
    add constraint assistants_site_key_format check (site_key ~ '^[0-9a-f]{32}$'),
    add constraint assistants_allowed_origins_length check (cardinality(allowed_origins) <= 20),
    add constraint assistants_widget_object check (jsonb_typeof(widget) = 'object'),
    add constraint assistants_last_seen_on_length check (char_length(last_seen_on) <= 300);

-- A visitor's page comes before there is an owner: such a transaction sees the one assistant whose key it names, and its company's name.
create policy assistants_site on assistants for select to leadline_app
    using (site_key = nullif(current_setting('app.site_key', true), ''));

grant update (allowed_origins, widget, last_seen_on, last_seen_at) on assistants to leadline_app;

alter table bot_users
    -- When they wrote last: the order in which an owner reads conversations.
    add column last_message_at timestamptz,
    -- Where they were when they wrote last: {"page_url", "referrer", "utm"}.
    add column source jsonb not null default '{}',
    -- When they were forgotten. The row stays for what points at it, under a name that means nothing.
    add column erased_at timestamptz,
    add constraint bot_users_source_object check (jsonb_typeof(source) = 'object');

-- Row-level security is forced on the tables' owner too, so it steps aside within this migration, while nobody else can reach them.
alter table bot_users no force row level security;
alter table messages no force row level security;
update bot_users set last_message_at = said.at
from (select owner_id, visitor_id, max(created_at) as at from messages group by owner_id, visitor_id) said
where said.owner_id = bot_users.owner_id and said.visitor_id = bot_users.id;
alter table bot_users force row level security;
alter table messages force row level security;

-- Conversations, newest first, page by page.
create index bot_users_talks_idx on bot_users (owner_id, last_message_at desc, id desc);
-- How many began within a time.
create index bot_users_created_idx on bot_users (owner_id, created_at);

alter table leads
    -- Where the visitor was when the lead was made.
    add column source jsonb not null default '{}',
    -- When the visitor took back what they had left. The row stays, empty, so that the message in Telegram can be emptied too.
    add column erased_at timestamptz,
    add constraint leads_source_object check (jsonb_typeof(source) = 'object'),
    drop constraint leads_has_contact,
    -- A lead nobody can reach is none; one that was taken back holds nothing.
    add constraint leads_has_contact check (
        case when erased_at is null then coalesce(phone, email, telegram) is not null
        else coalesce(name, phone, email, telegram, need) is null and answers = '{}' and source = '{}' and search_text = '' end
    );

-- To forget somebody is the one way in which the functions delete what was said. A transaction of the owner says whom it forgets, and
-- deletes what that visitor said and what was made of it, whatever its statements say.
create policy messages_forget on messages as restrictive for delete to leadline_app
    using (visitor_id = nullif(current_setting('app.forget_visitor', true), '')::uuid);
create policy lead_fields_forget on lead_fields as restrictive for delete to leadline_app
    using (exists (
        select from messages
        where messages.owner_id = lead_fields.owner_id and messages.id = lead_fields.message_id
            and messages.visitor_id = nullif(current_setting('app.forget_visitor', true), '')::uuid
    ));
-- Keys hold contacts; one that is gone too early makes two leads of one, and no more.
create policy lead_keys_forget on lead_keys as restrictive for delete to leadline_app
    using (nullif(current_setting('app.forget_visitor', true), '') is not null);

grant delete on messages, lead_fields, lead_keys to leadline_app;

-- How often the chat was opened on an owner's sites, by day of UTC. Numbers, and nothing of who it was.
create table widget_days (
    owner_id uuid not null references users (id) on delete cascade,
    day date not null,
    opened bigint not null default 0,
    constraint widget_days_pkey primary key (owner_id, day)
);

alter table widget_days enable row level security;
alter table widget_days force row level security;

create policy widget_days_own on widget_days to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on widget_days to leadline_app;
