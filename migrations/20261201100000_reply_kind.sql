-- What kind of reply an assistant's message is, so that nothing compares its text.

create type reply_kind as enum (
    -- A model wrote it.
    'model',
    -- Our sentence where no model answered.
    'fallback',
    -- Our sentence where the model proposed a contact that the visitor had not given.
    'contact_request',
    -- Our answer to the contact form.
    'form_receipt'
);

alter table messages
    -- Null for visitors' messages, and for replies that the previous release stores during the deployment.
    add column reply_kind reply_kind,
    add constraint messages_reply_kind_role check (reply_kind is null or role = 'assistant');

-- Backfill from the sentences of earlier releases. Forced row-level security applies to the tables' owner too, so it is off meanwhile.
alter table messages no force row level security;

update messages set reply_kind = case
    when model is not null then 'model'
    when text in (
        'Подскажите, пожалуйста, по какому телефону или e-mail с вами связаться?',
        'Which phone number or e-mail address may we use to get in touch with you?'
    ) then 'contact_request'
    when text ~ '^(Спасибо, мы всё записали\.|Thank you, we have noted it\.)' and text !~ '(Сейчас я не могу ответить|I cannot answer just now)'
        then 'form_receipt'
    else 'fallback'
end::reply_kind
where role = 'assistant';

alter table messages force row level security;
