-- A message sent twice, and how much may be sent at all.

-- Requests that carried an Idempotency-Key. A second one with the same key and body gets the first one's answer.
create table chat_requests (
    owner_id uuid not null references users (id) on delete cascade,
    -- The visitor's name as the request gave it; empty where it gave none. Part of the key, so that nobody is answered in
    -- another visitor's place.
    visitor text not null,
    key text not null,
    -- SHA-256 of what was asked.
    fingerprint bytea not null,
    -- The visitor's message: the same for every attempt, so that an attempt that was cut off is taken up and not repeated.
    -- No foreign key, because a voice message is claimed before it is understood and stored.
    message_id uuid not null,
    -- The answer as it went out; null until there is one.
    response jsonb,
    -- While it is in the future and there is no answer, the request is being worked on.
    leased_until timestamptz not null,
    expires_at timestamptz not null default now() + interval '1 day',
    -- Of two requests at once the second waits here until the first is stored, and then knows of it.
    constraint chat_requests_pkey primary key (owner_id, visitor, key),
    constraint chat_requests_key_length check (char_length(key) between 1 and 255),
    constraint chat_requests_visitor_length check (char_length(visitor) <= 200),
    constraint chat_requests_fingerprint_length check (length(fingerprint) = 32)
);

create index chat_requests_expires_idx on chat_requests (expires_at);

alter table chat_requests enable row level security;
alter table chat_requests force row level security;

create policy chat_requests_own on chat_requests to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert on chat_requests to leadline_app;
grant update (response, leased_until) on chat_requests to leadline_app;

create type usage_scope as enum ('visitor', 'address', 'owner');
create type usage_measure as enum ('messages', 'forms', 'audio_seconds', 'tokens', 'microdollars');
create type usage_period as enum ('minute', 'day', 'month');

-- How much was used of what, within a minute, a day or a month (UTC). A request counts itself in one statement before anything else,
-- and keeps the rows locked until it has read whether it is within its limits; so a hundred at once cannot pass together. A request
-- that is refused is rolled back, and so not counted.
create table usage_counters (
    owner_id uuid not null references users (id) on delete cascade,
    scope usage_scope not null,
    -- A digest of the visitor's name or address, since who they are is of no interest here; empty for the owner.
    subject text not null,
    measure usage_measure not null,
    period usage_period not null,
    -- When the period began.
    since timestamptz not null,
    used bigint not null,
    -- What the configuration allowed when the row was last used.
    allowed bigint not null,
    expires_at timestamptz not null,
    constraint usage_counters_pkey primary key (owner_id, scope, subject, measure, period, since),
    constraint usage_counters_used_not_negative check (used >= 0)
);

create index usage_counters_expires_idx on usage_counters (expires_at);

alter table usage_counters enable row level security;
alter table usage_counters force row level security;

create policy usage_counters_own on usage_counters to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert on usage_counters to leadline_app;
grant update (used, allowed) on usage_counters to leadline_app;
