//! From exec to the first answer.

use super::{
    cases,
    figures::Figure,
    instance::{Instance, Sample},
    plan::Plan,
    spread::Spread,
    stage::Stage,
};
use crate::terminal::Failure;

const TIMES: usize = 50;

pub(super) async fn measure(plan: &Plan, stage: &Stage) -> Result<Vec<Figure>, Failure> {
    let cases: Vec<_> = cases::ALL.iter().filter(|case| case.is_yardstick() || plan.names(case.name)).collect();
    let mut samples = vec![Vec::<Sample>::new(); cases.len()];
    // In turns, so that a neighbour who is busy for a while is busy for all of them.
    for _ in 0..plan.times(TIMES) {
        for (case, samples) in cases.iter().zip(&mut samples) {
            let event = case.event(stage).await?;
            samples.push(Instance::first_answer(&stage.start(case.function, None)?, event, case.expect()).await?);
        }
    }
    let figures = cases.iter().zip(samples).map(|(case, samples)| {
        let [cpu, wall] =
            [|sample: &Sample| sample.cpu, |sample: &Sample| sample.wall].map(|of| Spread::of(samples.iter().map(of)));
        Figure::times("cold", case.name, cpu, wall)
    });
    Ok(figures.collect())
}
