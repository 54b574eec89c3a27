-- Chats that were opened count against a limit of the address. In a migration of its own, because a new value of an enum can be used only
-- after it is committed.
alter type usage_measure add value 'opens';
