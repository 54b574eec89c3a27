//! E-mail addresses as they should be written: `ivan@mail.ru`.

use std::ops::Range;

use super::{
    super::{Contact, Email},
    Spot,
    text::Text,
    words::{NO_DOMAINS, TOP_DOMAINS},
};

/// The longest part before an `@`, in bytes, that is looked at; and the longest after it. Bounds the work for a message of `@`.
const LOCAL: usize = 128;
const DOMAIN: usize = 512;

/// Takes the addresses out of a text.
pub(super) fn take(text: &mut Text) -> Vec<Spot> {
    let signs: Vec<usize> = text.as_str().match_indices('@').map(|(at, _)| at).collect();
    let mut spots: Vec<Spot> = Vec::new();
    for at in signs {
        if let Some((range, email)) = around(text, at) {
            text.hide(range.clone());
            spots.push(Spot { range, contact: Contact::Email(email), doubtful: false });
        }
    }
    spots
}

fn around(text: &Text, at: usize) -> Option<(Range<usize>, Email)> {
    let local = local(text.part(text.as_str().floor_char_boundary(at.saturating_sub(LOCAL))..at));
    let start = at - local.len();
    let domain = domain(text.part(at + 1..text.as_str().floor_char_boundary(at + 1 + DOMAIN)))?;
    let range = start..at + 1 + domain.len();
    // "@ivan@mastodon.social" is a name in a network, "git@github.com:acme/site" a repository.
    let other = text.char_before(start) == Some('@') || text.char_after(range.end) == Some('@');
    let repository = local == "git" && text.char_after(range.end) == Some(':');
    if local.is_empty() || other || repository {
        return None;
    }
    Some((range.clone(), Email::try_from(text.part(range).to_owned()).ok()?))
}

/// What stands before the `@`. Quotes, brackets and what else ASCII allows there are punctuation of the sentence.
fn local(before: &str) -> &str {
    let from =
        before.rfind(|c: char| !(c.is_alphanumeric() || ".+_-'".contains(c))).map_or(0, |at| before.ceil_char_boundary(at + 1));
    let run = before.get(from..).unwrap_or_default();
    // "почта-ivan": a word ran into the address.
    let foreign = |c: char| c.is_alphabetic() && !c.is_ascii();
    let latin = match run.rfind(foreign) {
        Some(at) => run.get(run.ceil_char_boundary(at + 1)..).filter(|rest| rest.contains(|c: char| c.is_ascii_alphabetic())),
        None => None,
    };
    latin.unwrap_or(run).trim_start_matches(['.', '+', '-', '\''])
}

/// The domain at the beginning of what stands after the `@`.
fn domain(after: &str) -> Option<&str> {
    let run = after.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).next()?.trim_end_matches(['.', '-']);
    let mut ends = Vec::new();
    for (at, c) in run.char_indices().skip(1) {
        // "mail.ru.Спасибо", "mail.ruзвоните", "mail.ru-почта".
        let script = run
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_some_and(|before| before.is_ascii_alphabetic() && c.is_alphabetic() && !c.is_ascii());
        if c == '.' || c == '-' || script {
            ends.push(at);
        }
    }
    let labelled = |end: usize| run.get(..end).and_then(|name| Some((name, name.rsplit_once('.')?.1)));
    let whole = labelled(run.len())?;
    let known = |(_, top): &(&str, &str)| TOP_DOMAINS.has(top);
    let cut = ends.into_iter().rev().filter_map(labelled).find(known);
    let (name, top) = if known(&whole) { Some(whole) } else { cut.or(Some(whole)) }?;
    let letters = top.chars().all(char::is_alphabetic) || top.starts_with("xn--");
    (letters && !NO_DOMAINS.has(top)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_where_an_address_begins_and_ends() {
        let cases = [
            ("пишите на Ivan.Petrov@Mail.RU.", Some("ivan.petrov@mail.ru")),
            ("ivan@mail.ru.Спасибо", Some("ivan@mail.ru")),
            ("ivan@mail.ru.Thanks", Some("ivan@mail.ru")),
            ("ivan@mail.ruзвоните", Some("ivan@mail.ru")),
            ("почта-ivan@mail.ru", Some("ivan@mail.ru")),
            ("email=ivan@mail.ru&x", Some("ivan@mail.ru")),
            ("<o'brien+a_b@sub.example.co.uk>", Some("o'brien+a_b@sub.example.co.uk")),
            ("'jane@example.com'", Some("jane@example.com")),
            ("info@пример.рф", Some("info@пример.рф")),
            ("x@shop.flowers", Some("x@shop.flowers")),
            ("x@my-site.ru", Some("x@my-site.ru")),
            ("user@localhost", None),
            ("5@10 руб", None),
            ("2@3.50", None),
            ("@ivan.ru", None),
            ("logo@2x.png", None),
            ("@ivan@mastodon.social", None),
            ("git@github.com:acme/site.git", None),
            ("react@18.2.0", None),
            ("a@b@c.com", None),
        ];
        for (raw, expected) in cases {
            let spots = take(&mut Text::new(raw));
            let found = spots.first().map(|spot| match &spot.contact {
                Contact::Email(email) => email.as_str().to_owned(),
                _ => String::new(),
            });
            assert_eq!(found.as_deref(), expected, "{raw}");
        }
    }
}
