//! What a test's own code logs.

use std::{
    cell::RefCell,
    io,
    sync::{Arc, Mutex, Once, PoisonError},
};

use serde_json::Value;
use tracing::subscriber::{DefaultGuard, set_default, set_global_default};

/// The log lines of this thread while it stands, in the form they have on Lambda.
///
/// One subscriber listens for all threads: whether anybody listens to a place that logs is decided once for all of them, by whichever thread
/// comes there first, and another test's would decide that nobody does.
#[derive(Debug)]
pub struct Logs {
    written: Written,
    _here_too: DefaultGuard,
}

type Written = Arc<Mutex<Vec<u8>>>;

thread_local! {
    static CAPTURED: RefCell<Option<Written>> = const { RefCell::new(None) };
}

impl Logs {
    /// From now on.
    #[must_use]
    pub fn capture() -> Self {
        static LISTENING: Once = Once::new();
        let subscriber = || tracing_subscriber::fmt().json().flatten_event(true).with_writer(|| ToThisThread).finish();
        LISTENING.call_once(|| {
            // Fails where the program under test listens already.
            let _ = set_global_default(subscriber());
        });
        let written = Written::default();
        CAPTURED.set(Some(Arc::clone(&written)));
        Self { written, _here_too: set_default(subscriber()) }
    }

    /// The lines since the last call of this.
    #[must_use]
    pub fn take(&self) -> Vec<Value> {
        let bytes = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).expect("a line of JSON")).collect()
    }
}

impl Drop for Logs {
    fn drop(&mut self) {
        CAPTURED.set(None);
    }
}

/// Writes into what this thread captures, if it does.
struct ToThisThread;

impl io::Write for ToThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        CAPTURED.with_borrow(|captured| {
            if let Some(written) = captured {
                written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
