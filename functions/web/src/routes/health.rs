//! `GET /health`

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use shared::{
    database::{Database, MIGRATIONS},
    http::{ApiError, Json, Query},
};
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// How deep to look.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HealthQuery {
    /// `1` asks the database too.
    deep: Option<String>,
}

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthResponse {
    #[schema(example = "ok")]
    status: &'static str,
    /// Of this build.
    version: &'static str,
    /// Present where the database was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<DatabaseHealth>,
}

/// How the database is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DatabaseHealth {
    reachable: bool,
    /// The newest migration that the database has.
    migration: Option<i64>,
    /// The newest migration that this build knows.
    expected_migration: Option<i64>,
}

/// Tells whether the service lives and, if asked, whether its database is reachable and migrated.
#[utoipa::path(
    get, path = "/health", tag = "web", operation_id = "health", params(HealthQuery),
    responses(
        (status = 200, description = "Ready.", body = HealthResponse),
        (status = 503, description = "Not ready.", body = HealthResponse),
    ),
)]
pub(crate) async fn health(
    State(app): State<App>,
    Query(query): Query<HealthQuery>,
) -> Result<(StatusCode, Json<HealthResponse>), ApiError> {
    let database = if query.deep.as_deref() == Some("1") { Some(ask(&app.db).await) } else { None };
    let ready = database.as_ref().is_none_or(|database| database.reachable && database.migration >= database.expected_migration);
    let (code, status) = if ready { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    Ok((code, Json(HealthResponse { status, version: env!("CARGO_PKG_VERSION"), database })))
}

async fn ask(db: &Database) -> DatabaseHealth {
    let expected_migration = MIGRATIONS.iter().map(|migration| migration.version).max();
    match db.migration().await {
        Ok(migration) => DatabaseHealth { reachable: true, migration, expected_migration },
        Err(error) => {
            tracing::error!(%error, "the database is away");
            DatabaseHealth { reachable: false, migration: None, expected_migration }
        }
    }
}
