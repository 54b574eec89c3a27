//! Assistants in the database.

use ::time::OffsetDateTime;
use serde::Serialize;
use sqlx::types::Json;
use utoipa::ToSchema;

use super::{Settings, TimeZone};
use crate::{account::Language, conversation::ContactForm, database::TenantTx};

/// An assistant as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Assistant)]
pub struct Profile {
    /// Whom it speaks for. Read only.
    #[schema(read_only, example = "Цветы и букеты")]
    pub company_name: String,
    /// What the owner decided.
    #[serde(flatten)]
    pub settings: Settings,
    /// When that was. Read only.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(read_only)]
    pub updated_at: OffsetDateTime,
    /// What the site's one line of HTML names it by: 32 hexadecimal digits. Public. Read only.
    #[schema(read_only, example = "0f8fad5bd9cb469fa16570867728950e")]
    pub site_key: String,
    /// Where leads are announced. Read only here.
    #[schema(read_only)]
    pub telegram: TelegramLink,
    /// What visitors are asked where nothing else works, as the widget shows it: in the company's language. Read only.
    #[schema(read_only)]
    pub form: ContactForm,
}

/// The chat in which an owner's leads are announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TelegramLink {
    /// Whether the owner has chosen one.
    pub linked: bool,
    /// Which one: a number, or the `@name` of a channel.
    #[schema(example = "-1001234567890")]
    pub chat_id: Option<String>,
}

impl From<Option<String>> for TelegramLink {
    fn from(chat_id: Option<String>) -> Self {
        Self { linked: chat_id.is_some(), chat_id }
    }
}

/// What became of new settings.
#[derive(Debug)]
pub enum Stored {
    /// They hold from now on.
    Done(Box<Profile>),
    /// PostgreSQL knows no time zone of that name; nothing was changed.
    UnknownTimeZone,
    /// The owner's account is gone.
    NoAccount,
}

/// The owner's assistant; None where the account is gone.
pub async fn find(tx: &mut TenantTx) -> sqlx::Result<Option<Profile>> {
    let owner = tx.owner();
    let row = sqlx::query!(
        r#"
        select
            users.company_name, users.language::text as "language!: Language",
            assistants.updated_at, assistants.site_key, assistants.telegram_chat_id,
            jsonb_build_object(
                'name', name, 'greeting', greeting, 'languages', languages, 'about', about, 'questions', questions,
                'region', region, 'time_zone', time_zone, 'working_hours', working_hours, 'hand_off', hand_off,
                'allowed_origins', allowed_origins, 'widget', widget
            ) as "settings!: Json<Settings>"
        from users join assistants on assistants.owner_id = users.id
        where users.id = $1
        "#,
        owner.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| Profile {
        company_name: row.company_name,
        settings: row.settings.0,
        updated_at: row.updated_at,
        site_key: row.site_key,
        telegram: row.telegram_chat_id.into(),
        form: ContactForm::speaking(row.language),
    }))
}

/// Replaces the settings of the owner's assistant; of two at once the last one holds.
pub async fn set(tx: &mut TenantTx, settings: Settings) -> sqlx::Result<Stored> {
    let owner = tx.owner();
    let row = sqlx::query!(
        r#"
        with new as (
            select * from jsonb_to_record($2) as new (
                name text, greeting text, languages text[], about text, questions jsonb,
                region text, time_zone text, working_hours jsonb, hand_off text, allowed_origins text[], widget jsonb
            )
        ), zone as (
            -- By PostgreSQL's own spelling. Not whatever AT TIME ZONE takes: that is POSIX's "Mars/Phobos-3" too.
            select pg_timezone_names.name from pg_timezone_names, new where lower(pg_timezone_names.name) = lower(new.time_zone)
        ), changed as (
            update assistants set
                name = new.name, greeting = new.greeting, languages = new.languages, about = new.about, questions = new.questions,
                region = new.region, time_zone = zone.name, working_hours = new.working_hours, hand_off = new.hand_off,
                allowed_origins = new.allowed_origins, widget = new.widget, updated_at = now()
            from new, zone
            where assistants.owner_id = $1
            returning assistants.time_zone, assistants.updated_at, assistants.site_key, assistants.telegram_chat_id
        )
        select users.company_name, users.language::text as "language!: Language",
            changed.time_zone as "time_zone?", changed.updated_at as "updated_at?", changed.site_key as "site_key?", changed.telegram_chat_id
        from users left join changed on true
        where users.id = $1
        "#,
        owner.0,
        Json(&settings) as _,
    )
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(Stored::NoAccount) };
    let (Some(time_zone), Some(updated_at), Some(site_key)) = (row.time_zone, row.updated_at, row.site_key) else {
        return Ok(Stored::UnknownTimeZone);
    };
    let time_zone = TimeZone::try_from(time_zone).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let settings = Settings { time_zone, ..settings };
    let telegram = row.telegram_chat_id.into();
    let form = ContactForm::speaking(row.language);
    Ok(Stored::Done(Box::new(Profile { company_name: row.company_name, settings, updated_at, site_key, telegram, form })))
}
