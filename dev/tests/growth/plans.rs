//! Hears from PostgreSQL how each statement was carried out: its `auto_explain` tells the client, as a notice that sqlx logs.

use std::{
    fmt::Debug,
    sync::{Mutex, OnceLock},
};

use serde_json::Value;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry,
};

/// What was heard and not taken yet.
static HEARD: Mutex<Vec<Value>> = Mutex::new(Vec::new());

/// As superuser, for the connections of a database that are opened from then on.
pub(crate) const TELL: [&str; 5] = [
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_format = 'json'",
    "auto_explain.log_level = 'notice'",
];

/// Listens from now on, in this whole process.
pub(crate) fn listen() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| tracing::subscriber::set_global_default(registry().with(Ear)).unwrap());
}

/// What was heard since the last call of this: the plans, each from its root.
pub(crate) fn take() -> Vec<Value> {
    std::mem::take(&mut HEARD.lock().unwrap())
}

struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice" {
            event.record(&mut Words);
        }
    }
}

struct Words;

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, _: &Field, text: &str) {
        let Some((_, plan)) = text.split_once("plan:") else { return };
        let plan: Value = serde_json::from_str(plan).unwrap_or_else(|error| panic!("{error}: {plan}"));
        HEARD.lock().unwrap().push(plan["Plan"].clone());
    }
}
