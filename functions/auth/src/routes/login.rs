//! `POST /api/auth/login`

use axum::extract::{FromRequest, Request, State};
use serde::{Deserialize, Serialize};
use shared::{
    account,
    contact::Email,
    http::{ApiError, Form, Json, Problem},
    secrecy::SecretString,
};
use utoipa::ToSchema;

use crate::App;

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginRequest {
    /// Compared without case.
    #[schema(value_type = String, example = "owner@flowers.example")]
    email: Email,
    /// Whatever was chosen.
    #[schema(value_type = String, example = "correct horse battery")]
    password: SecretString,
}

/// The same in the form of OAuth 2's password grant, which Swagger's "Authorize" sends with fields of its own.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LoginForm {
    /// The e-mail.
    #[schema(value_type = String)]
    username: Email,
    /// Whatever was chosen.
    #[schema(value_type = String)]
    password: SecretString,
}

/// A token to call with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginResponse {
    /// Goes into the header `Authorization: Bearer …`.
    access_token: String,
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// In seconds.
    #[schema(example = 604_800)]
    expires_in: u64,
}

/// Gives an access token for an e-mail and its password.
#[utoipa::path(
    post, path = "/api/auth/login", tag = "auth", operation_id = "login",
    request_body(content((LoginRequest = "application/json"), (LoginForm = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "A token.", body = LoginResponse),
        (status = 400, description = "Not JSON and no form.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Wrong e-mail or password.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn login(State(app): State<App>, request: LoginRequest) -> Result<Json<LoginResponse>, ApiError> {
    let mut tx = app.db.sign_in(&request.email).await?;
    let found = account::find_credentials(&mut tx, &request.email).await?;
    tx.end().await?;

    let (owner, hash) = found.unzip();
    let right = app.passwords.verify(request.password, hash).await.map_err(ApiError::internal)?;
    let owner = owner.filter(|_| right).ok_or(ApiError::WrongCredentials)?;

    let access_token = app.tokens.issue(owner, &request.email).map_err(ApiError::internal)?;
    Ok(Json(LoginResponse { access_token, token_type: "bearer", expires_in: app.tokens.lifetime().as_secs() }))
}

impl<S: Send + Sync> FromRequest<S> for LoginRequest {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        if !Form::<LoginForm>::is_in(request.headers()) {
            return Json::from_request(request, state).await.map(|Json(login)| login);
        }
        let Form(LoginForm { username: email, password }) = Form::from_request(request, state).await?;
        Ok(Self { email, password })
    }
}
