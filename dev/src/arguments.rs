//! What `cargo dev` is asked for.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{deploy_local::Options, terminal::Failure};

pub(crate) const HELP: &str = "\
cargo dev [--port N] [--data DIR]     starts all of Leadline on http://localhost:3000
cargo dev doctor [--stack NAME]       asks every configured upstream, or a deployed stack, and prints what to do about what fails
cargo dev test [CARGO TEST OPTIONS]   brings up what the tests need and runs them all
cargo dev deploy-local [--quick] [--keep]
                                      deploys template.yaml to an emulator of AWS and shows what works there
cargo dev bench [PART…] [WORD…]       measures the functions as Lambda runs them: their release programs, against bars and yardsticks.
                                      Parts are cold, warm, parallel, trips, size and growth; words choose cases by their names;
                                      --short measures a tenth, --json FILE writes the figures, --leads N ends growth there,
                                      --debug tries it with debug programs
cargo dev bench --criterion […]       brings up what the tests need and runs the benchmarks of single parts, as cargo bench does
cargo dev capacity [--figures FILE]   what a month costs and where the first limit lies, from the figures of cargo dev bench --json FILE
cargo dev migrate                     brings the database of DATABASE_URL up to date, as its owner
cargo dev openapi                     writes functions/web/openapi.json from the code
cargo prepare [--check]               writes .sqlx from the queries and the migrations

Data and tools are kept in .leadline (--data DIR to choose). With OPENAI_API_KEY, OPENAI_BASE_URL or TELEGRAM_BOT_TOKEN set, the real
neighbour is asked in place of the stand-in; with DATABASE_URL set, that database is used.";

/// A command and where its data is.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) command: Command,
    pub(crate) data: PathBuf,
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Run { port: u16 },
    Doctor { stack: Option<String> },
    Test { cargo: Vec<OsString> },
    DeployLocal(Options),
    Bench { options: Vec<OsString> },
    Capacity { figures: Option<PathBuf> },
    Migrate,
    OpenApi,
    Help,
}

impl Arguments {
    pub(crate) fn read() -> Result<Self, Failure> {
        Self::parse(pico_args::Arguments::from_env())
    }

    fn parse(mut given: pico_args::Arguments) -> Result<Self, Failure> {
        let data = given.opt_value_from_str::<_, PathBuf>("--data")?.unwrap_or_else(|| root().join(".leadline"));
        // Programs that are started in other folders are told of it.
        let data = std::path::absolute(data)?;
        if given.contains(["-h", "--help"]) {
            return Ok(Self { command: Command::Help, data });
        }
        let command = match given.subcommand()?.as_deref() {
            Some("test") => return Ok(Self { command: Command::Test { cargo: given.finish() }, data }),
            Some("deploy-local") => {
                Command::DeployLocal(Options { keep: given.contains("--keep"), quick: given.contains("--quick") })
            }
            Some("bench") => return Ok(Self { command: Command::Bench { options: given.finish() }, data }),
            Some("doctor") => Command::Doctor { stack: given.opt_value_from_str("--stack")? },
            Some("capacity") => Command::Capacity { figures: given.opt_value_from_str("--figures")? },
            Some("migrate") => Command::Migrate,
            Some("openapi") => Command::OpenApi,
            Some("help") => Command::Help,
            Some(other) => return Err(format!("cargo dev does not know `{other}`\n\n{HELP}").into()),
            None => Command::Run { port: given.opt_value_from_str("--port")?.unwrap_or(3000) },
        };
        let unknown = given.finish();
        if unknown.is_empty() {
            Ok(Self { command, data })
        } else {
            Err(format!("cargo dev does not know {unknown:?}\n\n{HELP}").into())
        }
    }
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_for_data_is_the_same_from_everywhere() {
        for given in [&["--data", "there"][..], &[]] {
            let given = pico_args::Arguments::from_vec(given.iter().map(Into::into).collect());
            assert!(Arguments::parse(given).unwrap().data.is_absolute());
        }
    }
}
