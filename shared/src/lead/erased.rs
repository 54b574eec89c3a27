//! What becomes of leads when a visitor takes back what they said.

mod conversation;

use std::collections::BTreeMap;

use sqlx::types::Json;

use super::{Field, LeadEvent};
use crate::{
    conversation::lock,
    database::{ForgetTx, TenantTx},
    ids::{LeadId, OutboxId, VisitorId},
};

/// Deletes what the visitor left in leads, and masks the contacts in the conversation, which stays otherwise. Returns the events of the
/// leads that changed, because their cards show the contacts too.
///
/// The visitor's row is locked first, as every turn does: one that is being stored finishes before, and one that is still waiting for the
/// model finds out when it is stored.
pub async fn take_back(tx: &mut ForgetTx) -> sqlx::Result<Vec<LeadEvent>> {
    if !lock(tx).await? {
        return Ok(Vec::new());
    }
    let leads = affected(tx).await?;
    conversation::mask(tx).await?;
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    sqlx::query!(
        r#"
        delete from lead_fields using messages
        where lead_fields.owner_id = $1 and messages.owner_id = $1 and messages.id = lead_fields.message_id and messages.visitor_id = $2
        "#,
        owner.0,
        visitor.0,
    )
    .execute(tx.tenant().connection())
    .await?;
    rebuild(tx, &leads).await
}

/// The leads that hold something of the visitor's, locked in the order of their ids.
pub(crate) async fn affected(tx: &mut ForgetTx) -> sqlx::Result<Vec<LeadId>> {
    let (owner, visitor) = (tx.tenant().owner(), tx.visitor());
    sqlx::query_scalar!(
        r#"
        select leads.id as "id: LeadId" from leads
        where leads.owner_id = $1 and leads.erased_at is null and leads.id in (
            select mine.id from leads mine where mine.owner_id = $1 and mine.visitor_id = $2
            union
            select lead_fields.lead_id from lead_fields
            join messages on messages.owner_id = $1 and messages.id = lead_fields.message_id
            where lead_fields.owner_id = $1 and messages.visitor_id = $2
        )
        order by leads.id
        for no key update
        "#,
        owner.0,
        visitor.0,
    )
    .fetch_all(tx.tenant().connection())
    .await
}

/// Makes leads anew of the values that are left. One to which no contact is left is emptied, and its message in Telegram with it.
pub(crate) async fn rebuild(tx: &mut ForgetTx, leads: &[LeadId]) -> sqlx::Result<Vec<LeadEvent>> {
    let owner_id = tx.tenant().owner();
    let ids: Vec<uuid::Uuid> = leads.iter().map(|lead| lead.0).collect();
    let values = sqlx::query!(
        r#"
        with keys as (
            -- What these leads were known by; the visitor may begin anew.
            delete from lead_keys where owner_id = $1 and lead_id = any($2)
        )
        select lead_id as "lead: LeadId", field::text as "field!: Field", question, value, doubtful
        from lead_fields where owner_id = $1 and lead_id = any($2) order by id
        "#,
        owner_id.0,
        &ids,
    )
    .fetch_all(tx.tenant().connection())
    .await?;
    let mut events = Vec::new();
    for &lead_id in leads {
        let mut left = Left::default();
        for value in values.iter().filter(|value| value.lead == lead_id) {
            left.add(value.field, value.question.clone(), &value.value, value.doubtful);
        }
        events.push(write(tx, lead_id, &left).await?);
    }
    Ok(events)
}

/// The values that are left of a lead.
#[derive(Debug, Default)]
struct Left {
    certain: BTreeMap<&'static str, String>,
    guessed: BTreeMap<&'static str, String>,
    answers: BTreeMap<String, String>,
    words: Vec<String>,
}

impl Left {
    /// In the order in which they were said: the newest counts.
    fn add(&mut self, field: Field, question: Option<String>, value: &str, doubtful: bool) {
        self.words.push(value.to_lowercase());
        let name = match field {
            Field::Name => "name",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::Telegram => "telegram",
            Field::Need => "need",
            Field::Answer => {
                self.answers.extend(question.map(|question| (question, value.to_owned())));
                return;
            }
        };
        let kept = if doubtful { &mut self.guessed } else { &mut self.certain };
        kept.insert(name, value.to_owned());
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.certain.get(name).or_else(|| self.guessed.get(name)).map(String::as_str)
    }

    fn can_be_reached(&self) -> bool {
        ["phone", "email", "telegram"].iter().any(|name| self.get(name).is_some())
    }
}

async fn write(tx: &mut ForgetTx, lead_id: LeadId, left: &Left) -> sqlx::Result<LeadEvent> {
    let (owner_id, outbox_id) = (tx.tenant().owner(), OutboxId::new());
    let nothing = Left::default();
    let (left, erased) = if left.can_be_reached() { (left, false) } else { (&nothing, true) };
    sqlx::query!(
        r#"
        with announcement as (
            insert into outbox (id, owner_id, lead_id) values ($3, $1, $2)
        ), changed as (
            update leads set
                name = $4, phone = $5, email = $6, telegram = $7, need = $8, answers = $9, search_text = $10,
                source = case when $11::bool then '{}' else source end,
                erased_at = case when $11 then now() end,
                revision = revision + 1,
                updated_at = now()
            where owner_id = $1 and id = $2
            returning revision
        )
        -- What was announced nowhere yet is not announced any more.
        update deliveries set announced_revision = changed.revision
        from changed
        where $11 and owner_id = $1 and lead_id = $2 and message_id is null and state <> 'sending'
        "#,
        owner_id.0,
        lead_id.0,
        outbox_id.0,
        left.get("name"),
        left.get("phone"),
        left.get("email"),
        left.get("telegram"),
        left.get("need"),
        Json(&left.answers) as _,
        left.words.join(" "),
        erased,
    )
    .execute(tx.tenant().connection())
    .await?;
    Ok(LeadEvent { owner_id, lead_id, outbox_id })
}

/// What is stored of a visitor's own words in leads, oldest first: for the visitor's own eyes, and so nothing that another one said.
pub async fn left_by(tx: &mut TenantTx, visitor: VisitorId) -> sqlx::Result<Vec<(Field, String)>> {
    let owner = tx.owner();
    let rows = sqlx::query!(
        r#"
        select lead_fields.field::text as "field!: Field", lead_fields.value
        from messages
        join lead_fields on lead_fields.owner_id = $1 and lead_fields.message_id = messages.id
        where messages.owner_id = $1 and messages.visitor_id = $2 and lead_fields.question is null
        order by lead_fields.id
        "#,
        owner.0,
        visitor.0,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.field, row.value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_value_is_left_and_what_is_certain_before_a_guess() {
        let mut left = Left::default();
        left.add(Field::Phone, None, "+79160000001", false);
        left.add(Field::Phone, None, "+79160000002", false);
        left.add(Field::Phone, None, "+79160000003", true);
        left.add(Field::Email, None, "Anna@example.com", true);
        left.add(Field::Answer, Some("When?".to_owned()), "May", false);
        assert_eq!((left.get("phone"), left.get("email")), (Some("+79160000002"), Some("Anna@example.com")));
        assert_eq!((left.answers["When?"].as_str(), left.words[3].as_str()), ("May", "anna@example.com"));
    }

    #[test]
    fn a_name_alone_reaches_nobody() {
        let mut left = Left::default();
        left.add(Field::Name, None, "Анна", false);
        assert!(!left.can_be_reached());
        left.add(Field::Telegram, None, "anna", false);
        assert!(left.can_be_reached());
    }
}
