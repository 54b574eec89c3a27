//! What an owner's assistant knows, and what it is told to do.

mod clock;
mod data;
mod hours;
mod language;
mod onboarding;
mod origins;
mod prompt;
mod question;
mod settings;
mod site;
mod store;
mod telegram;
mod text;
mod widget;
mod zone;

pub use clock::{ClockTime, Day, LocalTime};
pub use hours::{WorkingHours, WorkingTime};
pub use language::{LanguageCode, Languages};
pub use onboarding::{Onboarding, onboarding};
pub use origins::{Origin, Origins};
pub use prompt::system_prompt;
pub use question::{AnswerKind, Choice, Question, QuestionText, Questions};
pub use settings::{About, AssistantName, Greeting, HandOff, Settings};
pub use site::{Site, SiteKey, count_opened, find_site};
pub use store::{Profile, Stored, TelegramLink, find, set};
pub use telegram::{LinkedOwner, find_telegram, set_telegram};
pub use text::{Line, Text};
pub use widget::{Color, PrivacyUrl, QuickReplies, Side, Theme, WidgetSettings, ZIndex};
pub use zone::TimeZone;

use serde::Deserialize;

use crate::contact::Region;

/// The assistant of one owner, as a turn of a conversation needs it; read as one JSON, which makes a smaller program than a column for
/// each of its fields.
#[derive(Debug, Clone, Deserialize)]
pub struct Assistant {
    /// Whom it speaks for.
    pub company_name: String,
    /// What it is called; may be empty.
    pub name: String,
    /// How it greets; may be empty.
    pub greeting: String,
    /// What it speaks; empty for the visitor's own language.
    pub languages: Vec<String>,
    /// What the business does, in the owner's words; may be empty.
    pub about: String,
    /// What it is to find out.
    pub questions: Questions,
    /// Where a visitor's phone number without a country's code is dialled.
    pub region: Region,
    /// When people answer.
    pub working_hours: WorkingHours,
    /// What the clock shows there now.
    pub local_time: LocalTime,
    /// What it says to a visitor who asks for a person; may be empty.
    pub hand_off: String,
}
