//! The message that an owner reads: Telegram's HTML, in the owner's language. Pure.

use super::labels::labels;
use crate::{
    account::Language,
    lead::{Answer, Field},
};

/// What a card shows.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose language.
    pub language: Language,
    /// What the visitor is called.
    pub name: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// A user name of Telegram, without the `@`.
    pub telegram: Option<String>,
    /// Which of these contacts had to be guessed.
    pub doubtful: Vec<Field>,
    /// Other contacts that came with these.
    pub also: Vec<String>,
    /// In the visitor's words.
    pub need: Option<String>,
    /// To the owner's questions, in their order.
    pub answers: Vec<Answer>,
    /// How much is known, 0 to 100.
    pub score: u8,
    /// There was a lead with the same contact or of the same visitor before.
    pub has_earlier: bool,
    /// The visitor took back all of it.
    pub erased: bool,
    /// The message in which the contact stands.
    pub quote: Option<String>,
    /// An earlier attempt may have reached the chat without our knowing it.
    pub may_be_repeat: bool,
}

/// Telegram takes 4096 UTF-16 code units after its entities are parsed. Each part has its own share, so that none crowds out another; the
/// quote has what the answers leave. Together they stay below: 120 + 3 × 254 + 3 × 80 + 500 + 2000 and less than 400 of our own.
const NAME: usize = 120;
const CONTACT: usize = 254;
const ANOTHER_CONTACT: usize = 80;
const NEED: usize = 500;
const QUESTION: usize = 60;
const ANSWER: usize = 100;
/// Of the answers with their questions and of the quote.
const ANSWERS_AND_QUOTE: usize = 2000;

/// How many answers and other contacts are shown; the leads' page has all of them.
const MOST_ANSWERS: usize = 10;
const MOST_OTHERS: usize = 3;

/// Writes the card. Whatever a visitor or the owner wrote is escaped and cut to its share.
#[must_use]
pub fn render(card: &Card) -> String {
    let labels = labels(card.language);
    if card.erased {
        return format!("🗑 <i>{}</i>", labels.erased);
    }
    let line = |icon: &str, label: &str, value: &Option<String>, share| {
        let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty())?;
        Some(format!("{icon} <b>{label}:</b> {}", within(value, share)))
    };
    let contact = |icon: &str, label: &str, value: &Option<String>, field| {
        let doubt = if card.doubtful.contains(&field) { format!(" (<i>{}</i>)", labels.doubtful) } else { String::new() };
        line(icon, label, value, CONTACT).map(|line| line + &doubt)
    };
    let telegram = card.telegram.as_ref().map(|name| format!("@{name}"));
    let also: Vec<String> = card.also.iter().take(MOST_OTHERS).map(|value| within(value, ANOTHER_CONTACT)).collect();
    let answers: Vec<String> = card.answers.iter().take(MOST_ANSWERS).map(answer).collect();
    let quote = ANSWERS_AND_QUOTE - answers.len() * (QUESTION + ANSWER + "📝 : \n".len());
    let lines = [
        Some(format!("🔔 <b>{}</b>", labels.title)),
        card.may_be_repeat.then(|| format!("♻️ <i>{}</i>", labels.repeat)),
        card.has_earlier.then(|| format!("🔁 <i>{}</i>", labels.earlier)),
        Some(String::new()),
        line("👤", labels.name, &card.name, NAME),
        contact("📞", labels.phone, &card.phone, Field::Phone),
        contact("✉️", labels.email, &card.email, Field::Email),
        contact("✈️", labels.telegram, &telegram, Field::Telegram),
        (!also.is_empty()).then(|| format!("➕ <b>{}:</b> {}", labels.also, also.join(", "))),
        line("💬", labels.need, &card.need, NEED),
        (!answers.is_empty()).then(|| answers.join("\n")),
        Some(format!("⭐ {}/100", card.score)),
        card.quote.as_deref().map(|text| format!("\n<blockquote>{}</blockquote>", within(text, quote))),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// The words of a card without its markup, as they are shown. For where Telegram cannot read the markup.
#[must_use]
pub fn plain(html: &str) -> String {
    // Whatever is not ours is escaped, so every `<` begins a tag of ours.
    let mut words = String::with_capacity(html.len());
    for (place, piece) in html.split('<').enumerate() {
        let after_tag = piece.split_once('>').map_or(piece, |(_, after)| after);
        words.push_str(if place == 0 { piece } else { after_tag });
    }
    words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn answer(Answer { question, answer }: &Answer) -> String {
    // A question mostly ends with its own mark.
    let colon = if question.ends_with(['?', ':', '.', '!']) { "" } else { ":" };
    format!("📝 <b>{}{colon}</b> {}", within(question, QUESTION), within(answer, ANSWER))
}

/// At most so many UTF-16 code units, cut between characters, with an ellipsis where something is missing.
fn cut(text: &str, units: usize) -> String {
    if text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let mut left = units - 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left -= if fits { c.len_utf16() } else { left };
            fits
        })
        .collect();
    kept + "…"
}

/// A text within its share, as it may stand between tags.
fn within(text: &str, share: usize) -> String {
    escaped(&cut(text.trim(), share))
}

