//! The message that an owner reads: Telegram's HTML, in the owner's language. Pure.

use crate::account::Language;

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
    /// In the visitor's words.
    pub need: Option<String>,
    /// The message in which the contact stands.
    pub quote: Option<String>,
    /// An earlier attempt may have reached the chat without our knowing it.
    pub may_be_repeat: bool,
}

/// Telegram takes 4096 UTF-16 code units after its entities are parsed. Each part has its own share, so that none crowds out another,
/// and together with the labels they stay below: 120 + 20 + 254 + 600 + 2000 and less than 300 of our own.
const NAME: usize = 120;
const CONTACT: usize = 254;
const NEED: usize = 600;
const QUOTE: usize = 2000;

/// Writes the card. Whatever a visitor wrote is escaped and cut to its share.
#[must_use]
pub fn render(card: &Card) -> String {
    let labels = labels(card.language);
    let line = |icon: &str, label: &str, value: &Option<String>, share| {
        let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty())?;
        Some(format!("{icon} <b>{label}:</b> {}", escaped(&cut(value, share))))
    };
    let lines = [
        Some(format!("🔔 <b>{}</b>", labels.title)),
        card.may_be_repeat.then(|| format!("♻️ <i>{}</i>", labels.repeat)),
        Some(String::new()),
        line("👤", labels.name, &card.name, NAME),
        line("📞", labels.phone, &card.phone, CONTACT),
        line("✉️", labels.email, &card.email, CONTACT),
        line("💬", labels.need, &card.need, NEED),
        card.quote.as_deref().map(|quote| format!("\n<blockquote>{}</blockquote>", escaped(&cut(quote.trim(), QUOTE)))),
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

struct Labels {
    title: &'static str,
    repeat: &'static str,
    name: &'static str,
    phone: &'static str,
    email: &'static str,
    need: &'static str,
}

fn labels(language: Language) -> Labels {
    match language {
        Language::Ru => Labels {
            title: "Новый лид",
            repeat: "Возможно, повтор: прошлая попытка осталась без ответа",
            name: "Имя",
            phone: "Телефон",
            email: "E-mail",
            need: "Запрос",
        },
        Language::En => Labels {
            title: "New lead",
            repeat: "Possibly a repeat: the last attempt got no answer",
            name: "Name",
            phone: "Phone",
            email: "E-mail",
            need: "Need",
        },
    }
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
            need: text("букет & лента"),
            quote: text("Мой телефон 8 916 123-45-67"),
            may_be_repeat: false,
        }
    }

    #[test]
    fn speaks_the_owners_language_and_escapes_what_visitors_write() {
        insta::assert_snapshot!(render(&card(Language::Ru)), @"
        🔔 <b>Новый лид</b>

        👤 <b>Имя:</b> Анна &lt;Иванова&gt;
        📞 <b>Телефон:</b> +79161234567
        💬 <b>Запрос:</b> букет &amp; лента

        <blockquote>Мой телефон 8 916 123-45-67</blockquote>
        ");
        insta::assert_snapshot!(render(&Card { may_be_repeat: true, quote: None, ..card(Language::En) }), @"
        🔔 <b>New lead</b>
        ♻️ <i>Possibly a repeat: the last attempt got no answer</i>

        👤 <b>Name:</b> Анна &lt;Иванова&gt;
        📞 <b>Phone:</b> +79161234567
        💬 <b>Need:</b> букет &amp; лента
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
            may_be_repeat: bool,
        ) {
            let long = Card { name: Some(name), need: Some(need), quote: Some(quote), email: Some("a".repeat(254)), may_be_repeat, ..card(Language::Ru) };
            let html = render(&long);
            prop_assert!(plain(&html).encode_utf16().count() <= 4096);
            for tag in ["b", "i", "blockquote"] {
                prop_assert_eq!(html.matches(&format!("<{tag}>")).count(), html.matches(&format!("</{tag}>")).count());
            }
        }
    }
}
