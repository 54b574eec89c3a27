use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::hex::hex;
use super::home::Home;
use super::{Binaries, Error};
use crate::tools;

/// The password of the superuser `postgres`, made with the cluster and kept in its data folder.
///
/// Without one any user of the machine could become the database's superuser, who may run programs.
pub(super) fn password(home: &Home) -> Result<String, Error> {
    let file = home.data.join("password");
    fs::read_to_string(&file).map_err(Error::at(file))
}

/// Creates the cluster, unless it is there.
///
/// It gets its name when it is complete, so one that was cut off is never taken for a cluster.
pub(super) fn create(binaries: &Binaries, home: &Home) -> Result<(), Error> {
    if home.data.exists() {
        return Ok(());
    }
    let unfinished = home.data.with_extension("new");
    let password = home.folder.join("password");
    remove(&unfinished)?;
    write_password(&password, home).map_err(Error::at(&password))?;
    let mut initdb = home.identity.command(&binaries.program("initdb"));
    initdb.arg("-D").arg(&unfinished).arg("--pwfile").arg(&password).current_dir(&home.folder);
    // `password` and not `scram-sha-256`: it never leaves the loopback, and SCRAM makes every connection of an
    // unoptimised build cost 100 ms.
    initdb.args(["--username=postgres", "--auth=password", "--encoding=UTF8", "--locale=C"]);
    // Nothing is lost when this is cut off by a power failure: it is made anew.
    initdb.args(["--no-sync", "--no-instructions"]).env("LC_ALL", "C");
    tools::run(&mut initdb)?;
    let kept: PathBuf = unfinished.join("password");
    fs::rename(&password, &kept).map_err(Error::at(kept))?;
    fs::rename(&unfinished, &home.data).map_err(Error::at(&home.data))
}

/// Removes a folder and all that is in it; one that is not there is no error.
pub(super) fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::at(folder)(error)),
        _ => Ok(()),
    }
}

fn write_password(file: &Path, home: &Home) -> io::Result<()> {
    let mut random = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    let password = hex(&random);
    let mut written = File::options().create(true).truncate(true).write(true).mode(0o600).open(file)?;
    written.write_all(password.as_bytes())?;
    home.identity.give(file)
}
