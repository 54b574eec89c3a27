//! Ways to reach a person, and where they stand in what was said.

mod email;
mod phone;
mod scan;

pub use email::Email;
pub use phone::{Phone, Region};
pub use scan::{Contact, find};
