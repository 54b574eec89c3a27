//! Several instances at once, on all processors: how much a machine of this size takes.

use std::time::{Duration, Instant};

use futures::future::try_join_all;

use super::{
    cases::{Case, HELLO, LEADS, ME, PLAIN},
    figures::{Figure, Unit},
    instance::{Instance, Sample},
    plan::Plan,
    spread::Spread,
    stage::Stage,
};
use crate::terminal::Failure;

const INSTANCES: [usize; 4] = [1, 2, 4, 8];
const TIME: Duration = Duration::from_secs(3);

pub(super) async fn measure(plan: &Plan, stage: &Stage) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    for case in [HELLO, ME, LEADS, PLAIN].iter().filter(|case| case.is_yardstick() || plan.names(case.name)) {
        for count in INSTANCES {
            let mut instances = Vec::new();
            for _ in 0..count {
                instances.push(Instance::start(&stage.start(case.function, None)?).await?);
            }
            let until = Instant::now() + TIME;
            let samples = try_join_all(instances.iter_mut().map(|instance| invoke(case, stage, instance, until))).await?.concat();
            let [cpu, wall] =
                [|sample: &Sample| sample.cpu, |sample: &Sample| sample.wall].map(|of| Spread::of(samples.iter().map(of)));
            let a_second = f64::from(u32::try_from(samples.len())?) / TIME.as_secs_f64();
            let name = format!("{}, {count} at once", case.name);
            figures.push(Figure {
                spread: Some(cpu),
                wall: Some(wall),
                ..Figure::new("parallel", name, Unit::PerSecond, a_second)
            });
        }
    }
    Ok(figures)
}

async fn invoke(case: &Case, stage: &Stage, instance: &mut Instance, until: Instant) -> Result<Vec<Sample>, Failure> {
    let mut samples = Vec::new();
    while Instant::now() < until {
        samples.push(instance.invoke(case.event(stage).await?, case.expect()).await?);
    }
    Ok(samples)
}
