//! Groups of digits and what joins them.

use std::ops::Range;

use super::text::Text;

/// Digits without anything between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What lies between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Something that stands inside of no phone: a letter, a comma, a line's end.
    None,
    /// A dash, a dot, a bracket: the two belong together.
    Tight,
    /// With a space: the two may belong together.
    Loose,
}

impl Group {
    pub(super) const fn digits(self) -> usize {
        self.end - self.start
    }
}

/// All groups of a text.
pub(super) fn groups(text: &Text) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, byte) in text.as_str().bytes().enumerate() {
        if byte.is_ascii_digit() {
            match groups.last_mut() {
                Some(last) if last.end == at => last.end += 1,
                _ => groups.push(Group { start: at, end: at + 1 }),
            }
        }
    }
    groups
}

/// What lies between the group at this index and the next.
pub(super) fn between<'t>(text: &'t Text, groups: &[Group], index: usize) -> &'t str {
    match (groups.get(index), groups.get(index + 1)) {
        (Some(left), Some(right)) => text.part(left.end..right.start),
        _ => "",
    }
}

/// How the group at this index is joined to the next.
pub(super) fn joint(text: &Text, groups: &[Group], index: usize) -> Joint {
    let between = between(text, groups, index);
    // "10. 8916…" is the end of a sentence.
    let inside = (1..=5).contains(&between.len()) && between.bytes().all(|byte| b" -.()_".contains(&byte));
    match (inside && !between.contains(". "), between.contains(' ')) {
        (false, _) => Joint::None,
        (true, true) => Joint::Loose,
        (true, false) => Joint::Tight,
    }
}

/// Whether a `+` of its own stands before that place: "+7", "+ 7", "+(7". The plus of a sum ("600 + 7") is none.
pub(super) fn has_plus(text: &Text, at: usize) -> bool {
    let mut before = text.part(0..at).char_indices().rev().take(3).skip_while(|(_, c)| matches!(c, ' ' | '('));
    let Some((plus, '+')) = before.next() else { return false };
    let sum = text.char_after(plus + 1) == Some(' ')
        && text.part(0..plus).trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit());
    !sum
}

/// The digits of some groups, one after another.
pub(super) fn joined(text: &Text, groups: &[Group]) -> String {
    groups.iter().map(|group| text.part(group.start..group.end)).collect()
}

/// From the first digit to the last.
pub(super) fn span(groups: &[Group]) -> Range<usize> {
    groups.first().map_or(0, |first| first.start)..groups.last().map_or(0, |last| last.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_what_people_put_inside_of_a_phone() {
        let cases = [
            ("8 (916", Joint::Loose),
            ("8-916", Joint::Tight),
            ("8)916", Joint::Tight),
            ("8 ) 916", Joint::Loose),
            ("8. 916", Joint::None),
            ("8, 916", Joint::None),
            ("8\n916", Joint::None),
            ("8 +916", Joint::None),
            ("8x916", Joint::None),
        ];
        for (raw, expected) in cases {
            let text = Text::new(raw);
            assert_eq!(joint(&text, &groups(&text), 0), expected, "{raw}");
        }
    }

    #[test]
    fn tells_the_plus_of_a_phone_from_that_of_a_sum() {
        let cases = [
            ("+7", true),
            ("+ 7", true),
            ("+(7", true),
            ("да +7", true),
            ("7", false),
            ("600 + 7", false),
            ("я+ 7", true),
            ("600 +7", true),
        ];
        for (raw, expected) in cases {
            let text = Text::new(raw);
            assert_eq!(has_plus(&text, text.as_str().len() - 1), expected, "{raw}");
        }
    }
}
