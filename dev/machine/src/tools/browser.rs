use std::env;
use std::path::{Path, PathBuf};

use super::{Error, is_executable, npm::npm, on_path};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const PLACES: [&str; 3] = [
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The browser for the tests of the pages: what `CHROMIUM` names, else the first one that is installed.
pub fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").filter(|path| !path.is_empty()).map(PathBuf::from);
    let places = || PLACES.map(PathBuf::from).into_iter().find(|path| is_executable(path));
    named.or_else(|| NAMES.iter().find_map(|name| on_path(name))).or_else(places)
}

/// Gives the folder for `NODE_PATH` in which Node.js finds `playwright-core`, installing it below `dir` the first time.
/// It brings no browser.
/// # Errors
/// Node.js 20 or newer is not installed, or the installation fails.
pub fn playwright_core(dir: &Path) -> Result<PathBuf, Error> {
    npm(&dir.join("playwright-core"), "playwright-core@1.64.1")
}

/// Gives the script of axe-core, which finds what keeps people out of a page, installing it below `dir` the first time.
/// # Errors
/// Node.js 20 or newer is not installed, or the installation fails.
pub fn axe_core(dir: &Path) -> Result<PathBuf, Error> {
    Ok(npm(&dir.join("axe-core"), "axe-core@4.14.1")?.join("axe-core/axe.min.js"))
}
