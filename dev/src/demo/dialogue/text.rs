//! Words and clauses of a message, each with its place, so that a value can be cut out verbatim.
use std::ops::Range;

/// A word: letters, digits, and hyphens or apostrophes between them.
pub(super) struct Word {
    pub(super) place: Range<usize>,
    pub(super) lower: String,
    /// It begins with a capital and has letters only.
    pub(super) is_proper: bool,
    pub(super) is_letters: bool,
}

pub(super) fn words(text: &str) -> Vec<Word> {
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '\'' | '’');
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let word = &rest[start..];
        let end = word.find(|letter| !inside(letter)).unwrap_or(word.len());
        let word = word[..end].trim_end_matches(['-', '\'', '’']);
        let start = text.len() - rest.len() + start;
        let is_letters = !word.contains(char::is_numeric);
        words.push(Word {
            place: start..start + word.len(),
            lower: word.to_lowercase().replace('’', "'"),
            is_proper: is_letters && word.starts_with(char::is_uppercase),
            is_letters,
        });
        rest = &text[start + word.len()..];
    }
    words
}

/// The parts of a text between its punctuation marks; a mark within one of the `whole` places does not part it.
pub(super) fn clauses(text: &str, whole: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        let followed = text[at + letter.len_utf8()..].chars().next().is_none_or(|next| !next.is_alphanumeric());
        let parts = letter == '\n' || matches!(letter, '.' | ',' | ';' | '!' | '?' | '—' | '–') && followed;
        if parts && !whole.iter().any(|place| place.contains(&at)) {
            let end = if letter == '?' { at + 1 } else { at };
            clauses.push(trimmed(text, start..end));
            start = at + letter.len_utf8();
        }
    }
    clauses.push(trimmed(text, start..text.len()));
    clauses.retain(|clause| text[clause.clone()].contains(char::is_alphanumeric));
    clauses
}

fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let part = &text[place.clone()];
    let start = place.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

pub(super) const GREETINGS: &str = "\
    здравствуйте здравствуй привет приветствую добрый доброе доброго hi hello hey good \
    greetings алло";
pub(super) const THANKS: &str = "спасибо благодарю спс thanks thank thx";
pub(super) const FAREWELLS: &str = "свидания пока bye goodbye";

/// Words that say nothing about what the visitor needs.
const FILLERS: &str = "\
    а адрес большое вам вас верно вечер вечера вот всего вы да дела день дня до доброго доброй \
    емейл за и или имейл имя как лучше ладно мейл меня мне можно мое моей мой моя моё мы на \
    напишите не нет но ночи номер ок окей очень пишите по пожалуйста позвоните понятно почта \
    почту правильно с суток тел телефон телефону тоже утро утра хорошо это я времени зовут \
    звоните new a address afternoon and are at call can cell correct day doing e-mail email \
    evening fine great here lot how i i'm is it's mail me mobile morning much my name no \
    number ok okay on or phone please reach right sure tel telephone text the there this to \
    very well write yes you your";

pub(super) fn is_filler(word: &str) -> bool {
    [FILLERS, GREETINGS, THANKS, FAREWELLS].iter().any(|list| is_one_of(list, word))
}

/// Whether a list of words, parted by spaces, has this one.
pub(super) fn is_one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}
