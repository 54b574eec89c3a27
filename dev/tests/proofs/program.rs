//! A function's own program, as a process.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use rustix::process::Pid;

/// Runs until it is dropped, which kills it: SIGKILL, so that nothing of it runs any more.
pub(crate) struct Program(Child);

impl Program {
    /// Starts the program that the same `cargo test` has built, which builds those of every package that has tests of its own.
    pub(crate) fn start(function: &str, environment: &[(&str, String)]) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_dev")).with_file_name(function);
        assert!(program.exists(), "{function} has not been built: run `cargo dev test` without -p");
        let mut command = Command::new(program);
        command
            .env("AWS_LAMBDA_FUNCTION_NAME", function)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .envs(environment.iter().map(|(name, value)| (name, value)));
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already ended, where the program itself is broken; the test sees that by what is missing.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
