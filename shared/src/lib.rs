//! What Leadline's functions have in common.
//!
//! Read in this order: the domain (who talks, what is said, what becomes of it), the neighbours (who is asked and told), the edges
//! (configuration, database, HTTP, logs). Functions depend on this crate; it depends on none of them.

pub mod ids;

pub mod account;
pub mod assistant;
pub mod contact;
pub mod conversation;
pub mod expiry;
pub mod lead;
pub mod notice;
pub mod operator;
pub mod usage;

pub mod aws;
pub mod https;
pub mod openai;
pub mod queue;
pub mod telegram;

pub mod config;
pub mod database;
pub mod doctor;
pub mod http;
pub mod lambda;
pub mod rule;
pub mod telemetry;
pub mod time;

pub use {reqwest, secrecy};

#[cfg(feature = "testing")]
pub mod testing;
