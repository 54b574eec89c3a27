-- More kinds of contacts and of ways to capture. On their own, because PostgreSQL lets nobody use a new value of an enum in the
-- transaction that adds it.

-- The contact form that a visitor is offered where no model may or can answer.
alter type captured_by add value 'form';

alter type lead_field add value 'telegram';
-- An answer to one of the owner's own questions.
alter type lead_field add value 'answer';

alter type lead_key_kind add value 'telegram' before 'visitor';
