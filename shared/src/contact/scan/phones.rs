//! Phones.

use std::ops::Range;

use super::{
    super::{Contact, Phone},
    Spot,
    digits::{Group, Joint, groups, has_plus, joined, joint, span},
    other_numbers::marked,
    plan::{Digits, Plan, Reading, Strength},
    text::Text,
    verdict::{Verdict, around, before, counts_something, is_yours},
};

/// E.164 allows 15 digits; "00" may stand before them.
const LONGEST: usize = 17;
/// The shortest number that is looked at.
const SHORTEST: usize = 8;
/// "8 916 1 23 45 67" has six groups; more are digits one by one.
const MOST_GROUPS: usize = 7;

/// What digits that the plan knows are by the words around them.
#[derive(Debug, Clone, Copy)]
enum Meant {
    Phone { doubtful: bool },
    Other,
}

/// The digits of a text, in groups.
pub(super) struct Rows<'t> {
    pub(super) text: &'t Text,
    pub(super) groups: Vec<Group>,
    other: Vec<bool>,
}

/// Takes the phones out of a text: from the left, the longest groups that are one.
pub(super) fn take(text: &mut Text, plan: &mut Plan) -> Vec<Spot> {
    let spots = in_rows(&Rows::new(text), plan);
    for spot in &spots {
        text.hide(spot.range.clone());
    }
    spots
}

fn in_rows(rows: &Rows, plan: &mut Plan) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut from = 0;
    while from < rows.groups.len() {
        let found = rows.ends(from).into_iter().rev().find_map(|to| Some((to, rows.phone(from, to, plan)?)));
        if let Some((to, (phone, Meant::Phone { doubtful }))) = &found {
            spots.push(Spot { range: rows.span(from, *to), contact: Contact::Phone(phone.clone()), doubtful: *doubtful });
        }
        // The number of an order is skipped as a whole: there is no phone in "заказ 8 916 123 45 67" without the 8 either.
        from = found.map_or(from, |(to, _)| to) + 1;
    }
    spots
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t Text) -> Self {
        let groups = groups(text);
        let other = marked(text, &groups);
        Self { text, groups, other }
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Range<usize> {
        span(self.groups.get(from..=to).unwrap_or_default())
    }

    /// How a group is joined to the next, if both may belong to a phone.
    pub(super) fn joint(&self, index: usize) -> Joint {
        let other = |index: usize| self.other.get(index).copied().unwrap_or(true);
        if other(index) || other(index + 1) { Joint::None } else { joint(self.text, &self.groups, index) }
    }

    pub(super) fn is_other(&self, index: usize) -> bool {
        self.other.get(index).copied().unwrap_or(true)
    }

    /// Where a phone that begins with this group may end, the nearest first.
    pub(super) fn ends(&self, from: usize) -> Vec<usize> {
        if !self.may_begin(from) {
            return vec![];
        }
        let mut ends = Vec::new();
        let mut digits = 0;
        for to in from..self.groups.len() {
            digits += self.groups.get(to).map_or(0, |group| group.digits());
            if digits > LONGEST || self.is_other(to) || to > from && self.joint(to - 1) == Joint::None {
                break;
            }
            if digits >= SHORTEST && self.may_end(from, to) {
                ends.push(to);
            }
        }
        ends
    }

    /// Not in the middle of something: "446655440000-8916…", "abc8916…".
    pub(super) fn may_begin(&self, from: usize) -> bool {
        let Some(group) = self.groups.get(from) else { return false };
        let hangs = from > 0 && self.joint(from - 1) == Joint::Tight && !self.text.part(0..group.start).ends_with('(');
        let open = match self.text.char_before(group.start) {
            Some('@' | '%' | '\\' | '_' | '&') => false,
            Some(c) if c == '=' || c.is_ascii_alphabetic() => before(self.text, group.start) == Verdict::Phone,
            // A path: "example.ru/catalog/8916…".
            Some('/') => {
                !self.text.part(0..group.start - 1).ends_with(|c: char| c.is_ascii_alphabetic())
                    || before(self.text, group.start) == Verdict::Phone
            }
            _ => true,
        };
        !hangs && open
    }

    pub(super) fn may_end(&self, from: usize, to: usize) -> bool {
        let Some(group) = self.groups.get(to) else { return false };
        let hangs = self.joint(to) == Joint::Tight;
        let count = to - from + 1;
        // Digits one by one make a phone only if no further ones stand beside them.
        let one_by_one =
            count <= MOST_GROUPS || self.joint(to) == Joint::None && (from == 0 || self.joint(from - 1) == Joint::None);
        let rest = self.text.part(group.end..self.text.as_str().len());
        let open = match rest.chars().next() {
            Some('@' | '%' | '_' | '\\') => false,
            Some(letter) if letter.is_ascii_alphabetic() => is_extension(rest),
            _ => true,
        };
        !hangs && one_by_one && open
    }

    /// The phone that these groups are by the plan, and what the words say; none where the plan or the words give no ground for it.
    fn phone(&self, from: usize, to: usize, plan: &mut Plan) -> Option<(Phone, Meant)> {
        let digits = self.digits(from, to)?;
        plan.readings(&digits).into_iter().find_map(|reading| {
            let meant = self.meant(self.span(from, to), &reading)?;
            Some((plan.phone(&reading)?, meant))
        })
    }

    pub(super) fn digits(&self, from: usize, to: usize) -> Option<Digits> {
        let groups = self.groups.get(from..=to)?;
        let (first, span) = (groups.first()?, span(groups));
        let ends = groups.iter().scan(0, |digits, group| {
            *digits += group.digits();
            Some(*digits)
        });
        let mut cuts: Vec<usize> = ends.collect();
        cuts.pop();
        Some(Digits {
            all: joined(self.text, groups),
            cuts,
            plus: has_plus(self.text, first.start),
            area: self.text.part(span.start.saturating_sub(1)..span.end).contains('('),
            dots: self.text.part(span).contains('.'),
        })
    }

    /// What the words around say that these digits are; none where digits like these need words and there are none.
    fn meant(&self, span: Range<usize>, reading: &Reading) -> Option<Meant> {
        let phone = Meant::Phone { doubtful: reading.doubtful };
        if counts_something(self.text, span.clone()) || is_yours(self.text, span.clone()) {
            return Some(Meant::Other);
        }
        if reading.strength == Strength::Strong {
            return Some(phone);
        }
        match around(self.text, &span) {
            Verdict::Other => Some(Meant::Other),
            Verdict::Phone => Some(phone),
            Verdict::Open if reading.strength == Strength::Medium => Some(phone),
            Verdict::Open => self.text.is_only(span).then_some(Meant::Phone { doubtful: true }),
        }
    }
}

/// "x204", "ext. 5".
fn is_extension(rest: &str) -> bool {
    rest.starts_with("ext")
        || rest.strip_prefix('x').is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}
