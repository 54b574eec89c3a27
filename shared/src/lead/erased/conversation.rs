//! Masks a visitor's contacts in the stored conversation and in the answers stored for retries.

use serde_json::Value;

use super::super::{Field, mask::Mask};
use crate::{
    contact::Region,
    conversation::{Role, Said},
    database::ForgetTx,
    ids::MessageId,
};

/// Masks what leads hold of the visitor, before it is deleted there.
pub(super) async fn mask(tx: &mut ForgetTx) -> sqlx::Result<()> {
    let conversation = conversation(tx).await?;
    let mask = Mask::new(region(tx).await?, &values(tx).await?, &conversation);
    let (ids, texts): (Vec<uuid::Uuid>, Vec<String>) =
        mask.conversation(&conversation).into_iter().map(|(said, text)| (said.id.0, text)).unzip();
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    sqlx::query!(
        r#"
        with counted as (
            update bot_users set erasures = erasures + 1 where owner_id = $1 and id = $2
        )
        update messages set text = masked.text
        from unnest($3::uuid[], $4::text[]) as masked (id, text)
        where messages.owner_id = $1 and messages.visitor_id = $2 and messages.id = masked.id
        "#,
        owner.0,
        visitor.0,
        &ids,
        &texts,
    )
    .execute(tx.tenant().connection())
    .await?;
    mask_responses(tx, &mask).await
}

async fn conversation(tx: &mut ForgetTx) -> sqlx::Result<Vec<Said>> {
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    sqlx::query_as!(
        Said,
        r#"
        select id as "id: MessageId", role::text as "role!: Role", text from messages
        where owner_id = $1 and visitor_id = $2 order by id
        "#,
        owner.0,
        visitor.0,
    )
    .fetch_all(tx.tenant().connection())
    .await
}

async fn region(tx: &mut ForgetTx) -> sqlx::Result<Region> {
    let owner = tx.tenant().owner();
    let code = sqlx::query_scalar!("select region from assistants where owner_id = $1", owner.0);
    let code = code.fetch_one(tx.tenant().connection()).await?;
    Region::try_from(code).map_err(|error| sqlx::Error::Decode(error.into()))
}

async fn values(tx: &mut ForgetTx) -> sqlx::Result<Vec<(Field, String)>> {
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    let rows = sqlx::query!(
        r#"
        select distinct lead_fields.field::text as "field!: Field", lead_fields.value
        from messages
        join lead_fields on lead_fields.owner_id = $1 and lead_fields.message_id = messages.id
        where messages.owner_id = $1 and messages.visitor_id = $2
        "#,
        owner.0,
        visitor.0,
    )
    .fetch_all(tx.tenant().connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.field, row.value)).collect())
}

/// A first request may come without the visitor's name, so responses are found by their messages.
async fn mask_responses(tx: &mut ForgetTx, mask: &Mask) -> sqlx::Result<()> {
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    let rows = sqlx::query!(
        r#"
        select chat_requests.visitor, key, response as "response!" from chat_requests
        join bot_users on bot_users.owner_id = $1 and bot_users.id = $2
        join messages on messages.owner_id = $1 and messages.id = chat_requests.message_id and messages.visitor_id = $2
        where chat_requests.owner_id = $1 and chat_requests.visitor in (bot_users.external_id, '') and response is not null
        "#,
        owner.0,
        visitor.0,
    )
    .fetch_all(tx.tenant().connection())
    .await?;
    let (mut visitors, mut keys, mut responses) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        visitors.push(row.visitor);
        keys.push(row.key);
        responses.push(masked_response(mask, row.response));
    }
    sqlx::query!(
        r#"
        update chat_requests set response = masked.response
        from unnest($2::text[], $3::text[], $4::jsonb[]) as masked (visitor, key, response)
        where chat_requests.owner_id = $1 and chat_requests.visitor = masked.visitor and chat_requests.key = masked.key
        "#,
        owner.0,
        &visitors,
        &keys,
        &responses,
    )
    .execute(tx.tenant().connection())
    .await?;
    Ok(())
}

/// The answer of a chat route without the lead that is deleted.
fn masked_response(mask: &Mask, mut response: Value) -> Value {
    if let Some(response) = response.as_object_mut() {
        response.remove("lead");
        for name in ["reply", "transcript"] {
            if let Some(masked) = response.get(name).and_then(Value::as_str).and_then(|text| mask.text(text)) {
                response.insert(name.to_owned(), masked.into());
            }
        }
    }
    response
}
