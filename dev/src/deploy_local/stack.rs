//! The stack: built, brought into the form the emulator takes, and deployed.

use std::{fs, path::Path, process::Command};

use machine::tools::{self, Venv};

use super::account::Account;
use crate::{
    arguments::root,
    terminal::{Failure, say},
};

pub(super) const NAME: &str = "leadline";
const FUNCTIONS: [&str; 8] = ["assistant", "auth", "chat", "leads", "migrate", "notifier", "upkeep", "web"];

/// What a release is built with, but without the optimisation that takes most of the time; a variable that is set already counts more.
const SOONER: [(&str, &str); 2] = [("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")];

pub(super) struct Stack<'a> {
    pub(super) sam: &'a Venv,
    pub(super) account: &'a Account,
    pub(super) folder: &'a Path,
}

impl Stack<'_> {
    /// Makes the programs and the template that names them, in `folder`.
    pub(super) fn build(&self, quick: bool) -> Result<(), Failure> {
        fs::create_dir_all(self.folder)?;
        let template = root().join("template.yaml");
        if quick {
            say("building with cargo");
            let mut cargo = Command::new("cargo");
            // With `dev`, so that what they share is built as it is already.
            cargo
                .args(["build", "--bins", "--package", "dev"])
                .args(FUNCTIONS.iter().flat_map(|function| ["--package", function]))
                .current_dir(root());
            tools::run(&mut cargo)?;
            for function in FUNCTIONS {
                let folder = self.folder.join(format!("{}{}Function", function[..1].to_uppercase(), &function[1..]));
                fs::create_dir_all(&folder)?;
                let program = std::env::current_exe()?.with_file_name(function);
                fs::copy(program, folder.join("bootstrap"))?;
                // Debug information is most of it.
                tools::run(Command::new("strip").arg(folder.join("bootstrap")))?;
            }
            return self.adapt(&template);
        }
        say("building with `sam build`, which takes many minutes the first time (--quick deploys the programs of `cargo build`)");
        let mut build = self.sam();
        build.args(["build", "--build-dir"]).arg(self.folder).arg("--template-file").arg(&template);
        build.args(["--parameter-overrides", &format!("Architecture={}", architecture())]).current_dir(root());
        #[expect(clippy::disallowed_methods, reason = "a variable of cargo, for a program of others")]
        build.envs(SOONER.into_iter().filter(|(name, _)| std::env::var(name).is_err()));
        tools::run(&mut build)?;
        self.adapt(&self.folder.join("template.yaml"))
    }

    /// `sam deploy`, with what the emulator has not switched off: streaming, the gradual shift of traffic.
    pub(super) fn deploy(&self, parameters: &[(&str, &str)]) -> Result<(), Failure> {
        say("deploying with `sam deploy`");
        let mut deploy = self.sam();
        deploy.args([
            "deploy",
            "--stack-name",
            NAME,
            "--resolve-s3",
            "--capabilities",
            "CAPABILITY_IAM",
            "--no-confirm-changeset",
        ]);
        deploy.args(["--no-progressbar", "--template-file"]).arg(self.folder.join("template.yaml")).arg("--parameter-overrides");
        deploy.arg(format!("Architecture={}", architecture())).args([
            "Release=local",
            "ChatTransferMode=BUFFERED",
            "TrafficShift=None",
        ]);
        deploy.args(parameters.iter().map(|(name, value)| format!("{name}={value}"))).envs(self.account.environment());
        tools::run(&mut deploy)?;
        Ok(())
    }

    /// What the emulator's own transform and poller do not know; adapt.py says what and why.
    fn adapt(&self, template: &Path) -> Result<(), Failure> {
        let mut adapt = Command::new(self.sam.bin("python"));
        adapt.arg(root().join("dev/src/deploy_local/adapt.py")).arg(template).arg(self.folder.join("template.yaml"));
        tools::run(&mut adapt)?;
        Ok(())
    }

    fn sam(&self) -> Command {
        let mut sam = Command::new(self.sam.bin("sam"));
        let programs = self.sam.bin("");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path))).unwrap_or(path);
        sam.env("PATH", path).env("SAM_CLI_TELEMETRY", "0").env("AWS_DEFAULT_REGION", "us-east-1");
        sam
    }
}

fn architecture() -> &'static str {
    if std::env::consts::ARCH == "aarch64" { "arm64" } else { "x86_64" }
}