/// The three characters that Telegram's HTML asks to escape.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(language: Language) -> Card {
        let text = |text: &str| Some(text.to_owned());
        Card {
            language,
            name: text("Анна <Иванова>"),
            phone: text("+79161234567"),
            email: None,
            telegram: None,
            doubtful: Vec::new(),
            also: Vec::new(),
            need: text("букет & лента"),
            answers: Vec::new(),
            score: 90,
            has_earlier: false,
            erased: false,
            quote: text("Мой телефон 8 916 123-45-67"),
            may_be_repeat: false,
        }
    }

    fn answer(question: &str, answer: &str) -> Answer {
        Answer { question: question.to_owned(), answer: answer.to_owned() }
    }

    #[test]
    fn shows_every_contact_what_is_doubtful_the_answers_and_what_was_before() {
        let full = |language| Card {
            email: Some("anna@example.com".to_owned()),
            telegram: Some("anna_ivanova".to_owned()),
            doubtful: vec![Field::Email, Field::Telegram],
            also: ["+74951234567", "<b>@x.io", "+74951234568", "+74951234569"].map(str::to_owned).to_vec(),
            answers: vec![answer("К какой дате?", "2026-12-25"), answer("Ваш <адрес>", "Москва & область")],
            score: 75,
            has_earlier: true,
            erased: false,
            may_be_repeat: true,
            ..card(language)
        };
        insta::assert_snapshot!(render(&full(Language::Ru)), @"
        🔔 <b>Новый лид</b>
        ♻️ <i>Возможно, повтор: прошлая попытка осталась без ответа</i>
        🔁 <i>Обращался раньше</i>

        👤 <b>Имя:</b> Анна &lt;Иванова&gt;
        📞 <b>Телефон:</b> +79161234567
        ✉️ <b>E-mail:</b> anna@example.com (<i>проверьте</i>)
        ✈️ <b>Telegram:</b> @anna_ivanova (<i>проверьте</i>)
        ➕ <b>Ещё:</b> +74951234567, &lt;b&gt;@x.io, +74951234568
        💬 <b>Запрос:</b> букет &amp; лента
        📝 <b>К какой дате?</b> 2026-12-25
        📝 <b>Ваш &lt;адрес&gt;:</b> Москва &amp; область
        ⭐ 75/100

        <blockquote>Мой телефон 8 916 123-45-67</blockquote>
        ");
        insta::assert_snapshot!(render(&full(Language::En)), @"
        🔔 <b>New lead</b>
        ♻️ <i>Possibly a repeat: the last attempt got no answer</i>
        🔁 <i>Has written before</i>

        👤 <b>Name:</b> Анна &lt;Иванова&gt;
        📞 <b>Phone:</b> +79161234567
        ✉️ <b>E-mail:</b> anna@example.com (<i>please check</i>)
        ✈️ <b>Telegram:</b> @anna_ivanova (<i>please check</i>)
        ➕ <b>Also:</b> +74951234567, &lt;b&gt;@x.io, +74951234568
        💬 <b>Need:</b> букет &amp; лента
        📝 <b>К какой дате?</b> 2026-12-25
        📝 <b>Ваш &lt;адрес&gt;:</b> Москва &amp; область
        ⭐ 75/100

        <blockquote>Мой телефон 8 916 123-45-67</blockquote>
        ");
    }

    #[test]
    fn speaks_the_owners_language_and_escapes_what_visitors_write() {
        insta::assert_snapshot!(render(&card(Language::Ru)), @"
        🔔 <b>Новый лид</b>

        👤 <b>Имя:</b> Анна &lt;Иванова&gt;
        📞 <b>Телефон:</b> +79161234567
        💬 <b>Запрос:</b> букет &amp; лента
        ⭐ 90/100

        <blockquote>Мой телефон 8 916 123-45-67</blockquote>
        ");
        insta::assert_snapshot!(render(&Card { may_be_repeat: true, quote: None, ..card(Language::En) }), @"
        🔔 <b>New lead</b>
        ♻️ <i>Possibly a repeat: the last attempt got no answer</i>

        👤 <b>Name:</b> Анна &lt;Иванова&gt;
        📞 <b>Phone:</b> +79161234567
        💬 <b>Need:</b> букет &amp; лента
        ⭐ 90/100
        ");
    }

    #[test]
    fn without_markup_the_words_are_the_same() {
        insta::assert_snapshot!(plain(&render(&Card { may_be_repeat: true, ..card(Language::En) })), @"
        🔔 New lead
        ♻️ Possibly a repeat: the last attempt got no answer

        👤 Name: Анна <Иванова>
        📞 Phone: +79161234567
        💬 Need: букет & лента
        ⭐ 90/100

        Мой телефон 8 916 123-45-67
        ");
        assert_eq!(plain("&amp;lt;b&amp;gt; &lt;b&gt; x"), "&lt;b&gt; <b> x");
    }

    proptest! {
        #[test]
        fn fits_whatever_the_visitor_wrote(
            name in "[<>&я👍🏽 ]{0,5000}",
            need in "[<>&x👍🏽\\n]{0,5000}",
            quote in "\\PC{0,5000}",
            others in prop::collection::vec("[<>&я👍🏽]{0,300}", 0..6),
            answers in prop::collection::vec(("[<>&я👍🏽?]{0,210}", "[<>&я👍🏽]{0,310}"), 0..14),
            may_be_repeat: bool,
            language in prop::sample::select(vec![Language::Ru, Language::En]),
        ) {
            let long = Card {
                name: Some(name),
                need: Some(need),
                quote: Some(quote),
                email: Some("a".repeat(254)),
                telegram: Some("t".repeat(254)),
                doubtful: vec![Field::Phone, Field::Email, Field::Telegram],
                also: others,
                answers: answers.iter().map(|(question, text)| answer(question, text)).collect(),
                has_earlier: true,
            erased: false,
                may_be_repeat,
                ..card(language)
            };
            let html = render(&long);
            prop_assert!(plain(&html).encode_utf16().count() <= 4096);
            for tag in ["b", "i", "blockquote"] {
                prop_assert_eq!(html.matches(&format!("<{tag}>")).count(), html.matches(&format!("</{tag}>")).count());
            }
        }
    }
}
