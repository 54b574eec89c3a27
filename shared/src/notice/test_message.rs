//! What an owner's chat is sent to show that leads will arrive there. Pure.

use crate::account::Language;

/// Plain text, in the owner's language.
#[must_use]
pub fn test_message(language: Language, company_name: &str) -> String {
    match language {
        Language::Ru => format!("✅ Проверка связи: сюда Leadline будет присылать заявки «{company_name}»."),
        Language::En => format!("✅ This is a test: Leadline will send the leads of “{company_name}” here."),
    }
}
