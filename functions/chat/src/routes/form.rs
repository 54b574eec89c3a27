//! `POST /api/chat/form`

use axum::{extract::State, http::HeaderMap};
use serde::Deserialize;
use shared::{
    contact::{Email, Phone, Region},
    conversation::{
        self, Answer, Attempt, ExternalId, FormMessage, MessageText, Opening, ReplyKind, Source, Turn, form_received,
    },
    http::{ApiError, Json, Owner, Problem},
    ids::{MessageId, OwnerId},
    lead::{self, CapturedBy, Field, Value},
    rule::Rule,
    telemetry::{Counted, count},
    usage::{Caller, ClientAddress},
};
use utoipa::ToSchema;

use crate::{
    App,
    message::idempotency_key,
    response::{ChatLead, ChatResponse},
    turn::{Stop, announce, as_answered, count_lead, refused},
};

/// A visitor's contact, typed into the form: a phone or an e-mail, and whatever else they want to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormRequest {
    /// The site's own name for the visitor; leave it out for a new one.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "visitor-1")]
    pub(crate) visitor_id: Option<ExternalId>,
    /// What the visitor is called.
    #[schema(value_type = Option<String>, max_length = 500, example = "Анна")]
    name: Option<FormMessage>,
    /// Where to call.
    #[schema(value_type = Option<String>, max_length = 500, example = "8 (916) 123-45-67")]
    phone: Option<FormMessage>,
    /// Where to write.
    #[schema(value_type = Option<String>, max_length = 500, example = "anna@example.com")]
    email: Option<FormMessage>,
    /// What the visitor wants.
    #[schema(value_type = Option<String>, max_length = 500, example = "букет на свадьбу")]
    need: Option<FormMessage>,
    /// Where on the site the visitor is.
    #[serde(default)]
    page: Source,
    /// Whether the company tries its own assistant: a conversation that begins so is a test. Only with the company's token.
    #[serde(default)]
    pub(crate) test: bool,
}

