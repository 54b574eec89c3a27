use std::path::PathBuf;

use super::{is_executable, on_path};

/// The pooler for a test, where one is installed. Debian puts it where only root looks.
#[must_use]
pub fn pgbouncer() -> Option<PathBuf> {
    let place = || Some(PathBuf::from("/usr/sbin/pgbouncer")).filter(|path| is_executable(path));
    on_path("pgbouncer").or_else(place)
}
