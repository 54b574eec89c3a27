//! Numbers that show by their shape alone that they are no phones.

use super::{
    digits::{Group, between},
    text::Text,
};

/// For every group, whether it belongs to a date, a time, an address of the network, a place on the map, a card or a price.
pub(super) fn marked(text: &Text, groups: &[Group]) -> Vec<bool> {
    let mut marked = vec![false; groups.len()];
    for from in 0..groups.len() {
        let shapes = [time, date, network, place, insurance, card, prices];
        let longest = shapes.iter().map(|shape| shape(&Row { text, groups, from })).max().unwrap_or_default();
        marked.iter_mut().skip(from).take(longest).for_each(|mark| *mark = true);
    }
    marked
}

/// Groups from one of them on. Each shape tells how many of them it takes: none where it does not fit.
struct Row<'a> {
    text: &'a Text,
    groups: &'a [Group],
    from: usize,
}

impl Row<'_> {
    fn size(&self, index: usize) -> usize {
        self.groups.get(self.from + index).map_or(0, |group| group.digits())
    }

    fn value(&self, index: usize) -> u32 {
        let group = self.groups.get(self.from + index);
        group.and_then(|group| self.text.part(group.start..group.end).parse().ok()).unwrap_or(u32::MAX)
    }

    fn after(&self, index: usize) -> &str {
        between(self.text, self.groups, self.from + index)
    }

    fn sizes(&self, sizes: &[usize]) -> bool {
        sizes.iter().enumerate().all(|(index, size)| self.size(index) == *size)
    }

    fn joined_by(&self, joint: &str, count: usize) -> bool {
        (0..count).all(|index| self.after(index) == joint)
    }

    /// Whether the first `count` groups hang together with no further ones: "8.916.123.45.67" holds no date.
    fn stands_alone(&self, count: usize) -> bool {
        let hangs = |joint: &str| matches!(joint, "." | "-" | "/");
        let before = self.from.checked_sub(1).map_or("", |before| between(self.text, self.groups, before));
        // Two dates with a dash are two dates.
        !hangs(before) && (!hangs(self.after(count - 1)) || self.size(count) > 0 && self.after(count - 1) == "-")
            || before == "-" && !hangs(self.after(count - 1))
    }
}

/// "18:00", and the parts of "50:21:0010203".
fn time(row: &Row) -> usize {
    if row.after(0) == ":" && row.size(0) < 10 && row.size(1) < 10 { 2 } else { 0 }
}

/// "25.12.2026", "12/25/26", "2026-12-25".
fn date(row: &Row) -> usize {
    let day = |index: usize| row.size(index) <= 2 && (1..=31).contains(&row.value(index));
    let year = |index: usize| row.size(index) == 4 && (1900..2100).contains(&row.value(index));
    let joint = row.after(0);
    let same = matches!(joint, "." | "/" | "-") && row.joined_by(joint, 2);
    let short = joint != "-" && row.size(2) == 2;
    let fits = day(0) && day(1) && (year(2) || short) || year(0) && day(1) && day(2);
    if same && fits && row.stands_alone(3) { 3 } else { 0 }
}

/// An IP address.
fn network(row: &Row) -> usize {
    let fits = row.joined_by(".", 3) && (0..4).all(|index| row.size(index) <= 3 && row.value(index) <= 255);
    if fits && row.stands_alone(4) { 4 } else { 0 }
}

/// Latitude and longitude: "55.751244, 37.618423".
fn place(row: &Row) -> usize {
    let degrees = |index: usize| row.size(index) <= 3 && row.after(index) == "." && row.size(index + 1) >= 3;
    let apart = matches!(row.after(1).trim_end_matches('-'), " " | "," | ", " | "; " | ";" | "/");
    if degrees(0) && degrees(2) && apart { 4 } else { 0 }
}

/// A Russian pension insurance number: "123-456-789 00".
fn insurance(row: &Row) -> usize {
    let fits = row.sizes(&[3, 3, 3, 2]) && row.joined_by("-", 2) && matches!(row.after(2), " " | "-");
    if fits { 4 } else { 0 }
}

/// A bank card: four groups of four, or fifteen digits as American Express writes them.
fn card(row: &Row) -> usize {
    let joint = row.after(0);
    let same = |count| matches!(joint, " " | "-") && row.joined_by(joint, count);
    match (row.sizes(&[4, 4, 4, 4]) && same(3), row.sizes(&[4, 6, 5]) && same(2)) {
        (true, _) => 4,
        (_, true) => 3,
        _ => 0,
    }
}

/// A range of prices: "7 900 000 - 8 500 000".
fn prices(row: &Row) -> usize {
    let Some(first) = price(row, 0) else { return 0 };
    if row.after(first - 1).trim() != "-" {
        return 0;
    }
    match price(row, first) {
        Some(second) if !matches!(row.after(first + second - 1), "-" | " " | ".") => first + second,
        _ => 0,
    }
}

/// How many groups from there on are one number with its thousands apart.
fn price(row: &Row, from: usize) -> Option<usize> {
    let thousands =
        (from + 1..from + 5).take_while(|index| row.size(*index) == 3 && matches!(row.after(index - 1), " " | "." | ","));
    let count = thousands.count();
    ((1..=3).contains(&row.size(from)) && count > 0).then_some(count + 1)
}

#[cfg(test)]
mod tests {
    use super::{super::digits::groups, *};

    #[test]
    fn knows_other_numbers_by_their_shape() {
        let all = [
            "25.12.2026",
            "12/25/26",
            "2026-12-25",
            "10.05.2026-12.05.2026",
            "18:00",
            "50:21:0010203:1234",
            "192.168.100.200",
            "55.751244, 37.618423",
            "40.7128, -74.0060",
            "123-456-789 00",
            "4276 3800 1234 5678",
            "3782 822463 10005",
            "7 900 000 - 8 500 000",
            "1,200,000-1,500,000",
        ];
        for raw in all {
            let text = Text::new(raw);
            assert!(marked(&text, &groups(&text)).iter().all(|mark| *mark), "{raw}");
        }
        let none = [
            "8.916.123.45.67",
            "8 (3952) 12-11-56",
            "415-555-2671",
            "8 916 123 - 45 - 67",
            "1:89161234567",
            "06.12.34.56.78",
            "612 345 678",
        ];
        for raw in none {
            let text = Text::new(raw);
            assert!(!marked(&text, &groups(&text)).iter().any(|mark| *mark), "{raw}");
        }
    }
}
