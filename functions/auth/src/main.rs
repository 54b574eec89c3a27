//! `auth` on Lambda.

use auth::{App, router};
use shared::{lambda, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    telemetry::start("info");
    let app = App::from_env().await?;
    lambda::serve(router(app)).await
}
