-- Test messages to an owner's Telegram count against a limit of the owner. In a migration of its own, because a new value of an enum can
-- be used only after it is committed.
alter type usage_measure add value 'test_messages';
