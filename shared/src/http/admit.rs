//! Who is within the limits goes on.

use super::ApiError;
use crate::{
    conversation::ContactForm,
    database::TenantTx,
    telemetry::{Counted, count},
    usage::{self, Exceeded, Use},
};

/// Goes on with a transaction that has counted `uses`. Where that is beyond a limit it is rolled back, and nothing has been counted.
///
/// # Errors
/// 429 with the form that is left to a visitor, if any; 503 where the database is away.
pub async fn admit(mut tx: TenantTx, uses: &[Use], form: Option<ContactForm>) -> Result<TenantTx, ApiError> {
    let Some(exceeded) = usage::exceeded(&mut tx, uses).await? else { return Ok(tx) };
    tx.rollback().await?;
    Err(refuse(exceeded, form))
}

/// The refusal of somebody who is beyond a limit, for those who watch too.
#[must_use]
pub fn refuse(exceeded: Exceeded, form: Option<ContactForm>) -> ApiError {
    count(Counted::LimitsReached, 1);
    tracing::warn!(scope = exceeded.scope.name(), measure = exceeded.measure.name(), "a limit is used up");
    ApiError::TooMany { exceeded, form: form.map(Box::new) }
}
