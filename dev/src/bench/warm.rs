//! One invocation after another of one instance, and the memory that took.

use std::process;

use machine::process::processor_time;
use shared::account::{Password, Passwords};

use super::{
    cases::{self, Case, LOGIN},
    figures::{Figure, Unit},
    instance::{Instance, Sample, milliseconds},
    plan::Plan,
    spread::Spread,
    stage::{PASSWORD, Stage},
};
use crate::terminal::Failure;

pub(super) const ABOVE_THE_HASH: &str = "auth: login, above the hash";

const TIMES: usize = 2000;
/// A login takes as long as two hundred others.
const LOGINS: usize = 200;
/// Until connections are open, statements prepared and pages touched.
const FIRST: usize = 20;

pub(super) async fn measure(plan: &Plan, stage: &Stage) -> Result<Vec<Figure>, Failure> {
    let (mut figures, mut memory) = (Vec::new(), Vec::new());
    for case in cases::ALL.iter().filter(|case| case.is_yardstick() || plan.names(case.name)) {
        let mut instance = Instance::start(&stage.start(case.function, None)?).await?;
        if *case == LOGIN {
            figures.extend(login(plan, stage, &mut instance).await?);
        } else {
            let samples = invoke(case, stage, &mut instance, plan.times(TIMES)).await?;
            figures.push(figure(case.name, &samples));
        }
        let peak = instance.peak_memory()? / 1024;
        let peak = f64::from(u32::try_from(peak)?) / 1024.0;
        memory.push(Figure::new("memory", case.name, Unit::Mebibytes, peak));
    }
    figures.append(&mut memory);
    Ok(figures)
}

async fn invoke(case: &Case, stage: &Stage, instance: &mut Instance, times: usize) -> Result<Vec<Sample>, Failure> {
    let mut samples = Vec::with_capacity(times);
    for at in 0..FIRST + times {
        let sample = instance.invoke(case.event(stage).await?, case.expect()).await?;
        if at >= FIRST {
            samples.push(sample);
        }
    }
    Ok(samples)
}

/// Logins, and between them the hash alone, in this process: what a login takes above it is what ours is to answer for.
async fn login(plan: &Plan, stage: &Stage, instance: &mut Instance) -> Result<[Figure; 3], Failure> {
    let (passwords, mut samples, mut hashes) = (Passwords::default(), Vec::new(), Vec::new());
    let hash = passwords.hash(Password::try_from(PASSWORD.to_owned())?).await?;
    let times = plan.times(LOGINS);
    for at in 0..FIRST + times {
        let sample = instance.invoke(LOGIN.event(stage).await?, LOGIN.expect()).await?;
        let before = processor_time(process::id())?;
        let right = passwords.verify(PASSWORD.to_owned().into(), Some(hash.clone())).await?;
        let alone = milliseconds(processor_time(process::id())?.saturating_sub(before));
        if !right {
            return Err("the password is not the one of its own hash".into());
        }
        if at >= FIRST {
            samples.push(sample);
            hashes.push(alone);
        }
    }
    let (login, hash) = (figure(LOGIN.name, &samples), Spread::of(hashes));
    let above = Figure::new("warm", ABOVE_THE_HASH, Unit::Milliseconds, (login.value - hash.p50).max(0.0));
    let hash = Figure { spread: Some(hash), ..Figure::new("warm", "auth: the hash alone", Unit::Milliseconds, hash.p50) };
    Ok([login, hash, above])
}

fn figure(name: &str, samples: &[Sample]) -> Figure {
    let [cpu, wall] = [|sample: &Sample| sample.cpu, |sample: &Sample| sample.wall].map(|of| Spread::of(samples.iter().map(of)));
    Figure::times("warm", name, cpu, wall)
}
