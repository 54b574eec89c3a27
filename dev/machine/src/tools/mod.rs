//! Programs of others that development and the tests stand on, found here or installed when they are first needed.

mod aimock;
mod browser;
mod cargo_lambda;
mod child;
mod command;
mod error;
mod http;
mod ministack;
mod npm;
mod once;
mod pgbouncer;
mod python;
mod sam;

pub use aimock::{AiMock, aimock};
pub use browser::{axe_core, chromium, playwright_core};
pub use cargo_lambda::cargo_lambda;
pub use command::{Failed, is_executable, last_lines, on_path, run};
pub use error::Error;
pub use ministack::{MiniStack, emulated_aws, ministack};
pub use once::lock;
pub use pgbouncer::pgbouncer;
pub use python::{Venv, python};
pub use sam::sam;
