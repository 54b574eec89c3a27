//! What a model says, made safe to show wherever it ends up. Pure.

use std::sync::LazyLock;

use regex_lite::Regex;

/// The longest answer that is kept, in characters: a server may not know the bound of tokens.
const LONGEST: usize = 4_000;

/// A model's answer without what a page could carry out: no tags, no handlers, no links of schemes that run something.
///
/// Pages show answers as text; this is for those that do not, and for what an owner copies elsewhere. "a < b" and "I <3 you" stay.
#[must_use]
pub fn plain(answer: &str) -> String {
    cleaned(&answer.chars().filter(|c| !is_invisible(*c)).take(LONGEST).collect::<String>(), &TAG).trim().to_owned()
}

/// An answer that is shown while it is being said. What it shows is the beginning of what [`plain`] makes of the whole; only where tags
/// or schemes are put together out of one another it is not, and then the whole one takes its place.
#[derive(Debug, Default)]
pub struct Speech {
    /// What cannot be shown yet: the beginning of a tag or a scheme, or a blank at the end.
    held: String,
    shown: String,
}

impl Speech {
    /// Adds a piece; what can be shown now.
    pub fn add(&mut self, piece: &str) -> Option<String> {
        self.held.extend(piece.chars().filter(|c| !is_invisible(*c)));
        let (safe, unsafe_yet) = self.held.split_at(safe(&self.held));
        let text = cleaned(safe, &CLOSED_TAG);
        let text = if self.shown.is_empty() { text.trim_start() } else { &text };
        let left = LONGEST.saturating_sub(self.shown.chars().count());
        // What was cut out may have kept a `<` from what makes a tag of it. And a blank at the end may be the end of the answer.
        let (visible, kept) = text.split_at(text[..open_tag(text)].trim_end().len());
        let visible: String = visible.chars().take(left).collect();
        self.held = [kept, unsafe_yet].concat();
        self.shown.push_str(&visible);
        (!visible.is_empty()).then_some(visible)
    }

    /// Whether anything was shown.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !self.shown.is_empty()
    }

    /// What is still to be shown of that answer; None where it begins in another way than what was shown.
    #[must_use]
    pub fn rest<'a>(&self, answer: &'a str) -> Option<&'a str> {
        answer.strip_prefix(&self.shown)
    }
}

/// Up to where a text can be cleaned by itself: before a tag that is not closed, and before what may become a scheme.
fn safe(text: &str) -> usize {
    let end = open_tag(text);
    let scheme = text[..end].char_indices().map(|(at, _)| at).find(|at| may_become_a_scheme(&text[*at..end]));
    // What may become one may stand within a tag.
    open_tag(&text[..scheme.unwrap_or(end)])
}

/// Where a tag begins that is not closed; else where the text ends.
fn open_tag(text: &str) -> usize {
    let is_open = |at: &usize| {
        let after = text[at + 1..].chars().next();
        !text[*at..].contains('>') && after.is_none_or(|after| after.is_ascii_alphabetic() || "/!?<".contains(after))
    };
    text.match_indices('<').map(|(at, _)| at).find(is_open).unwrap_or(text.len())
}

/// Whether more letters may make a scheme of it. Entities are not read: what begins with one waits for as long as a scheme of them can be.
fn may_become_a_scheme(tail: &str) -> bool {
    let letters = tail.chars().filter(|c| !c.is_whitespace()).take(LONGEST_SCHEME + 1);
    let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    let of_entities = letters.starts_with('&') && letters.len() <= LONGEST_SCHEME;
    let begins = |scheme: &str| scheme.starts_with(&letters);
    !letters.is_empty() && (of_entities || ["javascript:", "vbscript:", "data:application/"].into_iter().any(begins))
}

/// Of letters that are each an entity, in bytes.
const LONGEST_SCHEME: usize = 100;

fn cleaned(text: &str, tag: &Regex) -> String {
    let mut text = text.to_owned();
    // What is left when something is taken out may be the next tag ("<scr<b>ipt>").
    loop {
        let cleaned = SCHEME.replace_all(&tag.replace_all(&text, ""), "").into_owned();
        if cleaned == text {
            return text;
        }
        text = cleaned;
    }
}

fn is_invisible(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    control
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A tag or a comment: to its end, or to the end of the text if it has none.
static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<(?:[a-zA-Z/!?])[^>]*(?:>|$)"));

/// A tag or a comment that has come to its end.
static CLOSED_TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<(?:[a-zA-Z/!?])[^>]*>"));

/// A scheme that runs what follows it, however it is taken apart: blanks between its letters, entities in their place.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    let letter = |letter: char| {
        let (upper, lower) = (u32::from(letter.to_ascii_uppercase()), u32::from(letter));
        format!(r"(?:{letter}|&#0*(?:{upper}|{lower});?|&#x0*(?:{upper:x}|{lower:x});?)")
    };
    let blank = r"(?:\s|&(?:Tab|NewLine|#0*(?:9|10|13);?|#x0*[9aAdD];?);?)*";
    let colon = r"(?:[:\x{ff1a}]|&colon;?|&#0*58;?|&#x0*3a;?|%3a)";
    let word = |word: &str| word.chars().map(letter).collect::<Vec<_>>().join(blank);
    let data = format!(r"{}{blank}{colon}{blank}(?:text|application|image)(?:/|&sol;?|%2f)[a-z0-9.+-]*", word("data"));
    pattern(&format!(r"(?i)(?:{}|{}){blank}{colon}|{data}", word("javascript"), word("vbscript")))
});

