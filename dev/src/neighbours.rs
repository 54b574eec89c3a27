//! The neighbours of one machine: the real ones where they are configured, else stand-ins.

use std::collections::HashMap;

use axum::Router;
use shared::{
    config::{OpenAiConfig, Reader, TelegramConfig},
    https::Https,
};
use tokio::net::TcpListener;

use crate::{
    demo::{assistant, telegram::Console},
    terminal::Failure,
};

/// The key for a model server on this machine: most of them ask for none.
pub(crate) const LOCAL_KEY: &str = "none";

/// Whom to ask.
pub(crate) struct Neighbours {
    /// How they are reached.
    pub(crate) https: Https,
    pub(crate) openai: OpenAiConfig,
    pub(crate) telegram: TelegramConfig,
    /// Where no bot is configured.
    pub(crate) console: Option<Console>,
    /// Where no model is configured.
    pub(crate) demonstration: bool,
}

/// Reads the environment, and starts stand-ins for those who are not in it.
pub(crate) async fn meet(mut variables: HashMap<String, String>) -> Result<Neighbours, Failure> {
    let set = |variables: &HashMap<String, String>, name: &str| variables.get(name).is_some_and(|value| !value.trim().is_empty());
    let demonstration = !set(&variables, "OPENAI_API_KEY") && !set(&variables, "OPENAI_BASE_URL");
    let console = (!set(&variables, "TELEGRAM_BOT_TOKEN")).then(Console::new);

    // On a port of their own, because their paths are those of the neighbours.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let routes = assistant::router().merge(console.as_ref().map(Console::bot_api).unwrap_or_default());
    tokio::spawn(async move { axum::serve(listener, routes).await });

    let mut put = |name: &str, value: &str| drop(variables.insert(name.to_owned(), value.to_owned()));
    put("DEV_MODE", "TRUE");
    if demonstration {
        put("OPENAI_BASE_URL", &format!("{address}/v1"));
        put("OPENAI_CHAT_MODEL", "demonstration");
    }
    if console.is_some() {
        put("TELEGRAM_API_URL", &address);
        put("TELEGRAM_BOT_TOKEN", "console");
        put("TELEGRAM_CHAT_ID", "console");
    }
    if !set(&variables, "OPENAI_API_KEY") {
        variables.insert("OPENAI_API_KEY".to_owned(), LOCAL_KEY.to_owned());
    }
    let mut reader = Reader::new(variables);
    let https = Https::read(&mut reader);
    let (openai, telegram) = (OpenAiConfig::read(&mut reader), TelegramConfig::read(&mut reader));
    let (openai, telegram) = reader.finish((openai, telegram))?;
    Ok(Neighbours { https, openai, telegram, console, demonstration })
}

impl Neighbours {
    /// What the page asks the console for.
    pub(crate) fn console_page(&self) -> Router {
        self.console.as_ref().map(Console::page).unwrap_or_default()
    }
}
