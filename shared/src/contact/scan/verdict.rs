//! What the words around a number say about it.

use std::ops::Range;

use super::{
    text::{HIDDEN, Text, Word},
    words::{ABBREVIATED, ASKED, BETWEEN, COUNTED, MINE, NUMBERS, OTHER_NUMBERS, PHONES, TRIED, YOURS},
};

/// What a number is by the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A phone: "звоните".
    Phone,
    /// Something else that has a number: "заказ".
    Other,
    /// They do not say.
    Open,
}

/// How many words before a number may be about it.
const WORDS: usize = 5;

/// What the words before a number say, the nearest that says anything.
pub(super) fn before(text: &Text, at: usize) -> Verdict {
    let signed = text.part(0..at).trim_end_matches([' ', ':']).ends_with(['#', '№']);
    let (mut numbered, mut near) = (false, true);
    let mut words = text.words_before(at).take(WORDS).peekable();
    let mut verdict = Verdict::Open;
    while let Some(word) = words.next() {
        if ends_thought(word.gap, word.text) || word.text.contains(|c: char| c.is_ascii_digit()) {
            break;
        }
        if PHONES.has(word.text) || numbered && MINE.has(word.text) {
            return Verdict::Phone;
        }
        if near && OTHER_NUMBERS.has(word.text) {
            // "Хочу сделать заказ 8916…" is about to order, not about an order.
            let made = words.peek().is_some_and(|before| ASKED.has(before.text));
            verdict = if made { Verdict::Open } else { Verdict::Other };
            break;
        }
        numbered |= NUMBERS.has(word.text);
        near &= BETWEEN.has(word.text);
    }
    if verdict == Verdict::Open && signed { Verdict::Other } else { verdict }
}

/// What the words around a number say, those before it first.
pub(super) fn around(text: &Text, span: &Range<usize>) -> Verdict {
    match before(text, span.start) {
        Verdict::Open => after(text, span.end),
        verdict => verdict,
    }
}

/// What the words after a number say: "… это номер заказа", "… звоните".
fn after(text: &Text, at: usize) -> Verdict {
    let (mut linked, mut near) = (false, true);
    let mut words = text.words_after(at).take(WORDS).peekable();
    while let Some(word) = words.next() {
        if word.gap.contains(['.', ',', ';', '!', '?', '\n', HIDDEN]) {
            break;
        }
        linked |= word.gap.contains(['-', '(']) || matches!(word.text, "это" | "is" | "es" | "ist");
        let counted = words.peek().is_some_and(|next| next.text.starts_with(|c: char| c.is_ascii_digit()));
        if PHONES.has(word.text) {
            return Verdict::Phone;
        }
        if linked && near && !counted && OTHER_NUMBERS.has(word.text) {
            return Verdict::Other;
        }
        near &= BETWEEN.has(word.text);
    }
    Verdict::Open
}

/// Whether a number is said to be the site's own: "ваш номер 8 800 …", "звонил вам на …".
pub(super) fn is_yours(text: &Text, span: Range<usize>) -> bool {
    let number = |word: &str| NUMBERS.has(word) || PHONES.has(word);
    let close = |word: &Word| !ends_thought(word.gap, word.text) && !word.gap.contains('(');
    let before: Vec<&str> = text.words_before(span.start).take(WORDS).take_while(close).map(|word| word.text).collect();
    let after: Vec<&str> = text.words_after(span.end).take(2).take_while(close).map(|word| word.text).collect();
    let named = before.iter().zip(before.iter().skip(1)).take(2).any(|(word, owner)| number(word) && YOURS.has(owner));
    let asked = matches!(after.as_slice(), [owner, word] if YOURS.has(owner) && number(word));
    // "Звонил вам с номера …" is the visitor's own.
    let to = before.iter().find(|word| !number(word)).is_some_and(|word| matches!(*word, "на" | "по" | "at" | "on"));
    let tried = to && before.iter().any(|word| matches!(*word, "вам" | "you")) && before.iter().any(|word| TRIED.has(word));
    named || asked || tried
}

/// Whether a number counts money or things: "$4,155", "9 161 234 567 рублей".
pub(super) fn counts_something(text: &Text, span: Range<usize>) -> bool {
    let money = |c: char| matches!(c, '$' | '€' | '£' | '₽' | '₴' | '₸' | '¥');
    let before = text.part(0..span.start).trim_end_matches(' ').ends_with(money);
    let after = text.part(span.end..text.as_str().len()).trim_start_matches(' ').starts_with(money);
    let thing =
        text.words_after(span.end).next().is_some_and(|word| word.gap.chars().all(|c| c == ' ') && (COUNTED.has(word.text)));
    before || after || thing
}

/// Whether what is before such a gap is another thought. An abbreviation's dot ends none, nor a colon at the end of a line.
fn ends_thought(gap: &str, word: &str) -> bool {
    let gap = if ABBREVIATED.has(word) { gap.strip_prefix('.').unwrap_or(gap) } else { gap };
    !gap.starts_with(':') && gap.contains(['.', ',', ';', '!', '?', '\n', HIDDEN])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_that_says_anything_decides() {
        let cases = [
            ("номер заказа 5", Verdict::Other),
            ("мой номер 5", Verdict::Phone),
            ("номер 5", Verdict::Open),
            ("заказ на номер телефона 5", Verdict::Phone),
            ("телефон, номер заказа 5", Verdict::Other),
            ("заказ, 5", Verdict::Open),
            ("сделать заказ 5", Verdict::Open),
            ("арт. 5", Verdict::Other),
            ("тел. № 5", Verdict::Phone),
            ("№ 5", Verdict::Other),
            ("order #5", Verdict::Other),
            ("order 12 5", Verdict::Open),
            ("телефон:\n5", Verdict::Phone),
        ];
        for (raw, expected) in cases {
            let text = Text::new(raw);
            assert_eq!(before(&text, raw.len() - 1), expected, "{raw}");
        }
    }

    #[test]
    fn a_number_of_the_site_is_no_visitors() {
        let cases = [
            ("ваш номер 5", true),
            ("это ваш телефон 5?", true),
            ("звонил вам на 5", true),
            ("звонила вам по номеру 5", true),
            ("is 5 your number", true),
            ("звонил вам с номера 5", false),
            ("пришлите ваш прайс на телефон 5", false),
            ("жду ваш звонок. телефон 5", false),
            ("i called you, 5", false),
        ];
        for (raw, expected) in cases {
            let text = Text::new(raw);
            let at = raw.find('5').unwrap();
            assert_eq!(is_yours(&text, at..at + 1), expected, "{raw}");
        }
    }

    #[test]
    fn words_after_a_number_say_what_it_was() {
        let cases = [
            ("5 это номер заказа", Verdict::Other),
            ("5 (ИНН)", Verdict::Other),
            ("5 - заказ 12", Verdict::Open),
            ("5 звоните", Verdict::Phone),
            ("5, звоните", Verdict::Open),
        ];
        for (raw, expected) in cases {
            assert_eq!(after(&Text::new(raw), 1), expected, "{raw}");
        }
    }
}
