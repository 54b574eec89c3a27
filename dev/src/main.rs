//! `cargo dev`: all of Leadline on one machine, in one process.

mod arguments;
mod bench;
mod capacity;
mod database;
mod demo;
mod deploy_local;
mod doctor;
mod neighbours;
mod openapi;
mod relay;
mod run;
mod schedule;
mod terminal;
mod test;

use std::process::ExitCode;

use arguments::{Arguments, Command, HELP};
use terminal::say;

fn main() -> ExitCode {
    let outcome = match Arguments::read() {
        Ok(Arguments { command: Command::Help, .. }) => {
            say(HELP);
            Ok(ExitCode::SUCCESS)
        }
        Ok(Arguments { command: Command::Run { port }, data }) => run::run(port, &data).map(|()| ExitCode::SUCCESS),
        Ok(Arguments { command: Command::Test { cargo }, data }) => test::test(&cargo, &data),
        Ok(Arguments { command: Command::Bench { options }, data }) => bench::bench(&options, &data),
        Ok(Arguments { command: Command::Capacity { figures }, .. }) => {
            capacity::print(figures.as_deref()).map(|()| ExitCode::SUCCESS)
        }
        Ok(Arguments { command: Command::DeployLocal(options), data }) => {
            deploy_local::deploy_local(options, &data).map(|()| ExitCode::SUCCESS)
        }
        Ok(Arguments { command: Command::Doctor { stack: None }, .. }) => doctor::doctor(),
        Ok(Arguments { command: Command::Doctor { stack: Some(stack) }, data }) => doctor::of_stack(&stack, &data),
        Ok(Arguments { command: Command::Migrate, .. }) => database::migrate().map(|()| ExitCode::SUCCESS),
        Ok(Arguments { command: Command::OpenApi, .. }) => openapi::write().map(|()| ExitCode::SUCCESS),
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(|error| {
        say(&format!("\n{error}"));
        ExitCode::FAILURE
    })
}
