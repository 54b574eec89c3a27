//! A card's own words, in the owner's language.

use crate::account::Language;

/// What stands before the values of a card, and around them.
pub(super) struct Labels {
    pub(super) title: &'static str,
    pub(super) repeat: &'static str,
    pub(super) earlier: &'static str,
    pub(super) erased: &'static str,
    pub(super) name: &'static str,
    pub(super) phone: &'static str,
    pub(super) email: &'static str,
    pub(super) telegram: &'static str,
    pub(super) doubtful: &'static str,
    pub(super) also: &'static str,
    pub(super) need: &'static str,
}

pub(super) fn labels(language: Language) -> Labels {
    match language {
        Language::Ru => Labels {
            title: "Новый лид",
            repeat: "Возможно, повтор: прошлая попытка осталась без ответа",
            earlier: "Обращался раньше",
            erased: "Посетитель удалил свои данные",
            name: "Имя",
            phone: "Телефон",
            email: "E-mail",
            telegram: "Telegram",
            doubtful: "проверьте",
            also: "Ещё",
            need: "Запрос",
        },
        Language::En => Labels {
            title: "New lead",
            repeat: "Possibly a repeat: the last attempt got no answer",
            earlier: "Has written before",
            erased: "The visitor has deleted what they left",
            name: "Name",
            phone: "Phone",
            email: "E-mail",
            telegram: "Telegram",
            doubtful: "please check",
            also: "Also",
            need: "Need",
        },
    }
}
