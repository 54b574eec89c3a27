//! `upkeep` on Lambda.

use lambda_runtime::{LambdaEvent, service_fn};
use serde::de::IgnoredAny;
use shared::telemetry;
use upkeep::{App, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start("info");
    let app = App::from_env().await?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<IgnoredAny>| handle(&app, &event.context).await)).await
}
