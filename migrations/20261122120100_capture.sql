-- What a lead holds beyond a phone and an e-mail, and what came before it.

alter table leads
    -- A user name of Telegram, in lower case, without the @.
    add column telegram text,
    -- The visitor's answers to the owner's questions, by the question's text at that time.
    add column answers jsonb not null default '{}',
    -- The last lead with the same contact or of the same visitor, older than the five minutes within which they are one.
    -- For the owner's eyes only: nobody has shown that the contact is the visitor's.
    add column previous_lead_id uuid,
    add constraint leads_previous_fkey foreign key (owner_id, previous_lead_id)
        references leads (owner_id, id) on delete set null (previous_lead_id),
    add constraint leads_telegram_format check (telegram ~ '^[a-z][a-z0-9_]{4,31}$'),
    add constraint leads_answers_object check (jsonb_typeof(answers) = 'object'),
    drop constraint leads_has_contact,
    -- A lead nobody can reach is none.
    add constraint leads_has_contact check (phone is not null or email is not null or telegram is not null);

create index leads_previous_idx on leads (owner_id, previous_lead_id) where previous_lead_id is not null;

alter table lead_keys
    -- For which lead the key stood before the present one.
    add column previous_lead_id uuid,
    add constraint lead_keys_previous_fkey foreign key (owner_id, previous_lead_id)
        references leads (owner_id, id) on delete set null (previous_lead_id);

create index lead_keys_previous_idx on lead_keys (owner_id, previous_lead_id) where previous_lead_id is not null;

alter table lead_fields
    -- Which of the owner's questions the value answers.
    add column question text,
    -- The contact had to be guessed from what the visitor wrote ("ivan at mail dot ru").
    add column doubtful boolean not null default false,
    add constraint lead_fields_question check ((field = 'answer') = (question is not null));
