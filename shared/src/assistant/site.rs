//! By what a company's site names its assistant, and what the site is told of it.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;

use super::{Origins, WidgetSettings};
use crate::{account::Language, database::TenantTx, rule::Rule};

/// The public key of a site: 32 hexadecimal digits. It opens a talk and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SiteKey(String);

impl SiteKey {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SiteKey {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        if text.len() == 32 && text.as_bytes().iter().all(is_digit) {
            Ok(Self(text))
        } else {
            Err(Rule::new("invalid", "expected the 32 hexadecimal digits of the site's line of HTML"))
        }
    }
}

/// What a page needs to show the assistant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Site {
    /// Whose assistant it is.
    pub company_name: String,
    /// What the assistant is called; may be empty.
    pub name: String,
    /// How it greets; may be empty.
    pub greeting: String,
    /// The company's own language, for visitors whose language is not known.
    pub language: Language,
    /// How it looks.
    pub widget: WidgetSettings,
    /// Who may show it. Nobody is told.
    #[serde(skip)]
    pub allowed_origins: Origins,
}

/// The owner's site; None where the account is gone.
pub async fn find_site(tx: &mut TenantTx) -> sqlx::Result<Option<Site>> {
    let owner = tx.owner();
    let row = sqlx::query!(
        r#"
        select users.company_name, users.language::text as "language!: Language", assistants.name, assistants.greeting,
            assistants.widget as "widget: Json<WidgetSettings>", to_jsonb(assistants.allowed_origins) as "allowed_origins!: Json<Origins>"
        from users join assistants on assistants.owner_id = users.id
        where users.id = $1
        "#,
        owner.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| Site {
        company_name: row.company_name,
        name: row.name,
        greeting: row.greeting,
        language: row.language,
        widget: row.widget.0,
        allowed_origins: row.allowed_origins.0,
    }))
}

/// Remembers that the chat was opened there: a number a day, and where it was last.
pub async fn count_opened(tx: &mut TenantTx, origin: Option<&str>) -> sqlx::Result<()> {
    let owner = tx.owner();
    sqlx::query!(
        r#"
        with seen as (
            update assistants set last_seen_on = coalesce(left($2, 300), last_seen_on), last_seen_at = now()
            -- Not each time: it would lock the row that every turn reads.
            where owner_id = $1 and (last_seen_at is null or last_seen_at < now() - interval '1 minute')
        )
        insert into widget_days (owner_id, day, opened) values ($1, (now() at time zone 'UTC')::date, 1)
        on conflict on constraint widget_days_pkey do update set opened = widget_days.opened + 1
        "#,
        owner.0,
        origin,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_hexadecimal_digits_and_nothing_that_ends_a_statement() {
        let accepted = |text: &str| SiteKey::try_from(text.to_owned()).is_ok();
        assert!(accepted("0123456789abcdef0123456789abcdef"));
        for refused in [
            "",
            "0123456789abcdef0123456789abcde",
            "0123456789ABCDEF0123456789abcdef",
            "'; drop table users; --0123456789",
            "0123456789abcdef0123456789abcdef0",
        ] {
            assert!(!accepted(refused), "{refused}");
        }
    }
}
