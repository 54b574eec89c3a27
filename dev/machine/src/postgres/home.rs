use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::hex::hex;
use super::identity::{Identity, User};
use super::{Binaries, Error, Purpose, system};
use crate::tools;

/// Where one cluster lives, and as whom its server runs.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub(super) folder: PathBuf,
    /// The data of this major version: PostgreSQL does not read another one's.
    pub(super) data: PathBuf,
    pub(super) identity: Identity,
}

impl Home {
    /// Goes on where there is data already; else takes the first place that somebody who may run a server can use.
    pub(super) fn choose(binaries: &Binaries, purpose: Purpose, folder: &Path) -> Result<Self, Error> {
        let data = |folder: &Path| folder.join(binaries.version.major.to_string());
        let places = places(purpose, folder);
        for folder in &places {
            let made_by = data(folder).metadata().map(|about| User { uid: about.uid(), gid: about.gid() });
            if let Some(identity) = made_by.ok().and_then(Identity::owning) {
                hand_over(folder, identity)?;
                return Ok(Self { data: data(folder), folder: folder.clone(), identity });
            }
        }
        let mut why = "there is neither a user `postgres` nor `nobody`".to_owned();
        for folder in places {
            for identity in Identity::all() {
                hand_over(&folder, identity)?;
                match try_out(binaries, identity, &folder) {
                    Ok(()) => {
                        return Ok(Self { data: data(&folder), folder, identity });
                    }
                    Err(failed) if identity == Identity::Myself => return Err(failed.into()),
                    Err(failed) => why = failed.to_string(),
                }
            }
        }
        Err(Error::Root { why })
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

/// The folders to try, the best first.
fn places(purpose: Purpose, folder: &Path) -> Vec<PathBuf> {
    let name = unmistakable_name(folder);
    let memory = Path::new("/dev/shm").join(&name);
    let mut places = Vec::new();
    if purpose == Purpose::Tests && (memory.exists() || memory_has_room()) {
        places.push(memory);
    }
    places.push(folder.to_owned());
    if system::user() == 0 {
        // Other users can reach this one, whatever the way to the wanted folder is closed by.
        places.push(Path::new("/var/tmp").join(&name));
    }
    places
}

/// Differs between users and between folders, so that two checkouts never share a cluster.
fn unmistakable_name(folder: &Path) -> String {
    let sum = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    format!("leadline-{}-{}", system::user(), hex(&sum[..6]))
}

/// Whether a test cluster fits into memory; Docker's default of 64 MiB is too little.
#[cfg(target_os = "linux")]
fn memory_has_room() -> bool {
    const NEEDED: u64 = 1 << 30;
    system::free_space(c"/dev/shm").is_ok_and(|free| free >= NEEDED)
}

#[cfg(not(target_os = "linux"))]
fn memory_has_room() -> bool {
    false
}

/// Makes the folder if it is not there, closed to all but its owner.
pub(super) fn make(folder: &Path) -> Result<(), Error> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(Error::at(parent))?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Error::at(folder)(error)),
        _ => Ok(()),
    }
}

/// Gives the folder to the one who will run the server, and refuses one that a stranger put there: `/dev/shm` and
/// `/var/tmp` are open to all.
fn hand_over(folder: &Path, identity: Identity) -> Result<(), Error> {
    make(folder)?;
    let about = fs::symlink_metadata(folder).map_err(Error::at(folder))?;
    // An earlier start may have handed it to another one of those who can run a server.
    let known = |who: &Identity| who.owner() == about.uid();
    if !about.is_dir() || !(known(&identity) || Identity::all().iter().any(known)) {
        return Err(Error::Foreign { folder: folder.to_owned() });
    }
    identity.give(folder).map_err(Error::at(folder))
}

/// Whether this identity can run the programs and write to the folder.
fn try_out(binaries: &Binaries, identity: Identity, folder: &Path) -> Result<(), tools::Failed> {
    let script = r#""$0" --version && : > tried && rm tried"#;
    let mut command = identity.command(Path::new("/bin/sh"));
    tools::run(command.args(["-c", script]).arg(binaries.program("postgres")).current_dir(folder)).map(drop)
}
