//! `migrate` on Lambda.
// Futures of a migrator within a connection within a transaction are nested deeper than the compiler follows by default.
#![recursion_limit = "256"]

use lambda_runtime::{LambdaEvent, service_fn};
use migrate::{App, Request, handle};
use shared::{config::Reader, https::Https, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start("info");
    // The environment is read for each event and not before the first: what is wrong with it must be answered too.
    let https = Https::read(&mut Reader::from_env());
    let handle = async |event: LambdaEvent<Request>| Box::pin(handle(&https, App::from_env(), event)).await;
    lambda_runtime::run(service_fn(handle)).await
}
