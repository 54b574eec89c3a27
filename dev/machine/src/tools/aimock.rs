use std::path::Path;
use std::process::Command;

use super::child::{Guarded, free_port};
use super::{Error, http, npm::npm};

/// A running aimock: a stand-in of OpenAI's API that answers, streams and fails as its fixtures say.
#[derive(Debug)]
pub struct AiMock {
    port: u16,
    _server: Guarded,
}

/// Starts aimock on a free port of the loopback with a file of fixtures, installing it below `dir` the first time. What
/// matches no fixture is answered with an error, and each request is in its journal. It ends when it is dropped.
/// # Errors
/// Node.js 20 or newer is not installed, the installation fails, or it refuses the fixtures (the error holds its log).
pub fn aimock(dir: &Path, fixtures: &Path) -> Result<AiMock, Error> {
    let modules = npm(&dir.join("aimock"), "@copilotkit/aimock@1.43.0")?;
    let port = free_port().map_err(Error::at("127.0.0.1:0"))?;
    // The package's other program, `aimock`, takes no fixtures but those of a configuration file.
    let mut command = Command::new(modules.join(".bin/llmock"));
    command.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--strict", "--validate-on-load"]);
    command.args(["--log-level", "warn", "--journal-max", "0", "--fixtures"]).arg(fixtures);
    let mut server = Guarded::start(&command, &dir.join(format!("aimock-{port}")))?;
    server.wait_until("aimock", || http::is_ok(port, "/ready"))?;
    Ok(AiMock { port, _server: server })
}

impl AiMock {
    /// The address without a path; `OPENAI_BASE_URL` is this and `/v1`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
