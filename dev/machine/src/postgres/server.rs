use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::home::Home;
use super::postmaster::Postmaster;
use super::{Binaries, Error, Purpose};
use crate::tools;

/// Long enough for the recovery after a crash on a slow disk.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(10);

/// For all: reachable from this machine only, without a socket file (its folder may be closed, its path too long), in
/// UTC as hosted databases are.
const ALWAYS: &[&str] =
    &["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC", "log_timezone=UTC"];

/// For data that is worth nothing after a crash of the machine: nothing waits for the disk or works in the background.
const FOR_TESTS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "checkpoint_flush_after=0",
    "bgwriter_flush_after=0",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
];

/// Starts the server and waits until it takes connections.
///
/// What may pass by itself is tried again: a port taken meanwhile, and the last processes of a killed server that
/// still hold its shared memory.
pub(super) fn start(binaries: &Binaries, home: &Home, purpose: Purpose) -> Result<(Postmaster, Child), Error> {
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        match start_once(binaries, home, purpose) {
            Err(Error::Start { tail, .. }) if tail.contains("in use") && Instant::now() < patience => {
                thread::sleep(10 * PAUSE);
            }
            outcome => return outcome,
        }
    }
}

fn start_once(binaries: &Binaries, home: &Home, purpose: Purpose) -> Result<(Postmaster, Child), Error> {
    // The server itself takes a dead but unburied process for a living one, and refuses to start for ever.
    let _ = fs::remove_file(home.data.join("postmaster.pid"));
    let log = File::create(home.log()).map_err(Error::at(home.log()))?;
    let mut command = home.identity.command(&binaries.program("postgres"));
    command.arg("-D").arg(&home.data).arg("-p").arg(port(home)?.to_string());
    let more = if purpose == Purpose::Tests { FOR_TESTS } else { &[] };
    for setting in ALWAYS.iter().chain(more) {
        command.args(["-c", setting]);
    }
    command.stdin(Stdio::null()).stdout(log.try_clone().map_err(Error::at(home.log()))?).stderr(log);
    // A group of its own: the terminal's Ctrl-C is for us, who then stop it in order.
    command.process_group(0).current_dir(&home.folder).env("LC_ALL", "C");
    let mut child = command.spawn().map_err(Error::at(binaries.program("postgres")))?;
    if let Some(postmaster) = wait(home, || matches!(child.try_wait(), Ok(None))) {
        return Ok((postmaster, child));
    }
    let _ = child.kill();
    let _ = child.wait();
    Err(failure(home))
}

/// Waits until the server of this home takes connections; gives up when it does not live or is too slow.
pub(super) fn wait(home: &Home, mut lives: impl FnMut() -> bool) -> Option<Postmaster> {
    let patience = Instant::now() + PATIENCE;
    while lives() && Instant::now() < patience {
        if let Some(ready) = Postmaster::of(&home.data).filter(|postmaster| postmaster.is_ready()) {
            return Some(ready);
        }
        thread::sleep(PAUSE);
    }
    None
}

/// What the log says of a server that did not start.
pub(super) fn failure(home: &Home) -> Error {
    let log = home.log();
    let tail = tools::last_lines(&fs::read_to_string(&log).unwrap_or_default(), 8);
    Error::Start { log, tail }
}

/// The port of the last time if it is free, so that a connection string can be kept; else another.
fn port(home: &Home) -> Result<u16, Error> {
    let file = home.folder.join("port");
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    let kept = fs::read_to_string(&file).ok().and_then(|port| port.trim().parse().ok());
    if let Some(address) = kept.and_then(|port| free(port).ok()) {
        return Ok(address.port());
    }
    let port = free(0).map_err(Error::at(&file))?.port();
    fs::write(&file, port.to_string()).map_err(Error::at(file))?;
    Ok(port)
}
