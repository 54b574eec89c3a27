//! Accounts in the database.

use super::{Account, CompanyName, Language, PasswordHash};
use crate::{
    assistant::TimeZone,
    contact::{Email, Region},
    database::{SignInTx, TenantTx},
    ids::OwnerId,
};

/// What a registration brings.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// In which the owner signs in.
    pub email: &'a Email,
    /// Of the password.
    pub password_hash: &'a PasswordHash,
    /// As the assistant says it.
    pub company_name: &'a CompanyName,
    /// In which the owner is spoken to.
    pub language: Language,
    /// Where the owner's visitors dial.
    pub region: Region,
    /// The browser's; UTC if PostgreSQL does not know the name.
    pub time_zone: Option<&'a TimeZone>,
}

/// What became of a registration.
#[derive(Debug)]
pub enum Registered {
    /// The account is there.
    Created(Account),
    /// Another account has the e-mail; nothing was written.
    EmailTaken,
}

/// Stores an account and its assistant under the transaction's owner.
pub async fn create(tx: &mut TenantTx, new: &NewAccount<'_>) -> sqlx::Result<Registered> {
    let owner = tx.owner();
    let created = sqlx::query_as!(
        Account,
        r#"
        with account as (
            insert into users (id, email, password_hash, company_name, language)
            values ($1, $2, $3, $4, $5::text::owner_language)
            on conflict on constraint users_email_key do nothing
            returning id, email, company_name, language, created_at
        ), assistant as (
            insert into assistants (owner_id, region, time_zone)
            -- By PostgreSQL's own spelling, as where settings are stored.
            select id, $6, coalesce((
                select name from pg_timezone_names where $7::text is not null and lower(name) = lower($7) order by name limit 1
            ), 'UTC')
            from account
        )
        select id as "id: OwnerId", email, company_name, language::text as "language!: Language", created_at from account
        "#,
        owner.0,
        new.email.as_str(),
        new.password_hash as &PasswordHash,
        new.company_name.as_str(),
        new.language as Language,
        new.region.as_ref(),
        new.time_zone.map(TimeZone::as_str),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(created.map_or(Registered::EmailTaken, Registered::Created))
}

/// The transaction's owner; None where the account is gone.
pub async fn find(tx: &mut TenantTx) -> sqlx::Result<Option<Account>> {
    let owner = tx.owner();
    sqlx::query_as!(
        Account,
        r#"
        select id as "id: OwnerId", email, company_name, language::text as "language!: Language", created_at
        from users where id = $1
        "#,
        owner.0,
    )
    .fetch_optional(tx.connection())
    .await
}

/// Who has that e-mail, and what their password must hash to.
pub async fn find_credentials(tx: &mut SignInTx, email: &Email) -> sqlx::Result<Option<(OwnerId, PasswordHash)>> {
    let row = sqlx::query!(
        r#"select id as "id: OwnerId", password_hash as "password_hash: PasswordHash" from users where email = $1"#,
        email.as_str(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| (row.id, row.password_hash)))
}
