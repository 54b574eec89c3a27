//! Forgetting a visitor, at their own wish or the owner's.

use crate::{
    database::{ForgetTx, TenantTx},
    ids::VisitorId,
    lead::{self, LeadEvent},
};

use super::ExternalId;

/// The visitor of that name; None where there is none, or was one who is forgotten.
pub async fn find_visitor(tx: &mut TenantTx, visitor: &ExternalId) -> sqlx::Result<Option<VisitorId>> {
    let owner = tx.owner();
    sqlx::query_scalar!(
        r#"select id as "id: VisitorId" from bot_users where owner_id = $1 and external_id = $2 and erased_at is null"#,
        owner.0,
        visitor.as_str(),
    )
    .fetch_optional(tx.connection())
    .await
}

/// The visitors of the company's own tests, at most so many.
pub async fn test_visitors(tx: &mut TenantTx, limit: i64) -> sqlx::Result<Vec<VisitorId>> {
    let owner = tx.owner();
    sqlx::query_scalar!(
        r#"select id as "id: VisitorId" from bot_users where owner_id = $1 and is_test and erased_at is null order by id limit $2"#,
        owner.0,
        limit,
    )
    .fetch_all(tx.connection())
    .await
}

/// Whether somebody of that name is forgotten, and must not be taken up again.
pub async fn is_forgotten(tx: &mut TenantTx, visitor: &ExternalId) -> sqlx::Result<bool> {
    let owner = tx.owner();
    let found = sqlx::query_scalar!(
        r#"
        select exists (select from bot_users where owner_id = $1 and external_id = $2 and erased_at is not null) as "found!"
        "#,
        owner.0,
        visitor.as_str(),
    );
    found.fetch_one(tx.connection()).await
}

/// Deletes all that the visitor said and was told, and empties what was made of it. Tells what to announce: the message in Telegram is
/// emptied too. A visitor who comes back begins anew. None where there is no such visitor, or one who is forgotten.
pub async fn forget(tx: &mut ForgetTx) -> sqlx::Result<Option<Vec<LeadEvent>>> {
    if !lock(tx).await? {
        return Ok(None);
    }
    let leads = lead::affected(tx).await?;
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    sqlx::query!(
        r#"
        with said as (
            -- The values of leads that stood in them go along.
            delete from messages where owner_id = $1 and visitor_id = $2
        ), answered as (
            update chat_requests set response = null, leased_until = now()
            from bot_users
            where bot_users.owner_id = $1 and bot_users.id = $2
                and chat_requests.owner_id = $1 and chat_requests.visitor = bot_users.external_id
        )
        update bot_users set
            erased_at = now(), last_message_at = null, source = '{}',
            -- A name that the site gave may be an address. One of ours means nothing, and is kept so that its token opens nothing.
            external_id = case when external_id like 'widget-%' then external_id else 'erased-' || id end
        where owner_id = $1 and id = $2
        "#,
        owner.0,
        visitor.0,
    )
    .execute(tx.tenant().connection())
    .await?;
    lead::rebuild(tx, &leads).await.map(Some)
}

/// Locks the visitor's row; false if there is no such visitor, or one that is erased. A turn that is being stored finishes first.
pub(crate) async fn lock(tx: &mut ForgetTx) -> sqlx::Result<bool> {
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    let found = sqlx::query!(
        "select id from bot_users where owner_id = $1 and id = $2 and erased_at is null for update",
        owner.0,
        visitor.0,
    );
    Ok(found.fetch_optional(tx.tenant().connection()).await?.is_some())
}
