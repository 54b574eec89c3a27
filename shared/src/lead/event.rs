//! What travels on the queue.

use serde::{Deserialize, Serialize};

use crate::ids::{LeadId, OutboxId, OwnerId};

/// A lead is new, or has grown. Ids only: what the lead holds is read when it is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadEvent {
    /// Whose lead.
    pub owner_id: OwnerId,
    /// Which lead.
    pub lead_id: LeadId,
    /// The row of the outbox that asked for it.
    pub outbox_id: OutboxId,
}
