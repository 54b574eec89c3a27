//! Telegram names outside of links: `@ivan_petrov`, `тг: ivan_petrov`.

use std::ops::Range;

use super::{
    super::{Contact, TelegramName},
    Spot,
    text::{HIDDEN, Text},
    words::{NETWORKS, NICKS, NO_NAMES, OTHERS, REACHED, TELEGRAM, TO_TELEGRAM},
};

/// How many words away a word may be about a name.
const BEFORE: usize = 6;
const AFTER: usize = 4;

/// Takes the names out of a text.
pub(super) fn take(text: &mut Text) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for token in tokens(text) {
        let signed = text.char_before(token.start) == Some('@');
        let doubtful = if signed { with_sign(text, &token) } else { without_sign(text, &token) };
        let name = TelegramName::try_from(text.part(token.clone()).to_owned());
        if let (Some(doubtful), Ok(name)) = (doubtful, name) {
            spots.push(Spot { range: token, contact: Contact::Telegram(name), doubtful });
        }
    }
    for spot in &spots {
        text.hide(spot.range.clone());
    }
    spots
}

/// Runs of Latin letters, digits and underscores that stand alone and are long enough.
fn tokens(text: &Text) -> Vec<Range<usize>> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(start) = text.part(at..text.as_str().len()).find(part).map(|found| at + found) {
        let rest = text.part(start..text.as_str().len());
        let end = start + rest.find(|c| !part(c)).unwrap_or(rest.len());
        if (5..=32).contains(&(end - start)) && stands_alone(text, start, end) {
            tokens.push(start..end);
        }
        at = end;
    }
    tokens
}

/// Not a piece of a word, a domain, a path or a tag.
fn stands_alone(text: &Text, start: usize, end: usize) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '#' | '&' | '\\' | '\'' | '’' | '.' | HIDDEN);
    let before = text.part(0..start);
    let before = before.strip_suffix('@').unwrap_or(before);
    let after = text.part(end..text.as_str().len());
    let mut next = after.chars();
    let sign = next.next();
    let goes_on = matches!(sign, Some('.' | '-' | '/' | '\'' | '’')) && next.next().is_some_and(char::is_alphanumeric);
    let dash = before.ends_with(" -") || before.ends_with('-') && !before.trim_end_matches('-').ends_with(char::is_alphanumeric);
    let opens = dash || !before.ends_with(|c: char| joins(c) || c == '@' || c == '_');
    opens && !goes_on && !sign.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | HIDDEN))
}

/// A name with its `@`: if the message is nothing else, or the nearest word that says anything is about Telegram or about writing.
fn with_sign(text: &Text, token: &Range<usize>) -> Option<bool> {
    if NO_NAMES.has(text.part(token.clone())) {
        return None;
    }
    if text.is_only(token.clone()) {
        return Some(false);
    }
    let about = |word: &str| match () {
        () if NETWORKS.has(word) => Some(false),
        () if TELEGRAM.has(word) || REACHED.has(word) || NICKS.has(word) => Some(true),
        () => None,
    };
    let before: Vec<&str> = text.words_before(token.start).take(BEFORE).map(|word| word.text).collect();
    let after: Vec<&str> =
        text.words_after(token.end).take(AFTER).take_while(|word| !word.gap.contains('\n')).map(|word| word.text).collect();
    // Somebody else's Telegram: "у конкурентов телеграм @…".
    let others = before.iter().chain(&after).any(|word| OTHERS.has(word));
    let said = before.iter().find_map(|word| about(word)).or_else(|| after.iter().find_map(|word| about(word)));
    (said == Some(true) && !others).then_some(false)
}

