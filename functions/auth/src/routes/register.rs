//! `POST /api/auth/register`

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use serde::Deserialize;
use shared::{
    account::{self, Account, CompanyName, Language, NewAccount, Password, Registered},
    assistant::TimeZone,
    contact::Email,
    http::{ApiError, Json, Problem},
    ids::OwnerId,
};
use utoipa::ToSchema;

use crate::App;

/// Who wants an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterRequest {
    /// Compared without case.
    #[schema(value_type = String, example = "owner@flowers.example")]
    email: Email,
    /// 8 to 256 characters, and none of the common ones. 15 and more are recommended.
    #[schema(value_type = String, min_length = 8, max_length = 256, example = "correct horse battery")]
    password: Password,
    /// As the assistant says it.
    #[schema(value_type = String, min_length = 1, max_length = 120, example = "Цветы и букеты")]
    company_name: CompanyName,
    /// In which Leadline speaks to the owner; where it is missing, the browser's.
    language: Option<Language>,
    /// The browser's time zone (IANA), in which the assistant's working hours count at first. Aliases such as `Europe/Kiev` are accepted; a
    /// name that is not known, or a missing one, becomes UTC.
    #[schema(max_length = 64, example = "Europe/Moscow")]
    time_zone: Option<String>,
}

/// Makes an account and its assistant.
#[utoipa::path(
    post, path = "/api/auth/register", tag = "auth", operation_id = "register", request_body = RegisterRequest,
    responses(
        (status = 201, description = "The account.", body = Account),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The e-mail is taken.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn register(
    State(app): State<App>,
    headers: HeaderMap,
    Json(request): Json<RegisterRequest>,
) -> Result<(StatusCode, Json<Account>), ApiError> {
    let language = request.language.unwrap_or_else(|| language_of(&headers));
    let time_zone = request.time_zone.as_deref().and_then(TimeZone::of_browser);
    let password_hash = app.passwords.hash(request.password).await.map_err(ApiError::internal)?;

    let mut tx = app.db.tenant(OwnerId::new()).await?;
    let new = NewAccount {
        email: &request.email,
        password_hash: &password_hash,
        company_name: &request.company_name,
        language,
        region: language.usual_region(),
        time_zone: time_zone.as_ref(),
    };
    match account::create(&mut tx, &new).await? {
        Registered::Created(account) => {
            tx.commit().await?;
            Ok((StatusCode::CREATED, Json(account)))
        }
        Registered::EmailTaken => {
            tx.rollback().await?;
            Err(ApiError::EmailTaken)
        }
    }
}

fn language_of(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::of_browser(accepted.unwrap_or_default())
}
