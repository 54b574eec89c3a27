//! What the visitor needs, in their own sentence.
use std::ops::Range;

use super::{
    phrase::Phrase,
    text::{clauses, is_filler, words},
};

/// The longest need that the product takes, in characters.
const LONGEST: usize = 500;

/// The longest run of clauses that says something beyond greetings and the places already understood (contacts, a name), verbatim.
pub(super) fn stated<'a>(text: &'a str, known: &[Range<usize>], pending: Option<Phrase>) -> Option<&'a str> {
    let words = words(text);
    let meaning = |clause: &Range<usize>| {
        let inside = words.iter().filter(|word| clause.contains(&word.place.start));
        let new = inside.filter(|word| !known.iter().any(|place| place.contains(&word.place.start)));
        let told = known.iter().any(|place| clause.contains(&place.start));
        // One word beside a contact or a name belongs to it ("call 415… Kate").
        new.filter(|word| !is_filler(&word.lower)).count().saturating_sub(usize::from(told))
    };
    let clauses = clauses(text, known);
    let runs = clauses.split(|clause| meaning(clause) == 0).filter(|run| !run.is_empty());
    let run = runs.max_by_key(|run| run.iter().map(meaning).sum::<usize>())?;
    let need = &text[run.first()?.start..run.last()?.end];
    let enough = match pending {
        Some(Phrase::AskNeed) | None => 1,
        Some(_) if need.ends_with('?') => usize::MAX,
        Some(_) => 2,
    };
    (run.iter().map(meaning).sum::<usize>() >= enough).then_some(shortened(need))
}

/// The beginning of a need that is too long, up to the end of a word.
fn shortened(need: &str) -> &str {
    match need.char_indices().nth(LONGEST) {
        Some((end, _)) => need[..end].rsplit_once(char::is_whitespace).map_or(&need[..end], |(start, _)| start),
        None => need,
    }
}
