//! `notifier` on Lambda.

use lambda_runtime::{LambdaEvent, service_fn};
use notifier::{App, Invocation, answer};
use shared::telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start("info");
    let app = App::from_env().await?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Invocation>| {
        Ok::<_, lambda_runtime::Error>(answer(&app, event).await)
    }))
    .await
}
