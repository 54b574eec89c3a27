//! `cargo dev`: the database, all routers on one port, the relay, and stand-ins.

use std::{fmt::Write, fs, net::SocketAddr, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};

use axum::Router;
use shared::{
    account::{Passwords, Tokens},
    config::{Reader, TokenConfig},
    database::Database,
    http::serve,
    openai::OpenAi,
    queue::{Consumer, Queue},
    telegram::Telegram,
    telemetry,
    usage::Limits,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Notify,
};

use crate::{
    database::{self, Ready},
    neighbours::{self, Neighbours},
    relay::relay,
    schedule::hourly,
    terminal::{Failure, say},
};

/// Starts everything, and ends it at Ctrl-C.
pub(crate) fn run(port: u16, data: &Path) -> Result<(), Failure> {
    // The console's messages are what there is to read here.
    telemetry::start("warn");
    fs::create_dir_all(data)?;
    // Before anything slow, so that a port in use is told at once.
    let listener = std::net::TcpListener::bind(("127.0.0.1", port))
        .map_err(|error| format!("port {port} cannot be had ({error}): choose another with --port N"))?;
    listener.set_nonblocking(true)?;

    let given = Reader::from_env().optional("DATABASE_URL");
    let (owner, cluster) = database::start(given.as_deref(), data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (outcome, cluster) = runtime.block_on(async {
        match database::prepare(owner, cluster, data).await {
            Ok(mut ready) => {
                let cluster = ready.cluster.take();
                (serve_all(listener, &ready, data).await, cluster)
            }
            Err(error) => (Err(error), None),
        }
    });
    drop(runtime);
    if let Some(cluster) = cluster {
        cluster.stop()?;
    }
    outcome
}

async fn serve_all(listener: std::net::TcpListener, ready: &Ready, data: &Path) -> Result<(), Failure> {
    let variables = std::env::vars().collect();
    say("starting the functions");
    let neighbours = neighbours::meet(variables).await?;
    let db = Database::connect_lazy(&ready.config);
    database::add_owner_of_event_files(&db).await?;
    write_environment(ready, &neighbours, data)?;

    let wake = Arc::new(Notify::new());
    let notifier = notifier::App {
        db: db.clone(),
        queue: Consumer::Local,
        telegram: Telegram::new(&neighbours.telegram, &neighbours.https)?,
        default_chat_id: neighbours.telegram.default_chat_id.clone(),
    };
    let relay = tokio::spawn(relay(notifier, Arc::clone(&wake)));
    let upkeep = tokio::spawn(hourly(upkeep::App { db: db.clone(), queue: Queue::Local(Arc::clone(&wake)) }));

    let listener = TcpListener::from_std(listener)?;
    say(&welcome(listener.local_addr()?.port(), &neighbours));
    let routes = serve(routes(db, Queue::Local(wake), &neighbours)?);
    // With the address of whoever connects, which limits are counted by.
    let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, routes).with_graceful_shutdown(asked_to_end()).await?;
    relay.abort();
    upkeep.abort();
    say("\nstopped");
    Ok(())
}

/// Every function's router, as on Lambda, and the console's.
fn routes(db: Database, queue: Queue, neighbours: &Neighbours) -> Result<Router, Failure> {
    let mut reader = Reader::new(std::env::vars().chain([("DEV_MODE".to_owned(), "TRUE".to_owned())]).collect());
    let tokens = TokenConfig::read(&mut reader);
    let limits = Limits::read(&mut reader, &tokens);
    let metrics_token = web::metrics_token(&mut reader);
    let (tokens, limits) = reader.finish((tokens, limits))?;
    let tokens = Tokens::new(&tokens);
    let openai = OpenAi::new(neighbours.openai.clone(), &neighbours.https)?;
    let telegram = Telegram::new(&neighbours.telegram, &neighbours.https)?;
    let console = web::Console(if neighbours.console.is_some() { "dev/telegram" } else { "" });
    Ok(auth::router(auth::App { db: db.clone(), passwords: Passwords::default(), tokens: tokens.clone() })
        .merge(assistant::router(assistant::App { db: db.clone(), tokens: tokens.clone(), telegram, limits: limits.clone() }))
        .merge(leads::router(leads::App { db: db.clone(), tokens: tokens.clone(), queue: queue.clone(), limits: limits.clone() }))
        .merge(chat::router(chat::App { db: db.clone(), tokens, openai, queue, limits }))
        .merge(web::router(web::App { db, console, metrics_token }))
        .merge(neighbours.console_page()))
}

async fn asked_to_end() {
    let terminated = async {
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            terminated.recv().await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

fn welcome(port: u16, neighbours: &Neighbours) -> String {
    let model = if neighbours.demonstration {
        "a demonstration that follows a script (set OPENAI_API_KEY or OPENAI_BASE_URL for a model)".to_owned()
    } else {
        format!("{} at {}", neighbours.openai.chat_model, neighbours.openai.base_url)
    };
    let telegram = match &neighbours.console {
        Some(_) => "this terminal and the page (set TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID for a bot)",
        None => "your bot",
    };
    format!(
        "\n  Leadline runs. Open  http://localhost:{port}\n\n  API         http://localhost:{port}/docs\n  assistant   {model}\n  \
         Telegram    {telegram}\n\n  Ctrl-C stops it.\n"
    )
}

/// The environment with which `cargo lambda watch` runs the same functions beside this process.
fn write_environment(ready: &Ready, neighbours: &Neighbours, data: &Path) -> Result<(), Failure> {
    use shared::secrecy::ExposeSecret;

    let mut text = String::from("DEV_MODE=TRUE\n");
    for (name, value) in [
        ("DATABASE_URL", ready.url.as_str()),
        ("OPENAI_BASE_URL", &neighbours.openai.base_url),
        ("OPENAI_API_KEY", neighbours.openai.api_key.expose_secret()),
        ("OPENAI_CHAT_MODEL", &neighbours.openai.chat_model),
        ("TELEGRAM_API_URL", &neighbours.telegram.base_url),
        ("TELEGRAM_BOT_TOKEN", neighbours.telegram.bot_token.expose_secret()),
        ("TELEGRAM_CHAT_ID", neighbours.telegram.default_chat_id.as_deref().unwrap_or_default()),
        // No queue: what `chat` leaves in the outbox, this process carries on.
        ("QUEUE_URL", "http://127.0.0.1:9/000000000000/leads"),
        ("DEAD_LETTER_QUEUE_URL", "http://127.0.0.1:9/000000000000/leads-dead"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "none"),
        ("AWS_SECRET_ACCESS_KEY", "none"),
    ] {
        writeln!(text, "{name}={value}")?;
    }
    let file = data.join("lambda.env");
    let _ = fs::remove_file(&file);
    std::io::Write::write_all(&mut fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?, text.as_bytes())?;
    Ok(())
}
