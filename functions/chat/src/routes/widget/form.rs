//! `POST /api/widget/chat/form`

use axum::{extract::State, http::HeaderMap};
use shared::{
    http::{ApiError, Json, Problem, Visit},
    usage::ClientAddress,
};

use super::chat::{named_by_token, no_test};
use crate::{
    App,
    response::ChatResponse,
    routes::form::{FormRequest, take},
};

/// Takes the contact form, as `POST /api/chat/form` does, of the visitor whose token it is.
#[utoipa::path(
    post, path = "/api/widget/chat/form", tag = "widget", operation_id = "send_widget_form", security(("visitor" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the client's own for this one form, 1 to 255 characters.")),
    request_body = FormRequest,
    responses(
        (status = 200, description = "The lead is stored.", body = ChatResponse),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token of a visitor: open the chat again.", body = Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "The same request is being worked on.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON by its type.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is not accepted, or the key came with another form before.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "A limit is used up.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn form(
    State(app): State<App>,
    Visit(visit): Visit,
    address: ClientAddress,
    headers: HeaderMap,
    Json(request): Json<FormRequest>,
) -> Result<Json<ChatResponse>, ApiError> {
    if request.visitor_id.is_some() {
        return Err(named_by_token());
    }
    if request.test {
        return Err(no_test());
    }
    take(&app, visit.owner, Some(visit.visitor), address, &headers, &request).await
}
