//! A visitor's message from its arrival to its answer, whole or as events.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Response},
};
use shared::{
    conversation::{Attempt, ExternalId, Source},
    http::{ApiError, Json, asks_for_events, streamed},
    ids::OwnerId,
    usage::{Caller, ClientAddress},
};
use tokio::time::Instant;

use crate::{
    App,
    message::Content,
    response::{ChatLead, ChatResponse, Listener},
    talk::talk,
    turn::{Heard, Kept, Stop, conclude, hear, keep},
};

/// A message, and whose it is.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) owner: OwnerId,
    pub(crate) visitor: ExternalId,
    pub(crate) address: ClientAddress,
    pub(crate) content: Content,
    pub(crate) attempt: Option<Attempt>,
    pub(crate) source: Source,
    /// Whether it is a test of the company's own.
    pub(crate) test: bool,
}

/// How the answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Whole,
    Events,
}

impl<S: Send + Sync> FromRequestParts<S> for Form {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(if asks_for_events(&parts.headers) { Self::Events } else { Self::Whole })
    }
}

/// Answers a message. What is refused is refused with its status, in both forms: events begin when the message is stored.
pub(crate) async fn answer(app: App, message: Message, form: Form, deadline: Instant) -> Result<Response, ApiError> {
    let Message { owner, visitor, address, content, attempt, source, test } = message;
    let caller = Caller { owner, visitor: &visitor, address };
    let begun = async {
        let mut heard = hear(&app, caller, content, attempt, deadline).await?;
        let kept = keep(&app, caller, &mut heard, &source, test).await?;
        Ok((heard, kept))
    };
    let (heard, kept) = match begun.await {
        Ok(begun) => begun,
        Err(Stop::Answered(response)) => return Ok(again(*response, form)),
        Err(Stop::Failed(error)) => return Err(error),
    };
    if form == Form::Whole {
        return Ok(Json(end(&app, caller, heard, kept, None, deadline).await?).into_response());
    }
    Ok(streamed(|events| async move {
        let caller = Caller { owner, visitor: &visitor, address };
        let listener = Listener(events);
        let response = end(&app, caller, heard, kept, Some(&listener), deadline).await?;
        listener.done(&response);
        Ok(())
    }))
}

/// No transaction is open while the model thinks.
async fn end(
    app: &App,
    caller: Caller<'_>,
    heard: Heard,
    kept: Kept,
    listener: Option<&Listener>,
    deadline: Instant,
) -> Result<ChatResponse, ApiError> {
    let stored = ChatLead::of(kept.captured.iter().cloned(), &kept.typed);
    if let Some(listener) = listener {
        heard.transcript().inspect(|transcript| listener.transcript(transcript));
        stored.as_ref().inspect(|lead| listener.lead(lead));
    }
    let talk = talk(app, caller.owner, &kept, &heard.text, listener, deadline).await;
    let response = conclude(app, caller, heard, kept, talk).await?;
    if let Some(listener) = listener
        && let Some(lead) = response.lead.as_ref().filter(|lead| Some(*lead) != stored.as_ref())
    {
        listener.lead(lead);
    }
    Ok(response)
}

/// The answer of before.
fn again(response: ChatResponse, form: Form) -> Response {
    match form {
        Form::Whole => Json(response).into_response(),
        Form::Events => streamed(|events| async move {
            let listener = Listener(events);
            response.transcript.as_deref().inspect(|transcript| listener.transcript(transcript));
            response.lead.as_ref().inspect(|lead| listener.lead(lead));
            listener.delta(&response.reply);
            listener.done(&response);
            Ok(())
        }),
    }
}
