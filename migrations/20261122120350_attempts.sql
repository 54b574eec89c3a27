-- Attempts to announce a lead, and the time between them. `deliveries.leased_until` is from now on the time before which nobody touches
-- the row: while it is `sending`, one consumer is busy with it; while it is `pending`, Telegram asked to wait, or the last attempt failed
-- too short ago. `deliveries.attempts` counts those of the present announcement.

alter table deliveries
    -- When the present announcement was first tried: Telegram may put it off, but not for ever.
    add column tried_since timestamptz;
