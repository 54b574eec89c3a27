//! `assistant` on Lambda.

use assistant::{App, router};
use shared::{http::serve, telemetry};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    telemetry::start("info");
    let app = App::from_env()?;
    lambda_http::run(serve(router(app))).await
}
