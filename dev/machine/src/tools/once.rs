use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::Error;

/// Waits until no other process holds the lock file, and holds it until the file is dropped or the process dies.
///
/// It is for work that must be done once though several may start it: installing, unpacking, creating a cluster.
/// # Errors
/// The file or its folder cannot be made.
pub fn lock(file: &Path) -> io::Result<File> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(file)?;
    file.lock()?;
    Ok(file)
}

/// Installs into the folder, unless it holds exactly this already: `content` names what is installed, with versions.
///
/// A folder with anything else in it, or with an installation that was cut off, is emptied first.
pub(super) fn install(folder: &Path, content: &str, install: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let lock_file = folder.with_extension("lock");
    let _turn = lock(&lock_file).map_err(Error::at(lock_file))?;
    let marker = folder.join("installed");
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == content) {
        return Ok(());
    }
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::at(folder)(error));
        }
        _ => fs::create_dir_all(folder).map_err(Error::at(folder))?,
    }
    install()?;
    fs::write(&marker, content).map_err(Error::at(marker))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::env;

    use super::*;

    #[test]
    fn installs_once_and_anew_what_is_other_or_was_cut_off() {
        let folder = env::temp_dir().join(format!("leadline-{}-once", std::process::id()));
        let installs = Cell::new(0);
        let ask_for = |content: &str, outcome: Result<(), Error>| {
            install(&folder, content, || {
                installs.set(installs.get() + 1);
                assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "what was there before is gone");
                fs::write(folder.join("file"), content).map_err(Error::at(&folder))?;
                outcome
            })
        };
        let cut_off = || Err(Error::at("network")(io::ErrorKind::TimedOut.into()));
        ask_for("tool==1", Ok(())).unwrap();
        ask_for("tool==1", cut_off()).unwrap();
        assert_eq!(installs.get(), 1);
        ask_for("tool==2", cut_off()).unwrap_err();
        ask_for("tool==2", Ok(())).unwrap();
        assert_eq!(installs.get(), 3);
        fs::remove_dir_all(&folder).unwrap();
        fs::remove_file(folder.with_extension("lock")).unwrap();
    }
}
