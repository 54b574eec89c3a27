//! `chat` on Lambda.

use chat::{App, router};
use shared::{lambda, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    telemetry::start("info");
    let app = App::from_env().await?;
    let doctor = app.doctor().route();
    lambda::serve(router(app).merge(doctor)).await
}
