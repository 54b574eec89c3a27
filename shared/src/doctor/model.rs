//! The model: its list of models, and a short answer with the tool.

use std::time::Duration;

use tokio::time::Instant;

use super::{Check, transport, unreachable};
use crate::openai::{ListedModel, ModelError, OpenAi};

const MODEL: &str = "Model";
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn check(openai: &OpenAi) -> Check {
    let (chat, transcription) = (openai.chat_model(), openai.transcribe_model());
    let started = Instant::now();
    if let Err(error) = openai.answer_once(started + PATIENCE).await {
        return failed(openai, &error).await;
    }
    let answered = format!("{chat} accepted the tool and answered in {} ms", started.elapsed().as_millis());
    let listed = openai.models(Instant::now() + PATIENCE).await;
    let Ok(listed) = listed else {
        return Check::warning(
            MODEL,
            format!("{answered}; the server lists no models, so {transcription} for voice is unchecked"),
            "Send a voice message to your assistant to see whether transcription works.",
        );
    };
    let find = |id: &str| listed.iter().find(|model| model.id == id);
    let ending = [chat, transcription].into_iter().filter_map(find).find(|model| model.shutdown_date.is_some());
    match (find(transcription), ending) {
        (_, Some(ListedModel { id, shutdown_date: Some(date) })) => Check::warning(
            MODEL,
            format!("{answered}; {id} shuts down on {date}"),
            "Set OPENAI_CHAT_MODEL or OPENAI_TRANSCRIBE_MODEL to its successor before that day.",
        ),
        (None, _) => Check::warning(
            MODEL,
            format!("{answered}; {transcription} for voice is not among the {} models of the server", listed.len()),
            "Set OPENAI_TRANSCRIBE_MODEL to a model that transcribes, or tell visitors that voice is off.",
        ),
        _ => Check::works(MODEL, format!("{answered}; {transcription} is listed for voice")),
    }
}

async fn failed(openai: &OpenAi, error: &ModelError) -> Check {
    let model = openai.chat_model();
    let (finding, remedy) = match error {
        ModelError::KeyRefused(status) => (
            format!("the server rejected the API key (status {status})"),
            "Set OPENAI_API_KEY to a key that is valid and may use the model; create one at https://platform.openai.com/api-keys.".to_owned(),
        ),
        ModelError::QuotaUsedUp => (
            "the account has no credit left".to_owned(),
            "Add credit or raise the limit at https://platform.openai.com/settings/organization/billing.".to_owned(),
        ),
        ModelError::Refused(404) => (
            format!("{model} was not found (status 404)"),
            "Set OPENAI_CHAT_MODEL to a model of this server; OPENAI_BASE_URL usually ends with /v1.".to_owned(),
        ),
        ModelError::Refused(status @ 300..400) => (
            format!("the server redirects (status {status}), and redirects are not followed"),
            "Set OPENAI_BASE_URL to the address that it redirects to.".to_owned(),
        ),
        ModelError::Refused(status) => (
            format!("the server refused the request with {model} (status {status})"),
            "Choose a model that supports tools in Chat Completions (OPENAI_CHAT_MODEL), or check OPENAI_BASE_URL.".to_owned(),
        ),
        ModelError::Unreadable => (
            "the answer is not that of Chat Completions".to_owned(),
            "Set OPENAI_BASE_URL to a server that speaks OpenAI's protocol; it usually ends with /v1.".to_owned(),
        ),
        ModelError::Unreachable => {
            let why = transport(openai.http(), openai.base_url()).await;
            let remedy = unreachable("OPENAI_BASE_URL", &why);
            (format!("no connection: {why}"), remedy)
        }
        ModelError::Busy { .. } | ModelError::TimedOut | ModelError::Paused | ModelError::BrokenOff => {
            let see = if openai.is_openai() { "see https://status.openai.com" } else { "see the log of the server at OPENAI_BASE_URL" };
            (error.to_string(), format!("Try again in a few minutes; {see}."))
        }
    };
    Check::failed(MODEL, finding, remedy)
}
