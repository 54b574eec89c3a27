//! What a visitor is told when no model could say it.

/// The model is away. Promises only what is true: what was written is stored. Who can be reached is told what the owner says of a colleague
/// (`hand_off`, may be empty) in place of our own words for it.
#[must_use]
pub fn could_not_answer(visitors_text: &str, contact_known: bool, hand_off: &str) -> String {
    let sentence = match (is_russian(visitors_text), contact_known) {
        (true, true) => "Спасибо, мы всё записали. Сейчас я не могу ответить сам — с вами свяжется наш сотрудник.",
        (true, false) => "Сейчас я не могу ответить. Оставьте, пожалуйста, телефон или e-mail — с вами свяжется наш сотрудник.",
        (false, true) => "Thank you, we have noted it. I cannot answer just now, so a colleague will get in touch with you.",
        (false, false) => {
            "I cannot answer just now. Please leave a phone number or an e-mail address, and a colleague will get in touch."
        }
    };
    if !contact_known || hand_off.is_empty() {
        return sentence.to_owned();
    }
    let noted = if is_russian(visitors_text) {
        "Спасибо, мы всё записали. Сейчас я не могу ответить сам."
    } else {
        "Thank you, we have noted it. I cannot answer just now."
    };
    format!("{noted} {hand_off}")
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

/// The visitor deleted their contacts while the model was answering. Replaces its answer, which may repeat them.
#[must_use]
pub fn contacts_deleted(visitors_text: &str) -> &'static str {
    if is_russian(visitors_text) {
        "Ваши контакты удалены, в том числе из переписки. Чем ещё я могу помочь?"
    } else {
        "Your contact details have been deleted, also from this conversation. How else can I help?"
    }
}

/// A contact form has arrived; `hand_off` as for [`could_not_answer`].
#[must_use]
pub fn form_received(visitors_text: &str, hand_off: &str) -> String {
    let (noted, colleague) = if is_russian(visitors_text) {
        ("Спасибо, мы всё записали.", "С вами свяжется наш сотрудник.")
    } else {
        ("Thank you, we have noted it.", "A colleague will get in touch with you.")
    };
    format!("{noted} {}", if hand_off.is_empty() { colleague } else { hand_off })
}

/// The newest of a visitor's texts that tells which language it is in: it has a word, and not only a number, an address or a command. The
/// newest of all where none does.
pub fn telling<'a>(texts: impl DoubleEndedIterator<Item = &'a str>) -> &'a str {
    let mut newest_first = texts.rev().peekable();
    let newest = newest_first.peek().copied().unwrap_or_default();
    newest_first.find(|text| text.split_whitespace().any(is_word)).unwrap_or(newest)
}

fn is_word(token: &str) -> bool {
    let word = token.trim_end_matches(|c: char| c.is_ascii_punctuation());
    word.chars().count() > 1 && word.chars().all(char::is_alphabetic)
}

/// Whether a visitor is spoken to in Russian.
pub(super) fn is_russian(text: &str) -> bool {
    text.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_an_address_says_nothing_of_a_language() {
        let told = |texts: &[&'static str]| telling(texts.iter().copied());
        assert_eq!(told(&["Меня зовут Анна", "+7 916 123-45-67", "anna@example.com", "/fail"]), "Меня зовут Анна");
        assert_eq!(told(&["Здравствуйте", "Hello!", "2"]), "Hello!");
        assert_eq!(told(&["+7 916 123-45-67", "anna@example.com"]), "anna@example.com");
        assert_eq!(told(&[]), "");
    }

    #[test]
    fn the_owners_words_of_a_colleague_stand_in_place_of_ours_once_there_is_a_contact() {
        let hand_off = "Анна перезвонит в течение часа.";
        assert_eq!(
            could_not_answer("Здравствуйте", true, hand_off),
            "Спасибо, мы всё записали. Сейчас я не могу ответить сам. Анна перезвонит в течение часа."
        );
        assert_eq!(
            could_not_answer("Hello", true, hand_off),
            "Thank you, we have noted it. I cannot answer just now. Анна перезвонит в течение часа."
        );
        for text in ["Здравствуйте", "Hello"] {
            assert_eq!(could_not_answer(text, false, hand_off), could_not_answer(text, false, ""));
            assert!(!could_not_answer(text, true, "").contains(hand_off));
        }
    }
}
