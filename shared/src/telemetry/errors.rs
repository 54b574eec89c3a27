//! Errors and panics, told to Sentry. What goes out is chosen here field by field, and masked: an error may hold what a visitor said.

mod dsn;
mod masked;

use std::{
    fmt::{Debug, Write},
    panic::{self, PanicHookInfo},
    sync::OnceLock,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value, json};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};
use uuid::Uuid;

use self::{dsn::Dsn, masked::masked};
use super::{invocation, outbound::Outbound};
use crate::{https::Https, ids::OwnerId};

/// Fields of a log line that go out as they are: ids and names of ours.
const IDS: [&str; 6] = ["request_id", "owner_id", "lead_id", "message_id", "outbox_id", "route"];
/// A loop that logs errors must not fill a request.
const MOST: usize = 10;

static SENTRY: OnceLock<Sentry> = OnceLock::new();

#[derive(Debug)]
struct Sentry {
    outbound: Outbound,
    environment: String,
}

/// Tells errors to the project of that DSN from now on; the layer takes what is logged as an error. None where it is no DSN.
pub(super) fn start(dsn: &str, environment: String, https: &Https) -> Option<ToSentry> {
    let Dsn { url, headers } = Dsn::parse(dsn)?;
    let outbound = Outbound::to(url, https)?;
    outbound.headers.get_or_init(|| headers);
    SENTRY.set(Sentry { outbound, environment }).ok()?;
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        keep(of_panic(panicked));
        before(panicked);
    }));
    Some(ToSentry)
}

/// The layer.
#[derive(Debug)]
pub(super) struct ToSentry;

impl<S: Subscriber> Layer<S> for ToSentry {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            let mut told = Told::default();
            event.record(&mut told);
            keep(json!({
                "level": "error",
                "logger": event.metadata().target(),
                "exception": { "values": [{ "type": masked(&told.message), "value": masked(&told.error) }] },
                "tags": told.ids,
            }));
        }
    }
}

/// What is taken of a log line.
#[derive(Debug, Default)]
struct Told {
    message: String,
    error: String,
    ids: Map<String, Value>,
}

impl Visit for Told {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            "error" => write!(self.error, "{value:?}"),
            name if IDS.contains(&name) => {
                self.ids.insert(name.to_owned(), format!("{value:?}").into());
                Ok(())
            }
            _ => Ok(()),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

/// Where and why, and no variables. The programs are stripped, so that there are no names for frames below it.
fn of_panic(panicked: &PanicHookInfo<'_>) -> Value {
    let frames = panicked.location().map(|at| json!([{ "filename": at.file(), "lineno": at.line(), "colno": at.column() }]));
    json!({
        "level": "fatal",
        "exception": { "values": [{
            "type": "panic",
            "value": masked(panicked.payload_as_str().unwrap_or_default()),
            "stacktrace": frames.map(|frames| json!({ "frames": frames })),
        }] },
    })
}

/// Keeps it until the invocation it happened in is over.
fn keep(event: Value) {
    invocation::keep_error(event, MOST);
}

/// Hands over what went wrong in an invocation.
pub(super) async fn flush(errors: Vec<Value>, request_id: &str, route: &str, owner: Option<OwnerId>) {
    let Some(Sentry { outbound, environment }) = SENTRY.get() else { return };
    for mut event in errors {
        let told = json!({
            "event_id": Uuid::new_v4().simple().to_string(),
            "timestamp": SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64(),
            "platform": "native",
            "release": concat!("leadline@", env!("CARGO_PKG_VERSION")),
            "environment": environment,
        });
        merge(&mut event, told);
        let tags = event.as_object_mut().map(|event| event.entry("tags").or_insert_with(|| json!({})));
        if let Some(tags) = tags {
            merge(tags, json!({ "request_id": request_id, "route": route }));
            if let Some(owner) = owner {
                merge(tags, json!({ "owner_id": owner.to_string() }));
            }
        }
        let envelope = || format!("{{}}\n{{\"type\":\"event\"}}\n{event}\n");
        outbound.post("an error", envelope).await;
    }
}

/// Adds what is not there yet.
fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        for (name, value) in more {
            into.entry(name).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{Router, extract::State};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_told_with_its_place_and_without_what_reaches_a_person() {
        let told = Arc::<Mutex<Vec<String>>>::default();
        let keep = async |State(told): State<Arc<Mutex<Vec<String>>>>, body: String| told.lock().unwrap().push(body);
        let routes = Router::new().fallback(keep).with_state(Arc::clone(&told));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let dsn = format!("http://public@{}/42", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        start(&dsn, "test".to_owned(), &Https::for_development()).unwrap();

        let panics = async { panic!("no lead for 8 916 123-45-67") };
        let outcome = tokio::spawn(async { invocation::invocation("id-1", "/api/chat", panics).await.1 }).await;
        assert!(outcome.unwrap_err().is_panic(), "the panic goes on");
        let told = told.lock().unwrap();
        let event: Value = serde_json::from_str(told[0].lines().last().unwrap()).unwrap();
        let exception = &event["exception"]["values"][0];
        assert_eq!((&event["level"], &exception["type"]), (&json!("fatal"), &json!("panic")));
        assert_eq!(exception["value"], "no lead for [number]");
        assert_eq!(exception["stacktrace"]["frames"][0]["filename"], file!());
        assert_eq!(event["tags"], json!({ "request_id": "id-1", "route": "/api/chat" }));
    }
}
