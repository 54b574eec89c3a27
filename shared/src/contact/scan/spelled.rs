//! E-mail addresses spelled out: "ivan at mail dot ru", "ivan собака mail точка ru". Always doubtful.

use std::ops::Range;

use super::{
    super::{Contact, Email},
    Spot,
    text::Text,
    words::{MAIL, NO_LOCAL, POINTING, TOP_DOMAINS},
};

/// What people say for the `@`.
const SIGNS: [&str; 5] = ["at", "собака", "собачка", "собаки", "@"];

/// How far an address may reach to either side of the sign, in bytes. Bounds the work for a message of signs.
const LOCAL: usize = 128;
const DOMAIN: usize = 256;

/// How many words before an address may be about it.
const WORDS: usize = 5;

/// Takes the addresses out of a text.
pub(super) fn take(text: &mut Text) -> Vec<Spot> {
    let mut spots = Vec::new();
    for said in SIGNS {
        let places: Vec<usize> = text.as_str().match_indices(said).map(|(at, _)| at).collect();
        for at in places {
            if let Some((range, email)) = around(text, said, at) {
                text.hide(range.clone());
                spots.push(Spot { range, contact: Contact::Email(email), doubtful: true });
            }
        }
    }
    spots
}

fn around(text: &Text, said: &str, at: usize) -> Option<(Range<usize>, Email)> {
    let (sign, bracketed) = bracketed(text, at..at + said.len());
    let before = text.part(text.as_str().floor_char_boundary(sign.start.saturating_sub(LOCAL))..sign.start);
    let after = text.part(sign.end..text.as_str().floor_char_boundary(sign.end + DOMAIN));
    let (left, right) = (before.trim_end_matches(' '), after.trim_start_matches(' '));
    let apart = left.len() < before.len() && right.len() < after.len();
    if !bracketed && said != "@" && !apart {
        return None;
    }
    let (local, taken) = local(left)?;
    let (domain, length, dot_said) = domain(right)?;
    let range = sign.start - (before.len() - left.len()) - taken..sign.end + (after.len() - right.len()) + length;
    let meant = match said {
        // "ivan@mail точка ru" is one, "lunch @ cafe.com" may be none.
        "@" => dot_said && !apart || apart && is_address(text, &range, &local, dot_said),
        "at" => bracketed || is_address(text, &range, &local, dot_said),
        // Nobody says "собака" between two Latin words for anything else.
        _ => true,
    };
    if !meant {
        return None;
    }
    Some((range, Email::try_from(format!("{local}@{domain}")).ok()?))
}

/// With the brackets around it, if there are any: "(at)", "[собака]".
fn bracketed(text: &Text, word: Range<usize>) -> (Range<usize>, bool) {
    let pair = (text.char_before(word.start), text.char_after(word.end));
    match pair {
        (Some('('), Some(')')) | (Some('['), Some(']')) | (Some('{'), Some('}')) | (Some('<'), Some('>')) => {
            (word.start - 1..word.end + 1, true)
        }
        _ => (word, false),
    }
}

/// Whether prose would not say so: "look at example dot com", "meet me at gmail.com".
fn is_address(text: &Text, range: &Range<usize>, local: &str, dot_said: bool) -> bool {
    let about_mail = text.words_before(range.start).take(WORDS).any(|word| MAIL.has(word.text));
    let pointed = text.words_before(range.start).next().is_some_and(|word| POINTING.has(word.text));
    let plain = !NO_LOCAL.has(local) && local.len() > 1;
    plain && (about_mail || dot_said && !pointed || text.is_only(range.clone()))
}

