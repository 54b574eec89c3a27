use std::io;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;

use super::system;
use crate::tools;

/// As whom the server runs: PostgreSQL refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// The user who runs this, and is not root.
    Myself,
    /// Root, who appears as this user inside a user namespace (Linux, where it is allowed).
    #[cfg(target_os = "linux")]
    Namespace(User),
    /// This user, when root runs this.
    Other(User),
}

/// A user's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Identity {
    /// All that may run a server here, the best first; whether one can, only trying tells.
    pub(super) fn all() -> Vec<Self> {
        if system::user() != 0 {
            return vec![Self::Myself];
        }
        // `initdb` needs the user's name, so the numbers must be those of a user that exists.
        let Some(user) = ["postgres", "nobody"].iter().find_map(|name| User::named(name)) else {
            return Vec::new();
        };
        vec![
            #[cfg(target_os = "linux")]
            Self::Namespace(user),
            Self::Other(user),
        ]
    }

    /// The one that made these files and so may go on with them.
    pub(super) fn owning(owner: User) -> Option<Self> {
        if system::user() != 0 || owner.uid == 0 {
            return Self::all().first().copied();
        }
        Some(Self::Other(owner))
    }

    /// A command that will run as this identity.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        match self {
            Self::Myself => {}
            #[cfg(target_os = "linux")]
            Self::Namespace(user) => system::in_namespace(&mut command, user.uid, user.gid),
            Self::Other(user) => {
                use std::os::unix::process::CommandExt as _;
                command.uid(user.uid).gid(user.gid);
            }
        }
        command
    }

    /// The user to whom its files belong.
    pub(super) fn owner(self) -> u32 {
        match self {
            Self::Other(user) => user.uid,
            _ => system::user(),
        }
    }

    /// Makes it the owner of a file that root made.
    pub(super) fn give(self, file: &Path) -> io::Result<()> {
        match self {
            Self::Other(user) => chown(file, Some(user.uid), Some(user.gid)),
            Self::Myself => Ok(()),
            #[cfg(target_os = "linux")]
            Self::Namespace(_) => chown(file, Some(0), None),
        }
    }

    /// Whether programs that only root can reach can be run.
    pub(super) fn reaches_what_root_can() -> bool {
        Self::all()
            .first()
            .is_some_and(|best| !matches!(best, Self::Other(_)) && tools::run(&mut best.command(Path::new("/bin/true"))).is_ok())
    }
}

impl User {
    fn named(name: &str) -> Option<Self> {
        let number = |which| {
            let printed = tools::run(Command::new("id").args([which, name])).ok()?;
            printed.trim().parse().ok()
        };
        Some(Self { uid: number("-u")?, gid: number("-g")? })
    }
}
