use std::fs::File;
use std::path::PathBuf;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use super::home::Home;
use super::postmaster::Postmaster;
use super::{Binaries, Error, home, initdb, server, system};
use crate::tools;

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The data is kept, and a committed row survives whatever happens.
    Development,
    /// As fast as it gets, in memory where there is 1 GiB of it; the data may be thrown away between two starts.
    Tests,
}

/// What to start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the cluster is for.
    pub purpose: Purpose,
    /// The folder of this cluster alone; each major version of PostgreSQL gets its own data below it.
    pub folder: PathBuf,
}

/// A PostgreSQL server on the loopback that serves one folder, for as many processes as ask for it.
///
/// Dropping this leaves the server running, as killing the process does; the next start finds it.
#[derive(Debug)]
pub struct Cluster {
    home: Home,
    lock: PathBuf,
    port: u16,
    password: String,
    /// The server, where this process started it.
    child: Option<Child>,
    /// Locked by every process that uses the server, so that the last one knows that it is the last.
    used: File,
}

impl Cluster {
    /// Gives the running server of the folder, or starts it, creating its data first where there is none.
    ///
    /// Blocks: 10 ms for a running one, 0.1 s for a start, 0.5 to 2 s where the data must be created.
    /// # Errors
    /// The folder cannot be used, root finds nobody to run the server, or the server ends (the error holds its log).
    pub fn start(binaries: &Binaries, settings: Settings) -> Result<Self, Error> {
        let Settings { purpose, folder } = settings;
        home::make(&folder)?;
        // One folder has one name, whatever way leads to it: the server is recognised by it.
        let folder = folder.canonicalize().map_err(Error::at(folder))?;
        let lock = folder.join("lock");
        let _turn = tools::lock(&lock).map_err(Error::at(&lock))?;
        let home = Home::choose(binaries, purpose, &folder)?;
        let runs = || Postmaster::of(&home.data).is_some();
        // One that is found may be starting still, or end while it is waited for.
        let (postmaster, child) = match server::wait(&home, runs) {
            Some(postmaster) => (postmaster, None),
            None if runs() => return Err(server::failure(&home)),
            None => launch(binaries, &home, purpose).map(|(postmaster, child)| (postmaster, Some(child)))?,
        };
        let password = initdb::password(&home)?;
        let used = folder.join("used");
        let used = File::create(&used).and_then(|file| file.lock_shared().map(|()| file)).map_err(Error::at(used))?;
        Ok(Self { home, lock, port: postmaster.port, password, child, used })
    }

    /// The connection string of a database for the superuser `postgres`; the database `postgres` is always there.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Whether this process started the server; otherwise another one did, and it was found running.
    #[must_use]
    pub fn started_here(&self) -> bool {
        self.child.is_some()
    }

    /// Stops the server in order and waits until it is gone, unless another process uses it still.
    /// # Errors
    /// It runs on, though it was told to stop, and 10 s later to stop at once.
    pub fn stop(self) -> Result<(), Error> {
        let _turn = tools::lock(&self.lock).map_err(Error::at(&self.lock))?;
        // A file that is locked for sharing must be released before it can be locked for oneself.
        if self.used.unlock().is_err() || self.used.try_lock().is_err() {
            return Ok(());
        }
        // Not through `pg_ctl`, which refuses root. SIGINT ends open connections; SIGQUIT ends without a farewell.
        for signal in [libc::SIGINT, libc::SIGQUIT] {
            let Some(postmaster) = Postmaster::of(&self.home.data) else {
                break;
            };
            system::signal(postmaster.pid, signal).map_err(Error::at(&self.home.data))?;
            self.wait_for_end();
        }
        if let Some(Postmaster { pid, .. }) = Postmaster::of(&self.home.data) {
            return Err(Error::Stop { pid });
        }
        // Only its parent can bury it.
        let _ = self.child.map(|mut child| child.wait());
        Ok(())
    }

    fn wait_for_end(&self) {
        let patience = Instant::now() + Duration::from_secs(10);
        while Postmaster::of(&self.home.data).is_some() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Creates what is missing and starts the server. Data of tests that no server starts on is made anew.
fn launch(binaries: &Binaries, home: &Home, purpose: Purpose) -> Result<(Postmaster, Child), Error> {
    let start = || {
        initdb::create(binaries, home)?;
        server::start(binaries, home, purpose)
    };
    match start() {
        Err(Error::Start { .. }) if purpose == Purpose::Tests => {
            initdb::remove(&home.data)?;
            start()
        }
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests;
