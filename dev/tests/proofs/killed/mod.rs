//! The real programs, killed at every step.
//!
//! A program's neighbours are reached through relays that see each request and each answer. A step is one request with its answer,
//! and between two steps a program does nothing that anybody could see; so a kill just before each request and a kill just after
//! each answer are all the kills there are.

mod chat;
mod http;
mod notifier;
mod outcome;
mod postgres;
mod recovery;
mod relay;
mod run;
mod runtime_api;
mod sql;
mod steps;
mod table;
