//! What a visitor is told when no model could say it.

/// The model is away. Promises only what is true: what was written is stored.
#[must_use]
pub fn could_not_answer(visitors_text: &str, contact_known: bool) -> &'static str {
    match (is_russian(visitors_text), contact_known) {
        (true, true) => "Спасибо, мы всё записали. Сейчас я не могу ответить сам — с вами свяжется наш сотрудник.",
        (true, false) => "Сейчас я не могу ответить. Оставьте, пожалуйста, телефон или e-mail — с вами свяжется наш сотрудник.",
        (false, true) => "Thank you, we have noted it. I cannot answer just now, so a colleague will get in touch with you.",
        (false, false) => {
            "I cannot answer just now. Please leave a phone number or an e-mail address, and a colleague will get in touch."
        }
    }
}

/// The model insisted on a contact that the visitor never gave.
#[must_use]
pub fn contact_needed(visitors_text: &str) -> &'static str {
    if is_russian(visitors_text) {
        "Подскажите, пожалуйста, по какому телефону или e-mail с вами связаться?"
    } else {
        "Which phone number or e-mail address may we use to get in touch with you?"
    }
}

/// A contact form has arrived.
#[must_use]
pub fn form_received(visitors_text: &str) -> &'static str {
    if is_russian(visitors_text) {
        "Спасибо, мы всё записали. С вами свяжется наш сотрудник."
    } else {
        "Thank you, we have noted it. A colleague will get in touch with you."
    }
}

/// Whether a visitor is spoken to in Russian.
pub(super) fn is_russian(text: &str) -> bool {
    text.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'))
}
