//! What an owner decides about the assistant.

use serde::{Deserialize, Serialize, de::IgnoredAny};
use utoipa::ToSchema;

use super::{Languages, Line, Origins, Question, Questions, Text, TimeZone, WidgetSettings, WorkingHours, WorkingTime};
use crate::contact::Region;

/// What an assistant calls itself: at most 60 characters on one line.
pub type AssistantName = Line<0, 60>;
/// How an assistant greets: at most 500 characters.
pub type Greeting = Text<500>;
/// What a business does: at most 8,000 characters.
pub type About = Text<8_000>;
/// What a visitor is told who asks for a person: at most 300 characters.
pub type HandOff = Text<300>;

/// All that an owner decides about the assistant, as one document.
///
/// Nothing in it is an instruction to the model: the model is given it as data, and the rules and the tool are ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssistantSettings)]
pub struct Settings {
    /// What the assistant calls itself; empty: it has no name.
    #[schema(value_type = String, max_length = 60, example = "Лина")]
    pub name: AssistantName,
    /// How it greets; empty: as it likes.
    #[schema(value_type = String, max_length = 500, example = "Здравствуйте! Какой букет вы ищете?")]
    pub greeting: Greeting,
    /// Which languages it speaks (BCP 47, such as `ru`), the first one for everybody who speaks none of them. Empty: the visitor's own.
    #[schema(value_type = Vec<String>, max_items = 10, example = json!(["ru", "en"]))]
    pub languages: Languages,
    /// What the business does: all that the assistant may say about it.
    #[schema(value_type = String, max_length = 8000, example = "Букеты от 3000 рублей, доставка по Москве за два часа.")]
    pub about: About,
    /// What it is to find out, in this order.
    #[schema(value_type = Vec<Question>, max_items = 10)]
    pub questions: Questions,
    /// Where a phone number without a country's code is dialled (ISO 3166-1 alpha-2).
    #[schema(value_type = String, min_length = 2, max_length = 2, example = "RU")]
    pub region: Region,
    /// Where the working hours count: a name of the IANA's list.
    #[schema(value_type = String, max_length = 64, example = "Europe/Moscow")]
    pub time_zone: TimeZone,
    /// When people answer. Empty: nothing is said of it.
    #[schema(value_type = Vec<WorkingTime>, max_items = 14)]
    pub working_hours: WorkingHours,
    /// What a visitor is told who asks for a person; empty: that a colleague will get in touch.
    #[schema(value_type = String, max_length = 300, example = "Передаю вас Анне, она перезвонит в течение часа.")]
    pub hand_off: HandOff,
    /// On which sites it may be shown; empty: on any. Left out: empty.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 20, example = json!(["https://flowers.example", "https://*.flowers.example"]))]
    pub allowed_origins: Origins,
    /// How it looks there. Left out: as it looks by default.
    #[serde(default)]
    #[schema(required = false)]
    pub widget: WidgetSettings,
    /// Read only.
    #[serde(default, skip_serializing)]
    #[schema(value_type = String, required = false, read_only)]
    pub(super) company_name: Unread,
    /// Read only.
    #[serde(default, skip_serializing)]
    #[schema(value_type = String, format = DateTime, required = false, read_only)]
    pub(super) updated_at: Unread,
    /// Read only.
    #[serde(default, skip_serializing)]
    #[schema(value_type = String, required = false, read_only)]
    pub(super) site_key: Unread,
    /// Read only.
    #[serde(default, skip_serializing)]
    #[schema(value_type = TelegramLink, required = false, read_only)]
    pub(super) telegram: Unread,
    /// Read only.
    #[serde(default, skip_serializing)]
    #[schema(value_type = ContactForm, required = false, read_only)]
    pub(super) form: Unread,
}

/// What an answer holds and a request may hold: whatever it says there is not looked at, so that a document can be sent back as it came
/// (Google's AIP-203 on fields that are output only).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "IgnoredAny")]
pub(super) struct Unread;

impl From<IgnoredAny> for Unread {
    fn from(_: IgnoredAny) -> Self {
        Self
    }
}
