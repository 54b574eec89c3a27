use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Error, last_lines};

/// The program in the background; when it ends, or the standard input does, the whole group ends with it.
///
/// The input is a pipe whose other end only this process holds, so the kernel closes it however this process dies. That
/// also works on macOS, and does not end the program with the thread that started it, as `PR_SET_PDEATHSIG` does.
const GUARDED: &str = r#"("$0" "$@"; kill -KILL 0) & read -r _; kill -KILL 0"#;

/// A program that runs beside us: it ends when this is dropped, and when this process dies, even by `kill -9`.
#[derive(Debug)]
pub(super) struct Guarded {
    guard: Child,
    scratch: PathBuf,
}

impl Guarded {
    /// Starts the program with its arguments and variables. What it prints goes to the file `log` of the scratch
    /// folder, which is made for it and removed with it.
    pub(super) fn start(command: &Command, scratch: &Path) -> Result<Self, Error> {
        fs::create_dir_all(scratch).map_err(Error::at(scratch))?;
        let log = File::create(scratch.join("log")).map_err(Error::at(scratch))?;
        let mut guard = Command::new("/bin/sh");
        guard.arg("-c").arg(GUARDED).arg(command.get_program()).args(command.get_args());
        guard.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        guard.stdin(Stdio::piped()).stdout(log.try_clone().map_err(Error::at(scratch))?).stderr(log);
        // A group of its own: what it starts can be ended with it, and the terminal's Ctrl-C is for us.
        let guard = guard.process_group(0).spawn().map_err(Error::at("/bin/sh"))?;
        Ok(Self { guard, scratch: scratch.to_owned() })
    }

    /// Waits until the program answers.
    /// # Errors
    /// It ended, or did not answer in a minute; the error holds the end of its log.
    pub(super) fn wait_until(&mut self, name: &'static str, answers: impl Fn() -> bool) -> Result<(), Error> {
        let patience = Instant::now() + Duration::from_mins(1);
        while matches!(self.guard.try_wait(), Ok(None)) && Instant::now() < patience {
            if answers() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        let printed = fs::read_to_string(self.scratch.join("log")).unwrap_or_default();
        Err(Error::Start { name, printed: last_lines(&printed, 20) })
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

/// A port of the loopback that is free at this moment.
pub(super) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn start(name: &str, script: &str) -> Guarded {
        let scratch = env::temp_dir().join(format!("leadline-{}-{name}", std::process::id()));
        Guarded::start(Command::new("/bin/sh").args(["-c", script]).env("SCRATCH", &scratch), &scratch).unwrap()
    }

    #[test]
    fn what_it_started_ends_with_it() {
        let mut program = start("group", r#"sleep 1000 & echo $! > "$SCRATCH/pid"; wait"#);
        let pid = program.scratch.join("pid");
        program.wait_until("sh", || fs::read_to_string(&pid).is_ok_and(|pid| pid.ends_with('\n'))).unwrap();
        let pid = fs::read_to_string(pid).unwrap();
        let lives = || {
            let told = super::super::run(Command::new("ps").args(["-o", "stat=", "-p", pid.trim()]));
            told.is_ok_and(|state| !state.starts_with('Z'))
        };
        assert!(lives());
        drop(program);
        let patience = Instant::now() + Duration::from_secs(5);
        while lives() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(!lives());
    }

    #[test]
    fn a_program_that_ends_is_not_waited_for() {
        let mut program = start("ended", "echo no such option >&2; exit 2");
        let error = program.wait_until("sh", || false).unwrap_err();
        assert!(error.to_string().ends_with("no such option"), "{error}");
    }
}
