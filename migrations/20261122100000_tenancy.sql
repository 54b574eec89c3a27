-- Who may see what. The schema belongs to the role that migrates; the functions connect as `leadline_app` (or as a login that is a
-- member of it), which owns nothing and cannot bypass row-level security.

-- Roles belong to the whole cluster, so another database of it may have made the role already, or be making it now.
do $$
begin
    create role leadline_app nologin;
    -- A frozen Lambda instance must not sit on locks, and no query of a request may outlive the request.
    alter role leadline_app set idle_in_transaction_session_timeout = '10s';
    alter role leadline_app set statement_timeout = '10s';
exception
    when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema public to leadline_app;

-- `GET /health?deep=1` tells which migration the database stands at.
grant select on _sqlx_migrations to leadline_app;

-- The owner for whom the running transaction speaks. `shared::database::TenantTx` sets it as part of BEGIN; outside of such a
-- transaction it is null, and null equals no row's owner.
create function current_owner() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.owner_id', true), '')::uuid;

create type owner_language as enum ('en', 'ru');

-- Owners: the companies that share the deployment.
create table users (
    id uuid primary key,
    -- Lower case in Rust, where lower case means Unicode's; compared as it stands.
    email text not null,
    password_hash text not null,
    company_name text not null,
    -- The language in which the owner is spoken to (Telegram, e-mail).
    language owner_language not null,
    created_at timestamptz not null default now(),
    -- Two registrations of one address at once: one of them gets 409.
    constraint users_email_key unique (email),
    constraint users_email_length check (char_length(email) between 3 and 254),
    constraint users_company_name_length check (char_length(company_name) between 1 and 120)
);

alter table users enable row level security;
alter table users force row level security;

create policy users_own on users to leadline_app
    using (id = current_owner())
    with check (id = current_owner());

-- Signing in comes before there is an owner: such a transaction sees the one account of the address it names, and nothing else.
create policy users_sign_in on users for select to leadline_app
    using (email = current_setting('app.sign_in_email', true));

grant select, insert on users to leadline_app;

-- What an owner's assistant knows; one for each owner.
create table assistants (
    owner_id uuid primary key references users (id) on delete cascade,
    -- What the business does, in the owner's words. Given to the model as data.
    about text not null default '',
    -- ISO 3166-1 alpha-2: where a phone number without a country code is dialled.
    region text not null,
    -- Where leads are announced; null means the deployment's own chat (`TELEGRAM_CHAT_ID`).
    telegram_chat_id text,
    created_at timestamptz not null default now(),
    constraint assistants_region_format check (region ~ '^[A-Z]{2}$'),
    constraint assistants_about_length check (char_length(about) <= 8000)
);

alter table assistants enable row level security;
alter table assistants force row level security;

create policy assistants_own on assistants to leadline_app
    using (owner_id = current_owner())
    with check (owner_id = current_owner());

grant select, insert on assistants to leadline_app;
-- Telegram moves a group to another id when it becomes a supergroup.
grant update (telegram_chat_id) on assistants to leadline_app;
