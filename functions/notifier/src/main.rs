//! `notifier` on Lambda.

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use notifier::{App, handle_batch};
use shared::telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start("info");
    let app = App::from_env().await?;
    let handle = async |event: LambdaEvent<SqsEvent>| Ok::<_, lambda_runtime::Error>(handle_batch(&app, event.payload).await);
    lambda_runtime::run(service_fn(handle)).await
}
