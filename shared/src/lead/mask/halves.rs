//! A phone whose digits a visitor split over two messages ("my number is 8 916", then "123 45 67").

use std::ops::Range;

use super::super::mark::{groups, is_between, is_same_phone};
use crate::conversation::{Role, Said};

/// Both halves of every such phone, each with the place of its message in the conversation.
pub(super) fn places(phones: &[String], conversation: &[Said]) -> Vec<(usize, Range<usize>)> {
    let visitors: Vec<(usize, &str)> = conversation
        .iter()
        .enumerate()
        .filter(|(_, said)| said.role == Role::Visitor)
        .map(|(at, said)| (at, said.text.as_str()))
        .collect();
    let pairs = visitors.iter().zip(visitors.iter().skip(1));
    pairs
        .filter_map(|((first_at, first), (second_at, second))| {
            let (head, tail) = glued(phones, first, second)?;
            Some([(*first_at, head), (*second_at, tail)])
        })
        .flatten()
        .collect()
}

/// The end of the first text and the beginning of the second one that make a phone together, the longest of each.
fn glued(phones: &[String], first: &str, second: &str) -> Option<(Range<usize>, Range<usize>)> {
    let (heads, tails) = (runs_at_end(first), runs_at_beginning(second));
    heads.iter().rev().find_map(|head| {
        let tail = tails.iter().rev().find(|tail| {
            let together = digits_of(first, head) + &digits_of(second, tail);
            phones.iter().any(|phone| is_same_phone(phone.trim_start_matches('+'), &together))
        })?;
        Some((head.clone(), tail.clone()))
    })
}

fn runs_at_end(text: &str) -> Vec<Range<usize>> {
    let groups = groups(text);
    let Some(last) = groups.last() else { return Vec::new() };
    let joined = groups.windows(2).rev().take_while(|pair| is_joined(text, pair)).filter_map(|pair| pair.first());
    [last].into_iter().chain(joined).map(|group| group.start..last.end).collect()
}

fn runs_at_beginning(text: &str) -> Vec<Range<usize>> {
    let groups = groups(text);
    let Some(first) = groups.first() else { return Vec::new() };
    let joined = groups.windows(2).take_while(|pair| is_joined(text, pair)).filter_map(|pair| pair.last());
    [first].into_iter().chain(joined).map(|group| first.start..group.end).collect()
}

fn is_joined(text: &str, pair: &[Range<usize>]) -> bool {
    matches!(pair, [left, right] if text.get(left.end..right.start).is_some_and(is_between))
}

fn digits_of(text: &str, range: &Range<usize>) -> String {
    text.get(range.clone()).unwrap_or_default().chars().filter(char::is_ascii_digit).collect()
}