/// Takes the contact form, and makes or completes a lead of it. No model is asked.
///
/// What was typed is stored as a message of the conversation, so that each field of the lead has one to come from.
#[utoipa::path(
    post, path = "/api/chat/form", tag = "chat", operation_id = "send_contact_form", security(("owner" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the client's own for this one form, 1 to 255 characters.")),
    request_body(content((FormRequest = "application/json"))),
    responses(
        (status = 200, description = "The lead is stored.", body = ChatResponse),
        (status = 400, description = "Not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token.", body = Problem, content_type = "application/problem+json"),
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
    Owner(owner): Owner,
    address: ClientAddress,
    headers: HeaderMap,
    Json(request): Json<FormRequest>,
) -> Result<Json<ChatResponse>, ApiError> {
    let visitor = request.visitor_id.clone();
    take(&app, owner, visitor, address, &headers, &request).await
}

/// Takes the form of that visitor, or of one whom nobody has named yet.
pub(crate) async fn take(
    app: &App,
    owner: OwnerId,
    named: Option<ExternalId>,
    address: ClientAddress,
    headers: &HeaderMap,
    request: &FormRequest,
) -> Result<Json<ChatResponse>, ApiError> {
    let key = idempotency_key(headers)?;
    let text = request.text()?;
    let parts: [&[u8]; 2] = [b"form", text.as_str().as_bytes()];
    let attempt = key.map(|key| Attempt::new(named.as_ref().map(ExternalId::as_str), key, &parts));
    let visitor = named.unwrap_or_else(ExternalId::random);
    match keep(app, Caller { owner, visitor: &visitor, address }, request, &text, attempt.as_ref()).await {
        Ok(response) => Ok(Json(response)),
        Err(Stop::Answered(response)) => Ok(Json(*response)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// All of it in one transaction.
async fn keep(
    app: &App,
    caller: Caller<'_>,
    request: &FormRequest,
    text: &MessageText,
    attempt: Option<&Attempt>,
) -> Result<ChatResponse, Stop> {
    let uses = app.limits.form(caller);
    let mut tx = app.db.tenant_counting(caller.owner, &uses).await?;
    let opening = Opening { attempt, source: &request.page, test: request.test, ..Opening::typed(caller.visitor, text) };
    let Some(turn) = conversation::begin_turn(&mut tx, &opening).await? else {
        return Err(refused(tx, &uses, attempt, None).await?);
    };
    let values = match request.values(turn.message, turn.assistant.region) {
        Ok(values) => values,
        Err(error) => {
            tx.rollback().await?;
            return Err(error.into());
        }
    };
    let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values, CapturedBy::Form).await?;
    let response = ChatResponse {
        reply: form_received(&language_sample(&turn, text), &turn.assistant.hand_off),
        visitor_id: caller.visitor.clone(),
        message_id: turn.message,
        transcript: None,
        lead: ChatLead::of([captured.clone()].into_iter(), &values),
        fallback: true,
        form: None,
    };
    let answer = Answer {
        text: &response.reply,
        kind: ReplyKind::FormReceipt,
        model: None,
        prompt_tokens: None,
        completion_tokens: None,
        microdollars: None,
    };
    let stored = as_answered(attempt, &response)?;
    conversation::end_turn(&mut tx, turn.visitor, &answer, &[], stored).await?;
    tx.commit().await?;
    count(Counted::Forms, 1);
    count_lead(Some(&captured));
    let sent = announce(app, &turn, Some(&captured)).await;
    lead::mark_sent_or_warn(&app.db, &sent).await;
    Ok(response)
}

impl FormRequest {
    fn text(&self) -> Result<MessageText, ApiError> {
        let contact = [&self.phone, &self.email].into_iter().flatten().any(|field| field.as_str().is_some());
        let text = FormMessage::joined(&[&self.name, &self.phone, &self.email, &self.need]).filter(|_| contact);
        text.ok_or_else(|| ApiError::field("phone", &Rule::new("missing", "expected a phone number or an e-mail address")))
    }

    /// The fields in their stored form. A phone of a complete length that the numbering plan does not contain is unconfirmed. What is no
    /// contact is refused by name, since the visitor is there to mend it.
    fn values(&self, message: MessageId, region: Region) -> Result<Vec<Value>, ApiError> {
        let said = |field: &Option<FormMessage>| field.as_ref().and_then(FormMessage::as_str).map(str::to_owned);
        let phone = said(&self.phone).map(|phone| {
            let rule = Rule::new("invalid", "expected a phone number, with + and the country's code if it is of another country");
            let known = Phone::parse(&phone, region).map(|phone| (phone, false));
            let stated = known.or_else(|| Phone::parse_possible(&phone, region).map(|phone| (phone, true)));
            stated.ok_or_else(|| ApiError::field("phone", &rule))
        });
        let email = said(&self.email).map(|email| Email::try_from(email).map_err(|rule| ApiError::field("email", &rule)));
        let (phone, email) = (phone.transpose()?, email.transpose()?);
        let doubtful = phone.as_ref().is_some_and(|(_, doubtful)| *doubtful);
        let values = [
            (Field::Name, said(&self.name)),
            (Field::Phone, phone.map(|(phone, _)| phone.as_str().to_owned())),
            (Field::Email, email.map(|email| email.as_str().to_owned())),
            (Field::Need, said(&self.need)),
        ];
        let value = |(field, value): (Field, Option<String>)| {
            Some(Value { doubtful: doubtful && field == Field::Phone, ..Value::new(field, value?, message) })
        };
        Ok(values.into_iter().filter_map(value).collect())
    }
}

/// What shows the visitor's language: a phone alone shows none.
fn language_sample(turn: &Turn, text: &MessageText) -> String {
    let before = turn.history.last().map_or("", |said| said.text.as_str());
    format!("{before}\n{}", text.as_str())
}
