//! `cargo dev doctor`: asks each configured upstream, and prints what works, what does not and what to do.

use std::{fmt::Write, path::Path, process::Command, process::ExitCode};

use machine::tools;
use shared::{
    config::{ConsumerConfig, DatabaseConfig, OpenAiConfig, QueueConfig, Reader, TelegramConfig},
    database::Database,
    doctor::{Doctor, Report, Role, Status},
    https::Https,
    openai::OpenAi,
    queue::{Consumer, Queue},
    telegram::Telegram,
};

use crate::{
    arguments::root,
    neighbours::LOCAL_KEY,
    terminal::{Failure, say},
};

const NOTHING: &str = "Nothing is configured, so there is nothing to check: `cargo dev` brings a PostgreSQL, a demonstration assistant and a \
console for Telegram.\nSet OPENAI_API_KEY (or OPENAI_BASE_URL), TELEGRAM_BOT_TOKEN, DATABASE_URL or QUEUE_URL to check what you use.";

/// Checks what the environment configures; fails where an upstream does not work.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn doctor() -> Result<ExitCode, Failure> {
    let report = patient().await?.examine().await;
    say(&if report.checks.is_empty() { NOTHING.to_owned() } else { table(&report)? });
    Ok(if report.healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same for a deployed stack, by its own functions.
pub(crate) fn of_stack(stack: &str, data: &Path) -> Result<ExitCode, Failure> {
    let python = tools::sam(&data.join("tools"))?.bin("python");
    let status = Command::new(python).arg(root().join(".ci/doctor")).arg(stack).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A key that is set and empty is mostly a variable of a shell or a CI that is not set: to skip its upstream would hide that.
fn refuse_empty() -> Result<(), Failure> {
    let names = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "TELEGRAM_BOT_TOKEN", "DATABASE_URL", "QUEUE_URL", "DEAD_LETTER_QUEUE_URL"];
    let empty: Vec<String> = std::env::vars()
        .filter(|(name, value)| names.contains(&name.as_str()) && value.trim().is_empty())
        .map(|(name, _)| name)
        .collect();
    if empty.is_empty() {
        Ok(())
    } else {
        Err(format!("set but empty: {}. Give a value, or unset it to leave its upstream out.", empty.join(", ")).into())
    }
}

/// The upstreams of the environment, read as `cargo dev` reads it: `http` and a model on this machine are permitted.
async fn patient() -> Result<Doctor, Failure> {
    refuse_empty()?;
    let variables = std::env::vars().chain([("DEV_MODE".to_owned(), "TRUE".to_owned())]).collect();
    let mut reader = Reader::load_from(variables).await;
    let set = |reader: &Reader, names: &[&str]| names.iter().any(|name| reader.optional(name).is_some());
    let https = Https::read(&mut reader);
    let database =
        set(&reader, &["DATABASE_URL", "DATABASE_HOST"]).then(|| Database::connect_lazy(&DatabaseConfig::read(&mut reader)));
    if set(&reader, &["OPENAI_BASE_URL"]) {
        reader.default("OPENAI_API_KEY", LOCAL_KEY);
    }
    let openai = set(&reader, &["OPENAI_API_KEY"]).then(|| OpenAiConfig::read(&mut reader));
    let queue = set(&reader, &["QUEUE_URL"]).then(|| QueueConfig::read(&mut reader));
    let consumer = set(&reader, &["DEAD_LETTER_QUEUE_URL"]).then(|| ConsumerConfig::read(&mut reader));
    let telegram = set(&reader, &["TELEGRAM_BOT_TOKEN"]).then(|| TelegramConfig::read(&mut reader));
    let (openai, queue, consumer, telegram) = reader.finish((openai, queue, consumer, telegram))?;
    Ok(Doctor {
        database: database.map(|database| (database, Role::Either)),
        openai: openai.map(|openai| OpenAi::new(openai, &https)).transpose()?,
        queue: queue.map(|queue| Queue::sqs(&queue, &https)).transpose()?,
        consumer: consumer.map(|consumer| Consumer::sqs(&consumer, &https)).transpose()?,
        telegram: match telegram {
            Some(telegram) => Some((Telegram::new(&telegram, &https)?, telegram.default_chat_id)),
            None => None,
        },
    })
}

fn table(report: &Report) -> Result<String, Failure> {
    let mut table = String::new();
    for check in &report.checks {
        let mark = match check.status {
            Status::Works => "✓",
            Status::Warning => "!",
            Status::Failed => "✗",
        };
        writeln!(table, "  {mark} {:<17}  {}", check.upstream, check.finding)?;
        if let Some(remedy) = &check.remedy {
            writeln!(table, "    {:<17}  → {remedy}", "")?;
        }
    }
    let failed = report.checks.iter().filter(|check| check.status == Status::Failed).count();
    let warns = report.checks.iter().any(|check| check.status == Status::Warning);
    let verdict = match failed {
        0 if warns => "It works; see the warnings.".to_owned(),
        0 => "Everything that is configured works.".to_owned(),
        _ => format!("Not working: {failed} of {}.", report.checks.len()),
    };
    write!(table, "\n  {verdict}")?;
    Ok(table)
}
