//! `cargo dev bench`: what the functions cost as Lambda runs them, each as its own release program.

mod bars;
mod cases;
mod cold;
mod figures;
mod growth;
mod instance;
mod neighbours;
mod parallel;
mod plan;
mod size;
mod spread;
mod stage;
mod table;
mod trips;
mod warm;

use std::{
    env,
    ffi::OsString,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use plan::{Part, Plan};
use stage::Stage;

use crate::{
    arguments::root,
    terminal::{Failure, say},
};

/// Measures what the options name; everything but the growth of tables where they name nothing.
pub(crate) fn bench(options: &[OsString], data: &Path) -> Result<ExitCode, Failure> {
    if let Some((_, options)) = options.split_first().filter(|(first, _)| *first == "--criterion") {
        return crate::test::criterion(options, data);
    }
    let plan = Plan::read(options)?;
    build(plan.debug)?;
    if cfg!(debug_assertions) && !plan.debug {
        // What measures shares two cores with what it measures, so it is a release build too.
        let measure = env::current_exe()?.with_file_name("../release/dev");
        let status = Command::new(measure).arg("bench").args(options).arg("--data").arg(data).status()?;
        return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let stage = runtime.block_on(Stage::set(data))?;
    let measured = runtime.block_on(measure(&plan, &stage));
    let ended = runtime.block_on(stage.clear());
    let measured = measured?;
    ended?;
    say(&table::of(&measured));
    if let Some(file) = &plan.json {
        fs::write(file, figures::json(&measured).to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(plan: &Plan, stage: &Stage) -> Result<Vec<figures::Figure>, Failure> {
    let mut figures = Vec::new();
    for part in &plan.parts {
        say(&format!("measuring: {}", part.name()));
        figures.extend(match part {
            Part::Cold => cold::measure(plan, stage).await?,
            Part::Warm => warm::measure(plan, stage).await?,
            Part::Parallel => parallel::measure(plan, stage).await?,
            Part::Trips => trips::measure(plan, stage).await?,
            Part::Size => size::measure(plan)?,
            Part::Growth => growth::measure(plan, stage).await?,
        });
    }
    bars::set(&mut figures);
    Ok(figures)
}

fn build(debug: bool) -> Result<(), Failure> {
    let mut cargo = Command::new("cargo");
    // Of the whole workspace, as `sam build` does it: so the programs have the features that are deployed.
    cargo.args(["build", "--workspace", "--bins"]).args((!debug).then_some("--release"));
    if cargo.current_dir(root()).status()?.success() { Ok(()) } else { Err("the programs cannot be built".into()) }
}
