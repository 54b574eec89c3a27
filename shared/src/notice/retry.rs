//! An announcement that the owner wants to be tried again now.

use std::time::Duration;

use super::{Announcement, DeliveryState};
use crate::{
    database::TenantTx,
    ids::{LeadId, OutboxId},
    lead::LeadEvent,
};

/// What became of the wish.
#[derive(Debug)]
pub enum Retry {
    /// It is due now; this is to be put on the queue.
    Due(LeadEvent, Announcement),
    /// The chat shows the lead as it is.
    AlreadySent,
    /// Somebody is busy with it, for that long at most.
    AlreadyRunning(Duration),
    /// There is no such lead.
    NotThere,
}

/// Makes an announcement due that waits or was given up, with its row of the outbox. Its attempts count from 1 again.
pub async fn retry(tx: &mut TenantTx, lead: LeadId) -> sqlx::Result<Retry> {
    let owner_id = tx.owner();
    let outbox_id = OutboxId::new();
    let row = sqlx::query!(
        r#"
        with found as (
            -- Locked, so that it is decided by what a consumer leaves behind who is recording an attempt.
            select deliveries.state, deliveries.last_error, deliveries.sent_at, deliveries.announced_revision < leads.revision as stale,
                case deliveries.state when 'sending' then deliveries.leased_until - now() end as busy
            from deliveries join leads on leads.owner_id = $1 and leads.id = deliveries.lead_id
            where deliveries.owner_id = $1 and deliveries.lead_id = $2 and deliveries.channel = 'telegram'
            for no key update of deliveries
        ), due as (
            update deliveries set
                state = 'pending', attempts = 0, tried_since = null, leased_until = null,
                -- An attempt that never ended may have put the message there.
                outcome_unknown = deliveries.outcome_unknown or deliveries.state = 'sending'
            from found
            where deliveries.owner_id = $1 and deliveries.lead_id = $2 and deliveries.channel = 'telegram'
                and found.stale and (found.busy is null or found.busy <= interval '0')
            returning deliveries.lead_id
        ), announcement as (
            insert into outbox (id, owner_id, lead_id) select $3, $1, lead_id from due
        )
        select exists (select from due) as "due!", found.stale as "stale!", found.last_error, found.sent_at,
            coalesce(extract(epoch from found.busy), 0)::float8 as "busy!"
        from found
        "#,
        owner_id.0,
        lead.0,
        outbox_id.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(match row {
        None => Retry::NotThere,
        Some(row) if row.due => {
            let (last_error, sent_at) = (row.last_error, row.sent_at);
            let announcement =
                Announcement { state: DeliveryState::Pending, attempts: 0, last_error, sent_at, next_attempt_at: None };
            Retry::Due(LeadEvent { owner_id, lead_id: lead, outbox_id }, announcement)
        }
        Some(row) if row.stale => Retry::AlreadyRunning(Duration::try_from_secs_f64(row.busy).unwrap_or_default()),
        Some(_) => Retry::AlreadySent,
    })
}
