//! How often a warm instance waits for the database in one invocation.

use std::time::Duration;

use loopback::RoundTrips;
use tokio::time::sleep;

use super::{
    cases,
    figures::{Figure, Unit},
    instance::Instance,
    plan::Plan,
    stage::Stage,
};
use crate::terminal::Failure;

pub(super) async fn measure(plan: &Plan, stage: &Stage) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    for case in cases::ALL.iter().filter(|case| case.is_yardstick() || plan.names(case.name)) {
        let (host, port) = stage.address()?;
        let trips = RoundTrips::before(&host, port).await?;
        let mut instance = Instance::start(&stage.start(case.function, Some(trips.port()))?).await?;
        // Connects, and prepares each statement once.
        for _ in 0..3 {
            instance.invoke(case.event(stage).await?, case.expect()).await?;
        }
        waited(&trips).await;
        instance.invoke(case.event(stage).await?, case.expect()).await?;
        let waited = f64::from(u32::try_from(waited(&trips).await)?);
        figures.push(Figure::new("trips", case.name, Unit::RoundTrips, waited));
    }
    Ok(figures)
}

/// What was counted once no more comes, without sqlx's pings of connections that come back to their pool: nobody waits for those.
async fn waited(trips: &RoundTrips) -> usize {
    let mut counted = 0;
    loop {
        sleep(Duration::from_millis(50)).await;
        match trips.take() {
            0 => return counted - trips.take_pings(),
            more => counted += more,
        }
    }
}
