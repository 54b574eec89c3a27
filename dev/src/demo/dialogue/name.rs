//! The visitor's name: introduced anywhere, or given as the answer when asked for.
use std::ops::Range;

use super::{
    contact::Contacts,
    text::{GREETINGS, Word, clauses, is_filler, is_one_of, words},
};

/// A name, verbatim, and where it stands with the words that introduce it.
#[derive(Clone)]
pub(super) struct Name<'a> {
    pub(super) name: &'a str,
    pub(super) with_introduction: Range<usize>,
}

/// What nobody says but to give their name: the name may be written small.
const SURE: &[&[&str]] =
    &[&["меня", "зовут"], &["мое", "имя"], &["моё", "имя"], &["my", "name", "is"], &["my", "name's"], &["name", "is"]];
/// What people say before many other words too: a capital must follow, and the clause must begin here.
const UNSURE: &[&[&str]] =
    &[&["я"], &["это"], &["i'm"], &["im"], &["i", "am"], &["this", "is"], &["call", "me"], &["зовите", "меня"]];
/// Of those, the ones that point at anything.
const POINTING: &str = "это this";
/// An answer with one of these is no name.
const REFUSALS: &str = "\
    не нет неважно зачем почему потом пропустить аноним no not nope why skip later what что \
    какая разница anonymous don't нужно нужен нужна хочу need want";
/// Before a name in an answer.
const LEADS_IN: &str = "можно просто зовите меня мне just it's its i'm im да yes sure ok ок";
const LABELS: &str = "имя фио name";
const LONGEST: usize = 3;

/// A name that the visitor introduces: `asked` when the assistant has just asked for it.
pub(super) fn introduced(text: &str, asked: bool) -> Option<Name<'_>> {
    let words = words(text);
    if let Some(name) = labelled(text, &words) {
        return Some(name);
    }
    let starts = 0..words.len();
    starts.clone().find_map(|at| after(text, &words, at, SURE, false)).or_else(|| {
        let greeted = words.first().is_some_and(|word| is_one_of(GREETINGS, &word.lower));
        // "Это Пётр Петрович" introduces somebody; "это Москва" may not.
        let two = |at: usize| words.len() == at + 3 && words[at + 1..].iter().all(|word| word.is_proper);
        let may = |at: &usize| asked || greeted || two(*at) || !is_one_of(POINTING, &words[*at].lower);
        starts.filter(may).find_map(|at| after(text, &words, at, UNSURE, true))
    })
}

fn after<'a>(text: &'a str, words: &[Word], at: usize, introductions: &[&[&str]], strict: bool) -> Option<Name<'a>> {
    let begins = |introduction: &&&[&str]| {
        let said = words[at..].iter().map(|word| word.lower.as_str());
        introduction.len() < words.len() - at && said.take(introduction.len()).eq(introduction.iter().copied())
    };
    let first = at + introductions.iter().find(begins)?.len();
    let spoken_of = &words[first];
    if !spoken_of.is_letters || is_filler(&spoken_of.lower) || is_one_of(REFUSALS, &spoken_of.lower) {
        return None;
    }
    let more = words[first + 1..].iter().take(LONGEST - 1);
    let more = more.zip(&words[first..]).take_while(|(word, before)| word.is_proper && touches(text, before, word)).count();
    let last = &words[first + more];
    if strict && !(spoken_of.is_proper && begins_clause(text, words, at) && ends_clause(text, words, first + more)) {
        return None;
    }
    Some(Name { name: &text[spoken_of.place.start..last.place.end], with_introduction: words[at].place.start..last.place.end })
}

fn touches(text: &str, before: &Word, word: &Word) -> bool {
    text[before.place.end..word.place.start].trim().is_empty()
}

fn begins_clause(text: &str, words: &[Word], at: usize) -> bool {
    at == 0 || !touches(text, &words[at - 1], &words[at]) || is_filler(&words[at - 1].lower)
}

fn ends_clause(text: &str, words: &[Word], at: usize) -> bool {
    let asks = text[words[at].place.end..].starts_with('?');
    let joined = |next: &Word| matches!(next.lower.as_str(), "и" | "из" | "and" | "from" | "here" | "speaking" | "with");
    !asks && words.get(at + 1).is_none_or(|next| !touches(text, &words[at], next) || joined(next))
}

/// A name behind its label ("Имя: Мария", "name: Will"), as in a form that was pasted.
fn labelled<'a>(text: &'a str, words: &[Word]) -> Option<Name<'a>> {
    let label =
        words.iter().position(|word| is_one_of(LABELS, &word.lower) && text[word.place.end..].trim_start().starts_with(':'))?;
    let said = words.get(label + 1..)?;
    let more =
        said.windows(2).take(LONGEST - 1).take_while(|pair| pair[1].is_proper && touches(text, &pair[0], &pair[1])).count();
    let (first, last) = (said.first().filter(|word| word.is_letters)?, said.get(more)?);
    Some(Name { name: &text[first.place.start..last.place.end], with_introduction: words[label].place.start..last.place.end })
}

/// A name that comes later than the question for it: a message of nothing but capitalised words.
pub(super) fn answered_late<'a>(text: &'a str, contacts: &Contacts) -> Option<Name<'a>> {
    let name = answered(text, contacts)?;
    let said = words(text);
    let is_name = |word: &Word| word.is_proper || contacts.covers(word.place.start);
    said.iter().all(is_name).then_some(name)
}

/// A short answer to the question for the name: its first clause, if that can be a name.
pub(super) fn answered<'a>(text: &'a str, contacts: &Contacts) -> Option<Name<'a>> {
    let spans: Vec<_> = contacts.spans().collect();
    let words = words(text);
    let says = |clause: &Range<usize>| {
        let inside = words.iter().filter(|word| clause.contains(&word.place.start) && !contacts.covers(word.place.start));
        inside.skip_while(|word| is_one_of(LEADS_IN, &word.lower)).collect::<Vec<_>>()
    };
    let mut clauses = clauses(text, &spans);
    clauses.retain(|clause| says(clause).iter().any(|word| !is_filler(&word.lower)));
    let clause = clauses.first()?;
    let said = says(clause);
    let (first, last) = (said.first()?, said.last()?);
    let alone = clauses.len() == 1 && said.len() < LONGEST;
    let fits = said.len() <= LONGEST && (first.is_proper || alone) && !text[clause.clone()].ends_with('?');
    let named = |word: &&Word| word.is_letters && !is_filler(&word.lower) && !is_one_of(REFUSALS, &word.lower);
    let place = first.place.start..last.place.end;
    (fits && said.iter().all(named)).then(|| Name { name: &text[place.clone()], with_introduction: place })
}
