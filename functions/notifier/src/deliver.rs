//! One lead to one chat.

use shared::{
    lead::LeadEvent,
    notice::{self, Claim, DeliveryState, Task, render},
    telegram::TelegramError,
};

use crate::App;

/// Why a message must come again.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// Another consumer has the lead; whether it succeeds is not known yet.
    #[error("another consumer is busy with the lead")]
    Busy,
    /// Telegram may take it later.
    #[error(transparent)]
    Telegram(#[from] TelegramError),
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
        Claim::Busy => return Err(Undelivered::Busy),
        Claim::Taken(task) => task,
    };
    // No transaction is open while Telegram is asked.
    match put(app, &task).await {
        Ok(placed) => record_sent(app, event, &task, &placed).await,
        Err(error) => record_failure(app, event, error).await,
    }
}

/// Where a message stands.
struct Placed {
    chat: String,
    message: i64,
    /// The chat's id until now, where Telegram has given it another.
    moved_from: Option<String>,
}

/// Why a message could not be put into a chat.
enum NotPut {
    NoChat,
    Telegram(TelegramError),
}

impl From<TelegramError> for NotPut {
    fn from(error: TelegramError) -> Self {
        Self::Telegram(error)
    }
}

async fn put(app: &App, task: &Task) -> Result<Placed, NotPut> {
    let html = render(&task.card);
    let chosen = task.chat_id.as_ref().or(app.default_chat_id.as_ref());
    if let Some((chat, message)) = &task.standing {
        match app.telegram.edit_message(chat, *message, &html).await {
            Ok(()) => return Ok(Placed { chat: chat.clone(), message: *message, moved_from: None }),
            // The owner deleted it, it is too old to edit, or its group has another id by now: a new one.
            Err(TelegramError::MessageGone | TelegramError::Moved(_)) => {}
            // The owner has chosen another chat since.
            Err(TelegramError::ChatGone(_)) if chosen != Some(chat) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let chat = chosen.ok_or(NotPut::NoChat)?;
    match app.telegram.send_message(chat, &html).await {
        Ok(message) => Ok(Placed { chat: chat.clone(), message, moved_from: None }),
        Err(TelegramError::Moved(to)) => {
            let message = app.telegram.send_message(&to, &html).await?;
            Ok(Placed { chat: to, message, moved_from: Some(chat.clone()) })
        }
        Err(error) => Err(error.into()),
    }
}

async fn record_sent(app: &App, event: LeadEvent, task: &Task, placed: &Placed) -> Result<(), Undelivered> {
    let mut tx = app.db.tenant(event.owner_id).await?;
    notice::record_sent(&mut tx, event.lead_id, &placed.chat, placed.message, task.revision).await?;
    if let Some(from) = &placed.moved_from {
        notice::record_moved(&mut tx, from, &placed.chat).await?;
    }
    tx.commit().await?;
    tracing::info!(owner_id = %event.owner_id, lead_id = %event.lead_id, revision = task.revision, "announced");
    Ok(())
}

async fn record_failure(app: &App, event: LeadEvent, error: NotPut) -> Result<(), Undelivered> {
    let (state, words) = match &error {
        NotPut::NoChat => (DeliveryState::Failed, "no Telegram chat is set".to_owned()),
        NotPut::Telegram(error) => (state_after(error), error.to_string()),
    };
    let unknown = matches!(error, NotPut::Telegram(TelegramError::Unknown));
    let mut tx = app.db.tenant(event.owner_id).await?;
    notice::record_failed(&mut tx, event.lead_id, state, &words, unknown).await?;
    tx.commit().await?;
    match error {
        NotPut::Telegram(error) if state == DeliveryState::Pending => Err(error.into()),
        _ => {
            let LeadEvent { owner_id, lead_id, .. } = event;
            tracing::error!(%owner_id, %lead_id, error = words, "a lead cannot be announced until its owner changes something");
            Ok(())
        }
    }
}

/// Whether another attempt may help.
fn state_after(error: &TelegramError) -> DeliveryState {
    match error {
        TelegramError::ChatGone(_) | TelegramError::Refused(_) | TelegramError::CannotParse(_) => DeliveryState::Failed,
        TelegramError::TooMany(_)
        | TelegramError::Moved(_)
        | TelegramError::NotModified
        | TelegramError::MessageGone
        | TelegramError::TokenWrong
        | TelegramError::Unreachable
        | TelegramError::Unknown => DeliveryState::Pending,
    }
}
