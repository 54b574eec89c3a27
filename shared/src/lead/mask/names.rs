//! The source spans of a name in a text, including the cases of a Russian name.

use std::ops::Range;

use super::super::mark::words;

/// Endings that a Russian name gets, by the end of its first form. The second entry is how much of the first form they replace.
const CASES: [(&[char], usize, &[&str]); 4] = [
    (&['а'], 1, &["ы", "и", "е", "у", "ой", "ою", "ей"]),
    (&['я'], 1, &["и", "е", "ю", "ей", "ею"]),
    (&['й', 'ь'], 1, &["я", "ю", "ем", "е", "и", "ью"]),
    (&[], 0, &["а", "у", "ом", "ем", "е", "ым"]),
];

/// The whole name, each word of it, and the cases of each word.
pub(super) fn places(name: &str, text: &str) -> Vec<Range<usize>> {
    let parts = parts(name);
    let cases = parts.iter().flat_map(|part| cases(part)).flat_map(|form| {
        // A common word may look like a case of a name ("романа"); a name is written with a capital.
        words(&form, text)
            .into_iter()
            .filter(|found| text.get(found.clone()).is_some_and(|word| word.starts_with(char::is_uppercase)))
    });
    words(name, text).into_iter().chain(parts.iter().flat_map(|part| words(part, text))).chain(cases).collect()
}

/// The words of a name that point at a person: not its initials, nor particles ("van", "de") beside words with a capital.
fn parts(name: &str) -> Vec<&str> {
    let has_capitals = name.chars().any(char::is_uppercase);
    let points = |word: &&str| {
        let length = word.chars().count();
        if has_capitals { length > 1 && word.starts_with(char::is_uppercase) } else { length > 2 }
    };
    name.split(|c: char| !c.is_alphanumeric()).filter(points).collect()
}

fn cases(part: &str) -> Vec<String> {
    let folded = part.to_lowercase();
    let is_cyrillic = folded.chars().all(|c| matches!(c, 'а'..='я' | 'ё'));
    let matching = CASES.iter().find(|(ends, _, _)| ends.is_empty() || folded.ends_with(*ends));
    let Some((_, replaced, endings)) = matching.filter(|_| is_cyrillic) else { return Vec::new() };
    let stem: String = folded.chars().take(folded.chars().count().saturating_sub(*replaced)).collect();
    if stem.chars().count() < 2 { Vec::new() } else { endings.iter().map(|ending| format!("{stem}{ending}")).collect() }
}