/// The part before the sign, and how many bytes of the text it took: "ivan dot petrov" is "ivan.petrov".
fn local(before: &str) -> Option<(String, usize)> {
    let mut local = last_label(before)?.to_owned();
    let mut taken = local.len();
    while let Some(rest) = before.get(..before.len() - taken) {
        let Some((joined, length)) = dot_before(rest) else { break };
        let Some(label) = rest.get(..rest.len() - length).and_then(last_label) else { break };
        local = format!("{label}{joined}{local}");
        taken += length + label.len();
    }
    let starts = local.starts_with(|c: char| c.is_ascii_alphanumeric());
    (starts && local.bytes().any(|byte| byte.is_ascii_alphabetic())).then_some((local, taken))
}

fn last_label(before: &str) -> Option<&str> {
    let from = before
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || "._+-".contains(c)))
        .map_or(0, |at| before.ceil_char_boundary(at + 1));
    before.get(from..).filter(|label| !label.is_empty() && label.len() <= 64)
}

/// A spoken dot at the end of a text.
fn dot_before(text: &str) -> Option<(char, usize)> {
    let trimmed = text.trim_end_matches(' ');
    let said = [" точка", " dot", "(dot)", "[dot]", "(точка)", "[точка]"].into_iter().find(|dot| trimmed.ends_with(dot))?;
    let rest = trimmed.strip_suffix(said)?.trim_end_matches(' ');
    let whole = text.len() > trimmed.len() || said.ends_with([')', ']']);
    whole.then_some(('.', text.len() - rest.len()))
}

/// The domain at the beginning of a text, how many bytes it took, and whether a dot in it was spoken.
fn domain(text: &str) -> Option<(String, usize, bool)> {
    let mut labels = first_label(text)?.to_owned();
    let mut taken = labels.len();
    let mut said = false;
    let mut whole = None;
    while let Some((length, spoken)) = text.get(taken..).and_then(dot_after) {
        let Some(label) = text.get(taken + length..).and_then(first_label) else { break };
        said |= spoken;
        labels = format!("{labels}.{label}");
        taken += length + label.len();
        if TOP_DOMAINS.has(label) {
            whole = Some((labels.clone(), taken, said));
        }
    }
    // "example.com_" and "example.com@" are something else.
    whole.filter(|(_, taken, _)| {
        !text.get(*taken..).unwrap_or_default().starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '@'))
    })
}

fn first_label(text: &str) -> Option<&str> {
    let upto = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(text.len());
    text.get(..upto).filter(|label| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-'))
}

/// A dot at the beginning of a text, written or spoken, and its length.
fn dot_after(text: &str) -> Option<(usize, bool)> {
    if text.starts_with('.') {
        return Some((1, false));
    }
    let trimmed = text.trim_start_matches(' ');
    let said = ["точка ", "dot ", "(dot)", "[dot]", "(точка)", "[точка]"].into_iter().find(|dot| trimmed.starts_with(dot))?;
    let rest = trimmed.strip_prefix(said)?.trim_start_matches(' ');
    let whole = text.len() > trimmed.len() || said.starts_with(['(', '[']);
    whole.then_some((text.len() - rest.len(), true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_spelled_out_and_leaves_prose_alone() {
        let cases = [
            ("ivan at mail dot ru", Some("ivan@mail.ru")),
            ("ivan (at) mail (dot) ru", Some("ivan@mail.ru")),
            ("ivan [at] mail.ru", Some("ivan@mail.ru")),
            ("ivan[at]mail[dot]ru", Some("ivan@mail.ru")),
            ("ivan собака mail точка ru", Some("ivan@mail.ru")),
            ("ivan@mail точка ru", Some("ivan@mail.ru")),
            ("ivan @ mail.ru", Some("ivan@mail.ru")),
            ("jane dot doe at gmail dot com", Some("jane.doe@gmail.com")),
            ("my email: jane at example.com", Some("jane@example.com")),
            ("look at example dot com", None),
            ("meet me at gmail.com office", None),
            ("meet me at mail dot ru", None),
            ("the prices at ikea dot com", None),
            ("dinner with john at cafe.com was fine", None),
            ("у меня собака и точка на карте", None),
            ("format dot com", None),
            ("at at at dot dot dot", None),
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