fn pattern(pattern: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "constant patterns, compiled by the tests below")]
    Regex::new(pattern).expect("a pattern")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_out_what_a_page_could_carry_out_and_nothing_else() {
        for (answer, expected) in [
            ("Здравствуйте! Чем помочь?", "Здравствуйте! Чем помочь?"),
            ("a < b, I <3 you, 5<6>4", "a < b, I <3 you, 5<6>4"),
            ("https://example.com/?a=1&b=2", "https://example.com/?a=1&b=2"),
            ("Please send the data: text or table", "Please send the data: text or table"),
            ("JavaScript is a language", "JavaScript is a language"),
            ("<b>Скидка</b>", "Скидка"),
            ("<script>alert(1)</script>Hi", "alert(1)Hi"),
            ("<scr<b>ipt>alert(1)</scr</b>ipt>", "ipt>alert(1)ipt>"),
            ("<img src=x onerror=alert(1)", ""),
            ("<\u{200b}script>x", "x"),
            ("[click](javascript:alert(1))", "[click](alert(1))"),
            ("[click](JaVa\nScRiPt\t:alert(1))", "[click](alert(1))"),
            ("[click](&#106;avascript&colon;alert(1))", "[click](alert(1))"),
            ("[click](&#x6A;&#97;vascript&#58;alert(1))", "[click](alert(1))"),
            ("javajavascript:script:alert(1)", "alert(1)"),
            ("vbscript:msgbox(1)", "msgbox(1)"),
            ("[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](;base64,PHNjcmlwdD4=)"),
            ("\u{202e}Hi\u{0}", "Hi"),
        ] {
            assert_eq!(plain(answer), expected, "{answer}");
        }
    }

    /// What is shown while it comes in such pieces, and whether the rest of the whole goes on from there.
    fn shown(answer: &str, letters: usize) -> (Vec<String>, Option<String>) {
        let mut speech = Speech::default();
        let chars: Vec<char> = answer.chars().collect();
        let shown = chars.chunks(letters).filter_map(|piece| speech.add(&String::from_iter(piece))).collect();
        (shown, speech.rest(&plain(answer)).map(str::to_owned))
    }

    #[test]
    fn shows_what_is_safe_as_soon_as_it_comes() {
        for (answer, letters, expected) in [
            ("Hello, Anna! ", 100, vec!["Hello, Anna!"]),
            ("Hi there you", 3, vec!["Hi", " the", "re", " you"]),
            ("  Да, есть.", 4, vec!["Да", ", ес", "ть."]),
            ("1 < 2, I <3 you", 100, vec!["1 < 2, I <3 you"]),
            ("ok <b>bold</b> now", 5, vec!["ok", " bol", "d", " now"]),
            ("see javascript:alert(1)", 4, vec!["see", " a", "lert", "(1)"]),
            ("my java is mine", 4, vec!["my", " java is m", "ine"]),
        ] {
            assert_eq!(
                shown(answer, letters),
                (expected.iter().map(|piece| (*piece).to_owned()).collect(), Some(String::new())),
                "{answer}"
            );
        }
        assert_eq!(shown("a <b", 1), (vec!["a".to_owned()], Some(String::new())), "what never ends is never shown");
        assert_eq!(shown("Data", 4), (vec![], Some("Data".to_owned())), "the rest comes with the whole");
    }

    #[test]
    fn keeps_four_thousand_characters() {
        assert_eq!(plain(&"я".repeat(5_000)).chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn nothing_is_left_to_take_out(answer in "[<>a-z/!& :;#\\n]{0,200}|(<|javascript:|&#106;|script|>|<b>|java){0,30}|\\PC{0,200}") {
            let cleaned = plain(&answer);
            prop_assert_eq!(plain(&cleaned), cleaned.clone());
            prop_assert!(!cleaned.to_lowercase().contains("javascript:"));
        }

        #[test]
        fn what_is_shown_on_the_way_begins_the_whole(
            answer in "(<b>|</b>|<img src=x>| |\\n|&|слово|word, |1 < 2|>){0,30}", letters in 1usize..9,
        ) {
            let (pieces, rest) = shown(&answer, letters);
            prop_assert!(rest.is_some(), "{:?} of {:?}", pieces.concat(), plain(&answer));
        }

        #[test]
        fn no_tag_is_shown_on_the_way(answer in "[<>abc/!& :;\\n]{0,200}|(<b>|</b>|<|>| |&|script|слово){0,30}", letters in 1usize..9) {
            let told = shown(&answer, letters).0.concat();
            prop_assert!(!TAG.is_match(&told), "{told}");
        }
    }
}
