//! Texts without what reaches a person.

use std::sync::LazyLock;

use regex_lite::Regex;

/// An e-mail address, or what looks like one.
static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"[^\s@<>"'(),:;=]+@[^\s@<>"'(),:;=]+"#).ok());
/// Seven digits and more, however they are parted. Ids lose theirs too; they go out in fields of their own.
static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\+?\(?[0-9](?:[ \t\u{a0}().\-/]{0,3}[0-9]){6,}").ok());

/// The text with e-mail addresses and phone numbers taken out. Where that cannot be done, nothing is left of it.
pub(super) fn masked(text: &str) -> String {
    let (Some(email), Some(digits)) = (&*EMAIL, &*DIGITS) else { return String::new() };
    digits.replace_all(&email.replace_all(text, "[e-mail]"), "[number]").into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_reaches_a_person_is_taken_out() {
        for (text, expected) in [
            ("anna@example.com wrote", "[e-mail] wrote"),
            ("to <анна@почта.рф>, Anna", "to <[e-mail]>, Anna"),
            ("Key (email)=(anna.b+x@example.co.uk) exists", "Key (email)=([e-mail]) exists"),
            ("call 8 (916) 123-45-67 or +1 415 555 2671 now", "call [number] or [number] now"),
            ("+79161234567", "[number]"),
            ("tel:89161234567,", "tel:[number],"),
            ("status 429 after 3 attempts, port 5432", "status 429 after 3 attempts, port 5432"),
            ("", ""),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_long_run_of_digits_and_no_address_survives(text in r"[a-z0-9+() @.\-]{0,60}") {
            let masked = masked(&text);
            let longest = masked.split(|char: char| !char.is_ascii_digit()).map(str::len).max().unwrap_or_default();
            prop_assert!(longest < 7, "{masked}");
            prop_assert!(!masked.as_bytes().windows(3).any(|three| three[1] == b'@' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric()), "{masked}");
        }
    }
}