/// A name without its `@`: right after a word for Telegram, or, with doubt, right before one.
fn without_sign(text: &Text, token: &Range<usize>) -> Option<bool> {
    let name = text.part(token.clone());
    if NO_NAMES.has(name)
        || TELEGRAM.has(name)
        || NETWORKS.has(name)
        || NICKS.has(name)
        || !name.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return None;
    }
    let marked = name.contains(|c: char| c == '_' || c.is_ascii_digit());
    if let Some(introduced) = introduced(text, token.start) {
        let foreign = introduced.cyrillic;
        let ends = ends_here(text, token.end);
        let sure = marked || introduced.nick || ends && introduced.signed || foreign && (ends || !latin_follows(text, token.end));
        return sure.then_some(false);
    }
    let followed = text
        .words_after(token.end)
        .find(|word| !TO_TELEGRAM.has(word.text))
        .is_some_and(|word| word.gap.chars().all(|c| matches!(c, ' ' | '(' | '-')) && TELEGRAM.has(word.text));
    (marked && followed && name.contains('_')).then_some(true)
}

/// How a word for Telegram leads to a name.
struct Introduced {
    /// By a colon or a dash.
    signed: bool,
    /// With a word for a user's name.
    nick: bool,
    /// In Cyrillic, where a Latin word can hardly be anything but a name.
    cyrillic: bool,
}

fn introduced(text: &Text, at: usize) -> Option<Introduced> {
    let mut introduced = Introduced { signed: false, nick: false, cyrillic: false };
    for (index, word) in text.words_before(at).take(4).enumerate() {
        let sign = word.gap.trim();
        if !matches!(sign, "" | ":" | "-" | "=" | "," | "(" | ":)" | ".") || index > 0 && sign == "." {
            return None;
        }
        introduced.signed |= matches!(sign, ":" | "-" | "=");
        if TELEGRAM.has(word.text) {
            introduced.cyrillic = !word.text.is_ascii();
            // "Telegram, username janedoe" goes on; "Telegram, please" does not.
            let direct = index == 0 && sign == ",";
            return (!direct).then_some(introduced);
        }
        introduced.nick |= NICKS.has(word.text);
        if !NICKS.has(word.text) && !TO_TELEGRAM.has(word.text) {
            return None;
        }
    }
    None
}

fn ends_here(text: &Text, at: usize) -> bool {
    text.part(at..text.as_str().len()).trim_start_matches(' ').chars().next().is_none_or(|c| !c.is_alphanumeric())
}

fn latin_follows(text: &Text, at: usize) -> bool {
    text.words_after(at).next().is_some_and(|word| word.text.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_name_only_where_telegram_or_writing_is_meant() {
        let cases = [
            ("@ivan_petrov", Some("ivan_petrov")),
            ("👋 @ivan_petrov!", Some("ivan_petrov")),
            ("телеграм @Ivan_Petrov", Some("ivan_petrov")),
            ("@ivan_petrov тг", Some("ivan_petrov")),
            ("пишите мне @ivanpetrov", Some("ivanpetrov")),
            ("тг ivanpetrov", Some("ivanpetrov")),
            ("telegram: ivanpetrov", Some("ivanpetrov")),
            ("my telegram is ivan_petrov", Some("ivan_petrov")),
            ("telegram - ivan_petrov, thanks", Some("ivan_petrov")),
            ("ник в телеграме ivan_petrov", Some("ivan_petrov")),
            ("ivan_petrov (тг)", Some("ivan_petrov")),
            ("is telegram better than email", None),
            ("telegram works best", None),
            ("тг whatsapp viber", None),
            ("telegram, please", None),
            ("@ivan", None),
            ("@media screen", None),
            ("@everyone", None),
            ("instagram: @flowers", None),
            ("инста @flowers_shop, тг нет", None),
            ("привет @flowers_shop", None),
            ("тг @flowers.shop", None),
            ("тг @ivan_", None),
            ("тг #ivan_petrov", None),
        ];
        for (raw, expected) in cases {
            let spots = take(&mut Text::new(raw));
            let found = spots.first().map(|spot| match &spot.contact {
                Contact::Telegram(name) => name.as_str().to_owned(),
                _ => String::new(),
            });
            assert_eq!(found.as_deref(), expected, "{raw}");
        }
    }
}
