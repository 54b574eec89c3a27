-- Leads, where each of their fields came from, and how they reach the owner.

create type lead_status as enum ('new', 'contacted', 'qualified', 'won', 'lost');
-- Found in the visitor's own text before any model was asked, or handed over by the model's tool (and checked against the text).
create type captured_by as enum ('visitor_text', 'tool');

create table leads (
    id uuid primary key,
    owner_id uuid not null,
    visitor_id uuid not null,
    status lead_status not null default 'new',
    name text,
    -- E.164.
    phone text,
    email text,
    need text,
    captured_by captured_by not null,
    -- Counts the changes that the owner is told of; `deliveries.announced_revision` follows it.
    revision integer not null default 1,
    -- Every value the lead has had, in Unicode lower case by the function: lower() of a database with the C locale knows only ASCII.
    search_text text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint leads_owner_key unique (owner_id, id),
    constraint leads_visitor_fkey foreign key (owner_id, visitor_id)
        references bot_users (owner_id, id) on delete cascade,
    -- A lead nobody can reach is none.
    constraint leads_has_contact check (phone is not null or email is not null),
    constraint leads_phone_e164 check (phone ~ '^\+[1-9][0-9]{5,14}$')
);

create index leads_owner_id_idx on leads (owner_id);
create index leads_status_idx on leads (status);
-- The inbox: newest first, page by page, with or without a status.
create index leads_inbox_idx on leads (owner_id, created_at desc, id desc);
create index leads_inbox_by_status_idx on leads (owner_id, status, created_at desc, id desc);

alter table leads enable row level security;
alter table leads force row level security;

create policy leads_own on leads to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on leads to leadline_app;

create type lead_key_kind as enum ('email', 'phone', 'visitor');

-- "Same visitor or same contact within five minutes is the same lead", held by the primary key: whoever announces a key second waits
-- for the first and then gets the first one's lead.
create table lead_keys (
    owner_id uuid not null,
    kind lead_key_kind not null,
    value text not null,
    lead_id uuid not null,
    -- Until then the key stands for that lead; every use moves it on.
    expires_at timestamptz not null,
    constraint lead_keys_pkey primary key (owner_id, kind, value),
    -- Deferred: keys are claimed before the lead they lead to is written, in the same transaction.
    constraint lead_keys_lead_fkey foreign key (owner_id, lead_id)
        references leads (owner_id, id) on delete cascade deferrable initially deferred
);

create index lead_keys_lead_idx on lead_keys (owner_id, lead_id);

alter table lead_keys enable row level security;
alter table lead_keys force row level security;

create policy lead_keys_own on lead_keys to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on lead_keys to leadline_app;

create type lead_field as enum ('name', 'phone', 'email', 'need');

-- Where each value came from; grows only, so that a corrected value stays readable.
create table lead_fields (
    id bigint generated always as identity primary key,
    owner_id uuid not null,
    lead_id uuid not null,
    field lead_field not null,
    value text not null,
    message_id uuid not null,
    captured_by captured_by not null,
    created_at timestamptz not null default now(),
    constraint lead_fields_lead_fkey foreign key (owner_id, lead_id)
        references leads (owner_id, id) on delete cascade,
    constraint lead_fields_message_fkey foreign key (owner_id, message_id)
        references messages (owner_id, id) on delete cascade
);

create index lead_fields_lead_idx on lead_fields (owner_id, lead_id, id);
create index lead_fields_message_idx on lead_fields (owner_id, message_id);

alter table lead_fields enable row level security;
alter table lead_fields force row level security;

create policy lead_fields_own on lead_fields to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert on lead_fields to leadline_app;

-- What must still be put on the queue; written in the lead's transaction, so that no crash can come between. Ids only.
create table outbox (
    id uuid primary key,
    owner_id uuid not null,
    lead_id uuid not null,
    created_at timestamptz not null default now(),
    -- When the queue took it.
    sent_at timestamptz,
    constraint outbox_lead_fkey foreign key (owner_id, lead_id)
        references leads (owner_id, id) on delete cascade
);

create index outbox_unsent_idx on outbox (created_at) where sent_at is null;
create index outbox_lead_idx on outbox (owner_id, lead_id);

alter table outbox enable row level security;
alter table outbox force row level security;

-- The relay carries rows of all owners to the queue; it sees ids and nothing else of any tenant.
create policy outbox_own on outbox to leadline_app
    using (owner_id = current_owner() or current_setting('app.relay', true) = 'on')
    with check (owner_id = current_owner() or current_setting('app.relay', true) = 'on');

grant select, insert on outbox to leadline_app;
grant update (sent_at) on outbox to leadline_app;

create type delivery_channel as enum ('telegram');
create type delivery_state as enum ('pending', 'sending', 'sent', 'failed');

-- How a lead reached its owner: one row for each lead and channel, so one message, edited when the lead grows.
create table deliveries (
    owner_id uuid not null,
    lead_id uuid not null,
    channel delivery_channel not null,
    state delivery_state not null default 'pending',
    attempts integer not null default 0,
    -- Why the last attempt failed, in words for the owner.
    last_error text,
    -- Where the message stands, so that it can be edited.
    chat_id text,
    message_id bigint,
    -- The lead's revision that the message shows; 0 before the first.
    announced_revision integer not null default 0,
    -- While it is in the future, one consumer is busy with the row; another one waits.
    leased_until timestamptz,
    -- An attempt ended without an answer: the message may stand in the chat already, so the next one says that it is a repeat.
    outcome_unknown boolean not null default false,
    sent_at timestamptz,
    constraint deliveries_pkey primary key (owner_id, lead_id, channel),
    constraint deliveries_lead_fkey foreign key (owner_id, lead_id)
        references leads (owner_id, id) on delete cascade
);

alter table deliveries enable row level security;
alter table deliveries force row level security;

create policy deliveries_own on deliveries to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on deliveries to leadline_app;
