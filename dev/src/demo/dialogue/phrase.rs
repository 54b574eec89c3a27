//! The assistant's sentences, in both languages; it knows them again in the conversation.
use super::{
    contact::Contacts,
    text::{Word, words},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Russian,
    English,
}

impl Language {
    /// Russian where a letter is Cyrillic; a number or an address tells no language.
    pub(super) fn of(text: &str, contacts: &Contacts) -> Option<Self> {
        let words = words(text);
        let speaks = |word: &&Word| !contacts.covers(word.place.start) && word.lower.contains(char::is_alphabetic);
        let mut words = words.iter().filter(speaks).peekable();
        words.peek()?;
        let cyrillic = |letter: char| matches!(letter, '\u{400}'..='\u{52f}');
        Some(if words.any(|word| word.lower.contains(cyrillic)) { Self::Russian } else { Self::English })
    }

    pub(super) fn pleased(self, name: &str) -> String {
        match self {
            Self::Russian => format!("Приятно познакомиться, {name}."),
            Self::English => format!("Nice to meet you, {name}."),
        }
    }

    pub(super) fn accepted(self, name: Option<&str>) -> String {
        let name = name.map(|name| format!(", {name}")).unwrap_or_default();
        match self {
            Self::Russian => format!("Спасибо{name}. Заявка принята."),
            Self::English => format!("Thank you{name}. Your request is in."),
        }
    }
}

/// A sentence of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    Hello,
    Introduction,
    AskNeed,
    AskName,
    AskContact,
    PhoneAgain,
    EmailAgain,
    Understood,
    ContactNoted,
    NoContact,
    ManagerAnswers,
    ManagerReads,
    NotHuman,
    Welcome,
    Goodbye,
    Updated,
    /// The beginning of the sentence that ends a registration.
    Closing,
    /// The end of every answer after a registration. It claims nothing: the visitor may have deleted the contact meanwhile.
    WriteHere,
}

const QUESTIONS: [Phrase; 5] = [Phrase::AskNeed, Phrase::AskName, Phrase::AskContact, Phrase::PhoneAgain, Phrase::EmailAgain];
/// Said only in an accepted call, or after one.
const RECORDED: [Phrase; 4] = [Phrase::ContactNoted, Phrase::Updated, Phrase::Closing, Phrase::WriteHere];

impl Phrase {
    pub(super) const fn text(self, language: Language) -> &'static str {
        let [russian, english] = self.texts();
        match language {
            Language::Russian => russian,
            Language::English => english,
        }
    }

    pub(super) fn is_in(self, said: &str) -> bool {
        self.texts().iter().any(|text| said.contains(text))
    }

    pub(super) fn question_in(said: &str) -> Option<Self> {
        QUESTIONS.into_iter().find(|question| question.is_in(said))
    }

    pub(super) fn asks_for_contact(self) -> bool {
        matches!(self, Self::AskContact | Self::PhoneAgain | Self::EmailAgain)
    }

    pub(super) fn shows_record(said: &str) -> bool {
        RECORDED.into_iter().any(|phrase| phrase.is_in(said))
    }

    const fn texts(self) -> [&'static str; 2] {
        match self {
            Self::Hello => ["Здравствуйте.", "Hello."],
            Self::Introduction => [
                "Я демонстрационный ассистент: пока не задан ключ OpenAI, здесь отвечает не ИИ, а простой сценарий.",
                "I am a demonstration assistant: until an OpenAI key is set, a simple script answers here, not an AI.",
            ],
            Self::AskNeed => ["Что вас интересует?", "What are you looking for?"],
            Self::AskName => ["Как к вам обращаться?", "May I have your name?"],
            Self::AskContact => [
                "По какому номеру телефона или адресу почты с вами связаться?",
                "What phone number or e-mail address can we reach you at?",
            ],
            Self::PhoneAgain => [
                "Кажется, в номере телефона ошибка. Проверьте, пожалуйста, все ли цифры на месте, и напишите его ещё раз, с кодом страны.",
                "There seems to be a mistake in the phone number. Please check the digits and write it once more, with the country code.",
            ],
            Self::EmailAgain => [
                "Кажется, в адресе почты ошибка. Напишите его, пожалуйста, ещё раз.",
                "There seems to be a mistake in the e-mail address. Please write it once more.",
            ],
            Self::Understood => ["Спасибо, понятно.", "Thank you, I see."],
            Self::ContactNoted => ["Спасибо, контакт записан.", "Thank you, I have your contact."],
            Self::NoContact => [
                "Без телефона или почты менеджер не сможет вам ответить.",
                "Without a phone number or an e-mail address a manager cannot answer you.",
            ],
            Self::ManagerAnswers => ["На этот вопрос ответит менеджер.", "A manager will answer that question."],
            Self::ManagerReads => ["Менеджер увидит это в переписке.", "A manager will see this in our conversation."],
            Self::NotHuman => [
                "Я демонстрационный ассистент: не человек и не ИИ.",
                "I am a demonstration assistant: not a person and not an AI.",
            ],
            Self::Welcome => ["Пожалуйста.", "You are welcome."],
            Self::Goodbye => ["До свидания.", "Goodbye."],
            Self::Updated => ["Спасибо, заявка обновлена.", "Thank you, your request is updated."],
            Self::Closing => ["Менеджер свяжется с вами", "A manager will contact you"],
            Self::WriteHere => ["Если появятся вопросы, напишите сюда.", "If anything else comes up, write here."],
        }
    }
}
