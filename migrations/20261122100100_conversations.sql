-- What was said, and by whom.

-- Visitors of owners' sites.
create table bot_users (
    id uuid primary key,
    owner_id uuid not null references users (id) on delete cascade,
    -- The name the site gives its visitor; means something only beside the owner.
    external_id text not null,
    created_at timestamptz not null default now(),
    -- Two first messages at once make one visitor.
    constraint bot_users_external_id_key unique (owner_id, external_id),
    -- What other tables point at, so that no row can point at another owner's visitor.
    constraint bot_users_owner_key unique (owner_id, id),
    constraint bot_users_external_id_length check (char_length(external_id) between 1 and 200)
);

create index bot_users_owner_id_idx on bot_users (owner_id);

alter table bot_users enable row level security;
alter table bot_users force row level security;

create policy bot_users_own on bot_users to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert, update on bot_users to leadline_app;

create type message_role as enum ('visitor', 'assistant');

create table messages (
    -- UUIDv7 from the function: sorts by time.
    id uuid primary key,
    owner_id uuid not null,
    visitor_id uuid not null,
    role message_role not null,
    text text not null,
    -- Whether the text is the transcript of a voice message.
    spoken boolean not null default false,
    -- Who wrote an answer and what it cost; null where no model was asked, or none answered.
    model text,
    prompt_tokens integer,
    completion_tokens integer,
    created_at timestamptz not null default now(),
    constraint messages_owner_key unique (owner_id, id),
    constraint messages_visitor_fkey foreign key (owner_id, visitor_id)
        references bot_users (owner_id, id) on delete cascade,
    constraint messages_text_length check (char_length(text) between 1 and 32000),
    constraint messages_tokens_not_negative check (prompt_tokens >= 0 and completion_tokens >= 0)
);

-- The last messages of a visitor, newest first.
create index messages_conversation_idx on messages (owner_id, visitor_id, id desc);

alter table messages enable row level security;
alter table messages force row level security;

create policy messages_own on messages to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert on messages to leadline_app;
