//! How far an owner is with setting up.

use ::time::OffsetDateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::database::TenantTx;

/// What is done of what makes the assistant useful.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "four steps, each done or not, as the contract has them")]
pub struct Onboarding {
    /// Whether the assistant knows what the business does.
    pub told: bool,
    /// Whether anybody has talked with it.
    pub tried: bool,
    /// Whether it was ever opened on a site.
    pub installed: bool,
    /// Whether a Telegram chat is linked.
    pub telegram: bool,
    /// The origin of the page on which it was opened last.
    #[schema(example = "https://flowers.example")]
    pub last_seen_on: Option<String>,
    /// When that was.
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_seen_at: Option<OffsetDateTime>,
}

/// How far the owner is; None where the account is gone.
pub async fn onboarding(tx: &mut TenantTx) -> sqlx::Result<Option<Onboarding>> {
    let owner = tx.owner();
    sqlx::query_as!(
        Onboarding,
        r#"
        select about <> '' as "told!",
            -- One by an index, and not any one: PostgreSQL would look for that in the whole table where most rows are this owner's.
            (select true from bot_users where owner_id = $1 order by created_at limit 1) is not null as "tried!",
            last_seen_at is not null as "installed!", telegram_chat_id is not null as "telegram!", last_seen_on, last_seen_at
        from assistants where owner_id = $1
        "#,
        owner.0,
    )
    .fetch_optional(tx.connection())
    .await
}
