use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Command;

use super::child::{Guarded, free_port};
use super::{Error, Venv, http, python};

const SERVER: &str = "ministack==1.5.33";

/// A running MiniStack: an emulator of AWS whose SQS keeps visibility timeouts, redrives and delays as AWS does.
#[derive(Debug)]
pub struct MiniStack {
    port: u16,
    _server: Guarded,
}

/// Starts MiniStack on a free port of the loopback, installing it below `dir` the first time. It keeps nothing: each
/// start is an empty account. Any credentials will do, in the region us-east-1. It ends when it is dropped.
/// # Errors
/// Python 3.10 or newer is not installed, the installation fails, or the server does not answer.
pub fn ministack(dir: &Path) -> Result<MiniStack, Error> {
    start(dir, &python(dir, "ministack", &[SERVER])?, "false")
}

/// The same as a place to deploy to: it knows templates of SAM, and functions have the rights of their roles and no others. Gives its
/// environment too, which has boto3.
/// # Errors
/// As [`ministack`].
pub fn emulated_aws(dir: &Path) -> Result<(MiniStack, Venv), Error> {
    let venv = python(dir, "emulated-aws", &[SERVER, "aws-sam-translator==1.115.0"])?;
    Ok((start(dir, &venv, "true")?, venv))
}

fn start(dir: &Path, venv: &Venv, enforces_rights: &str) -> Result<MiniStack, Error> {
    let port = free_port().map_err(Error::at("127.0.0.1:0"))?;
    let scratch = dir.join(format!("ministack-{port}"));
    let mut command = Command::new(venv.bin("ministack"));
    command
        .env("GATEWAY_PORT", port.to_string())
        .env("AUTH", enforces_rights)
        // Its default is every address of the machine.
        .env("BIND_HOST", "127.0.0.1")
        // A name and not a number: it becomes a part of host names.
        .env("MINISTACK_HOST", "localhost")
        .env("MINISTACK_REGION", "us-east-1")
        // Without it, what it runs would call the real AWS.
        .env("AWS_ENDPOINT_URL", endpoint(port))
        .env("TMPDIR", &scratch)
        // Listeners on fixed ports that nobody here needs.
        .envs([("IOT_MTLS_ENABLED", "0"), ("SFTP_ENABLED", "0")]);
    let mut server = Guarded::start(&command, &scratch)?;
    server.wait_until("MiniStack", || http::is_ok(port, "/_ministack/health"))?;
    Ok(MiniStack { port, _server: server })
}

impl MiniStack {
    /// The address for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        endpoint(self.port)
    }
}

fn endpoint(port: u16) -> String {
    format!("http://{}:{port}", Ipv4Addr::LOCALHOST)
}
