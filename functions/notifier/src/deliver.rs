//! One lead to one chat.

use std::time::Duration;

use shared::{
    lead::LeadEvent,
    notice::{self, ATTEMPTS, Claim, Next, Task, plain, render},
    telegram::{TelegramError, Text},
    telemetry::{Counted, count},
};

use crate::App;

/// Why a message is not done.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// Another consumer has the lead, whose success is not known yet; or it is too soon after an attempt that failed.
    #[error("the lead must wait {} s", .0.as_secs_f64().ceil())]
    Busy(Duration),
    /// Telegram may take it after that time.
    #[error("{0}")]
    Later(TelegramError, Duration),
    /// It was tried as often as makes sense, which is recorded for the owner; whether it is tried again is the operator's choice.
    #[error("given up: {0}")]
    GivenUp(String),
    /// The database is away.
    #[error("the database is away: {0}")]
    Database(#[from] sqlx::Error),
}

/// Announces a lead, or edits its announcement. Safe to run twice: what the message shows is remembered.
///
/// # Errors
/// See [`Undelivered`]. A failure that no repetition can mend is recorded for the owner and is no error.
pub async fn deliver(app: &App, event: LeadEvent) -> Result<(), Undelivered> {
    let mut tx = app.db.tenant(event.owner_id).await?;
    let claim = notice::claim(&mut tx, event.lead_id).await?;
    tx.commit().await?;
    let task = match claim {
        Claim::Done => return Ok(()),
        Claim::Busy(wait) => return Err(Undelivered::Busy(wait)),
        Claim::Taken(task) => task,
    };
    // Consumers died of it: who knows what the chat shows, and what the next attempt would add to it.
    if task.attempt > ATTEMPTS {
        return record_failure(app, event, &task, NotPut::BrokenOff).await;
    }
    // No transaction is open while Telegram is asked.
    match put(app, &task).await {
        Ok(placed) => record_sent(app, event, &task, &placed).await,
        Err(error) => record_failure(app, event, &task, error).await,
    }
}

/// Where a message stands.
struct Placed {
    chat: String,
    message: i64,
    /// The chat's id until now, where Telegram has given it another.
    moved_from: Option<String>,
}

/// Why a message could not be put into a chat, in words for the owner.
#[derive(Debug, thiserror::Error)]
enum NotPut {
    #[error("no Telegram chat is set")]
    NoChat,
    #[error("no attempt came to its end")]
    BrokenOff,
    #[error("the visitor has deleted what they left")]
    TakenBack,
    #[error(transparent)]
    Telegram(#[from] TelegramError),
}

async fn put(app: &App, task: &Task) -> Result<Placed, NotPut> {
    let html = render(&task.card);
    let chosen = task.chat_id.as_ref().or(app.default_chat_id.as_ref());
    if let Some((chat, message)) = &task.standing {
        match edit(app, chat, *message, &html).await {
            Ok(()) => return Ok(Placed { chat: chat.clone(), message: *message, moved_from: None }),
            // Nothing is left to show elsewhere.
            Err(TelegramError::MessageGone) if task.card.erased => {
                return Ok(Placed { chat: chat.clone(), message: *message, moved_from: None });
            }
            // The owner deleted it, it is too old to edit, or its group has another id by now: a new one.
            Err(TelegramError::MessageGone | TelegramError::Moved(_)) => {}
            // The owner has chosen another chat since.
            Err(TelegramError::ChatGone(_)) if chosen != Some(chat) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if task.card.erased {
        return Err(NotPut::TakenBack);
    }
    let chat = chosen.ok_or(NotPut::NoChat)?;
    match send(app, chat, &html).await {
        Ok(message) => Ok(Placed { chat: chat.clone(), message, moved_from: None }),
        Err(TelegramError::Moved(to)) => {
            let message = send(app, &to, &html).await?;
            Ok(Placed { chat: to, message, moved_from: Some(chat.clone()) })
        }
        Err(error) => Err(error.into()),
    }
}

/// Sends the card; without its markup where Telegram cannot read that, because a lead must arrive.
async fn send(app: &App, chat: &str, html: &str) -> Result<i64, TelegramError> {
    match app.telegram.send_message(chat, Text::Html(html)).await {
        Err(error @ TelegramError::CannotParse(_)) => {
            tracing::error!(%error, "a card is sent without its markup");
            app.telegram.send_message(chat, Text::Plain(&plain(html))).await
        }
        sent => sent,
    }
}

/// Edits the message, as [`send`] sends it.
async fn edit(app: &App, chat: &str, message: i64, html: &str) -> Result<(), TelegramError> {
    match app.telegram.edit_message(chat, message, Text::Html(html)).await {
        Err(error @ TelegramError::CannotParse(_)) => {
            tracing::error!(%error, "a card is edited without its markup");
            app.telegram.edit_message(chat, message, Text::Plain(&plain(html))).await
        }
        edited => edited,
    }
}

async fn record_sent(app: &App, event: LeadEvent, task: &Task, placed: &Placed) -> Result<(), Undelivered> {
    let mut tx = app.db.tenant(event.owner_id).await?;
    notice::record_sent(&mut tx, event.lead_id, &placed.chat, placed.message, task.revision).await?;
    if let Some(from) = &placed.moved_from {
        notice::record_moved(&mut tx, from, &placed.chat).await?;
    }
    tx.commit().await?;
    count(Counted::Announced, 1);
    tracing::info!(owner_id = %event.owner_id, lead_id = %event.lead_id, revision = task.revision, "announced");
    Ok(())
}

async fn record_failure(app: &App, event: LeadEvent, task: &Task, error: NotPut) -> Result<(), Undelivered> {
    let (next, outcome_unknown) = match &error {
        NotPut::NoChat | NotPut::TakenBack => (Next::Ended, false),
        NotPut::BrokenOff => (Next::GivenUp, true),
        NotPut::Telegram(error) => (Next::after(error, task.attempt, task.for_long), *error == TelegramError::Unknown),
    };
    let words = error.to_string();
    let LeadEvent { owner_id, lead_id, .. } = event;
    let mut tx = app.db.tenant(owner_id).await?;
    notice::record_failed(&mut tx, lead_id, next, &words, outcome_unknown).await?;
    tx.commit().await?;
    count(
        if matches!(next, Next::Again(_) | Next::PutOff(_)) {
            Counted::DeliveryAttemptsFailed
        } else {
            Counted::DeliveriesFailed
        },
        1,
    );
    match (next, error) {
        (Next::Again(wait) | Next::PutOff(wait), NotPut::Telegram(error)) => Err(Undelivered::Later(error, wait)),
        (Next::Ended, _) => {
            tracing::error!(%owner_id, %lead_id, error = words, "a lead cannot be announced until its owner changes something");
            Ok(())
        }
        _ => Err(Undelivered::GivenUp(words)),
    }
}
