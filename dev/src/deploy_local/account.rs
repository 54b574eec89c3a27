//! The emulated account, as an operator sees it: through AWS's API, by boto3.

use std::{path::Path, process::Command};

use machine::tools::{self, MiniStack, Venv};
use serde_json::Value;

use super::stack;
use crate::{arguments::root, terminal::Failure};

pub(super) struct Account {
    endpoint: String,
    python: Venv,
}

impl Account {
    pub(super) fn new(emulator: &MiniStack, python: &Venv) -> Self {
        Self { endpoint: emulator.endpoint(), python: python.clone() }
    }

    /// For programs that call the account.
    pub(super) fn environment(&self) -> [(&'static str, &str); 5] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
            ("AWS_REGION", "us-east-1"),
            // What boto3 calls the same.
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    /// What account.py says to a question.
    pub(super) fn ask(&self, question: &[&str]) -> Result<Value, Failure> {
        let mut ask = self.python(&root().join("dev/src/deploy_local/account.py"));
        Ok(serde_json::from_str(&tools::run(ask.args(question))?)?)
    }

    /// What a script prints that takes the stack's name.
    pub(super) fn run(&self, script: &Path) -> Result<String, Failure> {
        Ok(tools::run(&mut self.python(script))?)
    }

    fn python(&self, script: &Path) -> Command {
        let mut python = Command::new(self.python.bin("python"));
        python.arg(script).arg(stack::NAME).envs(self.environment());
        python
    }
}
