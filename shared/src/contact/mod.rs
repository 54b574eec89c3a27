//! Ways to reach a person, and where they stand in what was said.

mod email;
mod phone;
mod scan;
mod telegram_name;

pub use email::Email;
pub use phone::{Phone, Region};
pub use scan::{Contact, Found, find, find_after, locate};
pub use telegram_name::TelegramName;
