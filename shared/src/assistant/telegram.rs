//! The chat in which an owner's leads are announced, in the database.

use crate::{account::Language, database::TenantTx, telegram::ChatId};

/// What a test of the chat needs to know of its owner.
#[derive(Debug)]
pub struct LinkedOwner {
    /// In which the chat is written to.
    pub language: Language,
    /// Whose leads they are.
    pub company_name: String,
    /// The chat; None where none is linked.
    pub chat_id: Option<String>,
}

/// The owner and the chat; None where the account is gone.
pub async fn find_telegram(tx: &mut TenantTx) -> sqlx::Result<Option<LinkedOwner>> {
    let owner = tx.owner();
    sqlx::query_as!(
        LinkedOwner,
        r#"
        select users.language::text as "language!: Language", users.company_name, assistants.telegram_chat_id as chat_id
        from users join assistants on assistants.owner_id = users.id
        where users.id = $1
        "#,
        owner.0,
    )
    .fetch_optional(tx.connection())
    .await
}

/// Links another chat, or none; leads that wait are announced there from then on.
pub async fn set_telegram(tx: &mut TenantTx, chat: Option<&ChatId>) -> sqlx::Result<()> {
    let owner = tx.owner();
    sqlx::query!("update assistants set telegram_chat_id = $2 where owner_id = $1", owner.0, chat.map(ChatId::as_str))
        .execute(tx.connection())
        .await?;
    Ok(())
}
