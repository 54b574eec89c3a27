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
    // Characters that nobody sees and that only hide a tag or a scheme from those who look for one.
    let visible: String = answer.chars().filter(|c| !is_invisible(*c)).take(LONGEST).collect();
    let mut text = visible;
    // What is left when something is taken out may be the next tag ("<scr<b>ipt>").
    loop {
        let cleaned = SCHEME.replace_all(&TAG.replace_all(&text, ""), "").into_owned();
        if cleaned == text {
            return text.trim().to_owned();
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
    }
}
