//! What an owner's assistant knows, and what it is told to do.

mod prompt;

use crate::contact::Region;

pub use prompt::system_prompt;

/// The assistant of one owner, as a turn of a conversation needs it.
#[derive(Debug, Clone)]
pub struct Assistant {
    /// Whom it speaks for.
    pub company_name: String,
    /// What the business does, in the owner's words; may be empty.
    pub about: String,
    /// Where a visitor's phone number without a country's code is dialled.
    pub region: Region,
}
