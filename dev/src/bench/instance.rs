//! One instance of a function, as Lambda holds it: its own program, which serves one event at a time.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use axum::body::Bytes;
use loopback::RuntimeApi;
use machine::process;
use serde_json::Value;
use tokio::process::{Child, Command};

use crate::terminal::Failure;

/// A program that hangs is found in this time.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a program is started.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Its name, which is that of the file too.
    pub(super) function: &'static str,
    pub(super) environment: Vec<(&'static str, String)>,
    /// Where its log goes.
    pub(super) log: PathBuf,
}

/// A running program. Killed when dropped.
pub(super) struct Instance {
    function: &'static str,
    child: Child,
    pid: u32,
    lambda: RuntimeApi,
    /// How often it asks for events until it has nothing to do for those it was given.
    asks: u64,
}

/// What one event took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Until Lambda had the answer, in milliseconds.
    pub(super) wall: f64,
    /// Of the processors, until the program asked for the next event; in milliseconds.
    pub(super) cpu: f64,
}

impl Instance {
    /// Starts the program and waits until it asks for an event.
    pub(super) async fn start(start: &Start) -> Result<Self, Failure> {
        let mut instance = Self::exec(start).await?;
        instance.until(async |lambda| lambda.has_asked(1).await).await?;
        Ok(instance)
    }

    /// Starts a program and gives it an event at once, as Lambda does where no instance is free.
    pub(super) async fn first_answer(start: &Start, event: Bytes, expect: Expect) -> Result<Sample, Failure> {
        let started = Instant::now();
        let mut instance = Self::exec(start).await?;
        instance.answer(event, started, Duration::ZERO, expect).await
    }

    /// Gives the program an event; the body of its answer, as JSON.
    pub(super) async fn answer_of(&mut self, event: Bytes) -> Result<Value, Failure> {
        self.lambda.give(event);
        let outcome = self.until(async |lambda| lambda.outcome().await).await?.ok_or("the runtime API has ended")?;
        let answer = json(outcome.answer.as_ref())?;
        outcome.acknowledge();
        self.asks += 1;
        let asks = self.asks;
        self.until(async |lambda| lambda.has_asked(asks).await).await?;
        Ok(serde_json::from_str(answer["body"].as_str().unwrap_or_default())?)
    }

    /// Gives the program an event; what that took.
    pub(super) async fn invoke(&mut self, event: Bytes, expect: Expect) -> Result<Sample, Failure> {
        let before = process::processor_time(self.pid)?;
        self.answer(event, Instant::now(), before, expect).await
    }

    /// The most memory it has held so far, in bytes.
    pub(super) fn peak_memory(&self) -> Result<u64, Failure> {
        Ok(process::peak_memory(self.pid)?)
    }

    async fn exec(start: &Start) -> Result<Self, Failure> {
        let lambda = RuntimeApi::start().await?;
        let log = File::create(&start.log)?;
        let mut command = Command::new(program(start.function)?);
        command
            // Nothing of the developer's own environment.
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", lambda.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", start.function)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .envs(start.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        let child = command.spawn()?;
        let pid = child.id().unwrap_or_default();
        Ok(Self { function: start.function, child, pid, lambda, asks: 1 })
    }

    async fn answer(&mut self, event: Bytes, started: Instant, before: Duration, expect: Expect) -> Result<Sample, Failure> {
        self.lambda.give(event);
        let outcome = self.until(async |lambda| lambda.outcome().await).await?.ok_or("the runtime API has ended")?;
        let wall = started.elapsed();
        expect(outcome.answer.as_ref()).map_err(|error| format!("{}: {error}", self.function))?;
        outcome.acknowledge();
        self.asks += 1;
        let asks = self.asks;
        self.until(async |lambda| lambda.has_asked(asks).await).await?;
        let cpu = process::processor_time(self.pid)?.saturating_sub(before);
        Ok(Sample { wall: milliseconds(wall), cpu: milliseconds(cpu) })
    }

    /// Waits for Lambda's side, but not for a program that has ended.
    async fn until<T>(&mut self, done: impl AsyncFnOnce(&mut RuntimeApi) -> T) -> Result<T, Failure> {
        let function = self.function;
        tokio::select! {
            done = done(&mut self.lambda) => Ok(done),
            ended = self.child.wait() => Err(format!("{function} has ended by itself ({}); see its log", ended?).into()),
            () = tokio::time::sleep(PATIENCE) => Err(format!("{function} does not answer; see its log").into()),
        }
    }
}

/// Whether an answer is what a case is about: what was refused must not be measured as if it had been done.
pub(super) type Expect = fn(Result<&Bytes, &String>) -> Result<(), String>;

/// An answer to API Gateway with a status below 300.
pub(super) fn success(answer: Result<&Bytes, &String>) -> Result<(), String> {
    let answer = json(answer)?;
    if answer["statusCode"].as_u64().is_some_and(|status| status < 300) { Ok(()) } else { Err(answer.to_string()) }
}

/// An answer to SQS that reports no message as failed.
pub(super) fn no_failures(answer: Result<&Bytes, &String>) -> Result<(), String> {
    let answer = json(answer)?;
    if answer["batchItemFailures"] == serde_json::json!([]) { Ok(()) } else { Err(answer.to_string()) }
}

/// Any answer.
pub(super) fn anything(answer: Result<&Bytes, &String>) -> Result<(), String> {
    json(answer).map(drop)
}

fn json(answer: Result<&Bytes, &String>) -> Result<Value, String> {
    let answer = answer.map_err(String::clone)?;
    // A streamed answer is its status and headers, and behind eight zeroes its body.
    let streamed = answer.windows(8).position(|bytes| bytes == [0; 8]);
    let mut head: Value =
        serde_json::from_slice(&answer[..streamed.unwrap_or(answer.len())]).map_err(|error| error.to_string())?;
    if let Some(at) = streamed {
        head["body"] = String::from_utf8_lossy(&answer[at + 8..]).into();
    }
    Ok(head)
}

/// The release program beside the one that measures.
pub(super) fn program(function: &str) -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?.with_file_name(function);
    if Path::exists(&program) { Ok(program) } else { Err(format!("{} is not there", program.display()).into()) }
}

pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_in_one_piece_and_as_it_is_streamed() {
        let whole = Bytes::from(r#"{"statusCode":200,"body":"{}"}"#);
        let streamed = Bytes::from("{\"statusCode\":200}\0\0\0\0\0\0\0\0{}");
        for answer in [whole, streamed] {
            assert_eq!(json(Ok(&answer)).unwrap(), serde_json::json!({ "statusCode": 200, "body": "{}" }));
        }
        assert!(success(Ok(&Bytes::from("{\"statusCode\":500}\0\0\0\0\0\0\0\0{}"))).is_err());
    }
}
