-- What an owner tells the assistant: how it speaks, what it asks, and when people answer.

alter table assistants
    -- What the assistant calls itself; empty: it has no name.
    add column name text not null default '',
    -- How it greets; empty: as it likes.
    add column greeting text not null default '',
    -- Primary codes of BCP 47, the first one for everybody who speaks none of them; empty: the visitor's own language.
    add column languages text[] not null default '{}',
    -- What to find out, in the owner's order: [{"text", "kind", "choices", "required"}].
    add column questions jsonb not null default '[]',
    -- Where the working hours count, by the name that PostgreSQL knows.
    add column time_zone text not null default 'UTC',
    -- When people answer: [{"days", "from", "to"}]; empty: the owner has not said.
    add column working_hours jsonb not null default '[]',
    -- What a visitor is told who asks for a person; empty: a sentence of ours.
    add column hand_off text not null default '',
    add column updated_at timestamptz not null default now(),
    -- The lengths of the types that parse a request: a text that came another way must not make every turn of the chat dearer.
    add constraint assistants_name_length check (char_length(name) <= 60),
    add constraint assistants_greeting_length check (char_length(greeting) <= 500),
    add constraint assistants_hand_off_length check (char_length(hand_off) <= 300),
    add constraint assistants_languages_codes
        check (cardinality(languages) <= 10 and array_to_string(languages, ',', '?') ~ '^([a-z]{2,3}(,[a-z]{2,3})*)?$'),
    -- Lists, and no longer than the types allow. What is in them is the types' affair.
    add constraint assistants_questions_list check (jsonb_typeof(questions) = 'array' and jsonb_array_length(questions) <= 10),
    add constraint assistants_working_hours_list
        check (jsonb_typeof(working_hours) = 'array' and jsonb_array_length(working_hours) <= 14),
    -- Every turn of the chat asks what time it is there: a zone that PostgreSQL does not know would end each of them with an error.
    -- This ends the update with one instead.
    add constraint assistants_time_zone_known check (timestamptz 'epoch' at time zone time_zone is not null);

-- `PUT /api/assistant`.
grant update (name, greeting, languages, about, questions, region, time_zone, working_hours, hand_off, updated_at)
    on assistants to leadline_app;
