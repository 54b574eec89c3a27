use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// A server's first process, as it describes itself in `postmaster.pid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Postmaster {
    pub(super) pid: u32,
    pub(super) port: u16,
    ready: bool,
}

impl Postmaster {
    /// The server of this data folder, if one runs.
    ///
    /// After `kill -9` the file stays behind, and its number may be that of a dead process whose parent has not
    /// noticed, or of another program.
    pub(super) fn of(data: &Path) -> Option<Self> {
        let found = Self::read(&fs::read_to_string(data.join("postmaster.pid")).ok()?)?;
        is_running(found.pid, data).then_some(found)
    }

    /// Reads the file's lines: 1 is the process, 4 the port, 8 the state, for which `pg_ctl` waits too.
    fn read(file: &str) -> Option<Self> {
        let lines: Vec<&str> = file.lines().collect();
        Some(Self {
            pid: lines.first()?.trim().parse().ok()?,
            port: lines.get(3)?.trim().parse().ok()?,
            ready: lines.get(7).is_some_and(|state| state.trim() == "ready"),
        })
    }

    /// Whether it takes connections: it says so itself, and answers.
    pub(super) fn is_ready(self) -> bool {
        self.ready && answers(self.port)
    }
}

/// Whether a PostgreSQL answers on this loopback port.
///
/// It is asked for encryption (the message `SSLRequest`) and must say yes or no: right after `kill -9` a connection
/// may still be accepted, by nobody.
pub(super) fn answers(port: u16) -> bool {
    const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    let patience = Duration::from_secs(1);
    let ask = || {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_read_timeout(Some(patience))?;
        stream.write_all(&SSL_REQUEST)?;
        let mut answer = [0];
        stream.read_exact(&mut answer).map(|()| answer[0])
    };
    matches!(ask(), Ok(b'N' | b'S'))
}

/// Whether the process lives and serves this data folder.
#[cfg(target_os = "linux")]
fn is_running(pid: u32, data: &Path) -> bool {
    let about = |what: &str| fs::read_to_string(format!("/proc/{pid}/{what}")).unwrap_or_default();
    // The state follows the name, which stands in brackets and may hold any sign; Z is dead and not yet buried.
    let stat = about("stat");
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    let data = data.to_string_lossy();
    !matches!(state, None | Some('Z' | 'X')) && about("cmdline").split('\0').any(|argument| argument == data)
}

/// Whether the process lives and serves this data folder.
#[cfg(not(target_os = "linux"))]
fn is_running(pid: u32, data: &Path) -> bool {
    use std::process::Command;
    let mut command = Command::new("ps");
    let Ok(about) = crate::tools::run(command.args(["-o", "stat=,command=", "-p", &pid.to_string()])) else {
        return false;
    };
    !about.trim_start().starts_with('Z') && about.contains(&*data.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_own_file_is_read() {
        let file = "4711\n/data/18\n1795374000\n54321\n\n127.0.0.1\n  1234 5\nready   \n";
        assert_eq!(Postmaster::read(file), Some(Postmaster { pid: 4711, port: 54321, ready: true }));
        let starting = file.replace("ready   ", "starting");
        assert_eq!(Postmaster::read(&starting), Some(Postmaster { pid: 4711, port: 54321, ready: false }));
    }

    #[test]
    fn a_file_cut_off_is_no_server() {
        for file in ["", "4711\n", "4711\n/data/18\n1795374000\n", "x\n/data/18\n1795374000\n54321\n"] {
            assert_eq!(Postmaster::read(file), None, "{file:?}");
        }
    }
}
