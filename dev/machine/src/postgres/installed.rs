use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools;

/// Where packages put server programs that they keep off `PATH`: in `<parent>/<name beginning with this>/bin`.
const PACKAGES: [(&str, &str); 6] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql"),
    ("/usr/local/opt", "postgresql"),
    ("/Applications/Postgres.app/Contents/Versions", ""),
    ("/Library/PostgreSQL", ""),
];

/// Folders of this machine that may hold the programs of a PostgreSQL server, in the order of the search.
pub(super) fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let told = tools::run(Command::new("pg_config").arg("--bindir")).ok();
    in_order(path, told.map(|folder| folder.trim_end().into()), names_in)
}

/// `PATH` first, then what `pg_config` names, then the packages' own places.
fn in_order(path: Vec<PathBuf>, told: Option<PathBuf>, names_in: impl Fn(&Path) -> Vec<String>) -> Vec<PathBuf> {
    let packaged = PACKAGES.iter().flat_map(|&(parent, beginning)| {
        let parent = Path::new(parent);
        let names = names_in(parent).into_iter().filter(move |name| name.starts_with(beginning));
        names.map(move |name| parent.join(name).join("bin"))
    });
    path.into_iter().filter(|folder| folder.is_absolute()).chain(told).chain(packaged).collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_goes_from_what_the_user_chose_to_what_packages_hide() {
        let names_in = |parent: &Path| -> Vec<String> {
            let names: &[&str] = match parent.to_str().unwrap() {
                "/usr/lib/postgresql" => &["15", "17"],
                "/usr" => &["bin", "pgsql-16", "share"],
                "/opt/homebrew/opt" => &["openssl@3", "postgresql@18"],
                "/usr/local/opt" => &["postgresql"],
                "/Applications/Postgres.app/Contents/Versions" => &["18"],
                "/Library/PostgreSQL" => &["16"],
                _ => &[],
            };
            names.iter().map(|&name| name.to_owned()).collect()
        };
        let path = ["/home/ann/bin", "relative", "", "/usr/bin"].map(PathBuf::from).into();
        let expected = [
            "/home/ann/bin",
            "/usr/bin",
            "/opt/pg/bin",
            "/usr/lib/postgresql/15/bin",
            "/usr/lib/postgresql/17/bin",
            "/usr/pgsql-16/bin",
            "/opt/homebrew/opt/postgresql@18/bin",
            "/usr/local/opt/postgresql/bin",
            "/Applications/Postgres.app/Contents/Versions/18/bin",
            "/Library/PostgreSQL/16/bin",
        ];
        assert_eq!(in_order(path, Some("/opt/pg/bin".into()), names_in), expected.map(PathBuf::from));
        assert_eq!(in_order(Vec::new(), None, |_| Vec::new()), Vec::<PathBuf>::new());
    }
}
