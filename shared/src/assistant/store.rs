//! Assistants in the database.

use ::time::OffsetDateTime;
use serde::Serialize;
use sqlx::types::Json;
use utoipa::ToSchema;

use super::{Settings, TimeZone};
use crate::database::TenantTx;

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
            users.company_name, assistants.updated_at,
            jsonb_build_object(
                'name', name, 'greeting', greeting, 'languages', languages, 'about', about, 'questions', questions,
                'region', region, 'time_zone', time_zone, 'working_hours', working_hours, 'hand_off', hand_off
            ) as "settings!: Json<Settings>"
        from users join assistants on assistants.owner_id = users.id
        where users.id = $1
        "#,
        owner.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| Profile { company_name: row.company_name, settings: row.settings.0, updated_at: row.updated_at }))
}

/// Replaces the settings of the owner's assistant; of two at once the last one holds.
pub async fn set(tx: &mut TenantTx, settings: Settings) -> sqlx::Result<Stored> {
    let owner = tx.owner();
    let row = sqlx::query!(
        r#"
        with new as (
            select * from jsonb_to_record($2) as new (
                name text, greeting text, languages text[], about text, questions jsonb,
                region text, time_zone text, working_hours jsonb, hand_off text
            )
        ), zone as (
            -- By PostgreSQL's own spelling. Not whatever AT TIME ZONE takes: that is POSIX's "Mars/Phobos-3" too.
            select pg_timezone_names.name from pg_timezone_names, new where lower(pg_timezone_names.name) = lower(new.time_zone)
        ), changed as (
            update assistants set
                name = new.name, greeting = new.greeting, languages = new.languages, about = new.about, questions = new.questions,
                region = new.region, time_zone = zone.name, working_hours = new.working_hours, hand_off = new.hand_off,
                updated_at = now()
            from new, zone
            where assistants.owner_id = $1
            returning assistants.time_zone, assistants.updated_at
        )
        select users.company_name, changed.time_zone as "time_zone?", changed.updated_at as "updated_at?"
        from users left join changed on true
        where users.id = $1
        "#,
        owner.0,
        Json(&settings) as _,
    )
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(Stored::NoAccount) };
    let Some((time_zone, updated_at)) = row.time_zone.zip(row.updated_at) else { return Ok(Stored::UnknownTimeZone) };
    let time_zone = TimeZone::try_from(time_zone).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let settings = Settings { time_zone, ..settings };
    Ok(Stored::Done(Box::new(Profile { company_name: row.company_name, settings, updated_at })))
}
