//! The schedule of one machine.

use std::time::Duration;

use tokio::time::{Instant, interval};

/// How long one run may take.
const AT_MOST: Duration = Duration::from_mins(1);

/// Runs the upkeep at once and then every hour, until the process ends.
pub(crate) async fn hourly(app: upkeep::App) {
    let mut hours = interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        if let Err(error) = upkeep::run(&app, Instant::now() + AT_MOST).await {
            tracing::warn!(%error, "the upkeep could not be done");
        }
    }
}
