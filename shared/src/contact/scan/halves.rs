//! A phone whose digits came in two messages: "мой номер 8 916", then "123 45 67".

use super::{
    super::{Contact, Region},
    Scan, Spot,
    digits::{Joint, span},
    phones::Rows,
    plan::{Digits, Plan, Strength},
    text::HIDDEN,
    verdict::{Verdict, before, counts_something, is_yours},
    words::{BETWEEN, GOING_ON, PHONES},
};

/// A first half has at least the trunk and two digits of the area, else any number would do.
const SHORTEST_START: usize = 3;

/// The longest number, without its last digit.
const LONGEST_START: usize = 14;

/// How many words may stand before the second half: "а дальше 45 67".
const WORDS: usize = 3;

/// The phone that the beginning of a message completes, if the message before broke off inside of it.
///
/// Phones that are whole in either message are hidden already, so no half is one.
pub(super) fn completed(earlier: &str, scan: &Scan, region: Region) -> Option<Spot> {
    let earlier = Scan::new(earlier, region);
    let (first, second) = (Rows::new(&earlier.text), Rows::new(&scan.text));
    let (froms, tos) = (starts(&first)?, ends(&second)?);
    let mut plan = Plan::new(region);
    froms.iter().find_map(|from| tos.iter().rev().find_map(|to| glued((&first, *from), (&second, *to), &mut plan)))
}

fn glued((first, from): (&Rows, usize), (second, to): (&Rows, usize), plan: &mut Plan) -> Option<Spot> {
    let (start, end) = (first.digits(from, first.groups.len() - 1)?, second.digits(0, to)?);
    if start.all.len() < SHORTEST_START && !start.plus {
        return None;
    }
    let (begin, stop) = (span(first.groups.get(from..)?), span(second.groups.get(..=to)?));
    let said = before(first.text, begin.start);
    let meant = said == Verdict::Phone || first.text.is_only(begin.clone());
    let digits = start.then(&end);
    let reading = plan.readings(&digits).into_iter().next()?;
    // Ten digits may be a mobile phone and may be anything: they need a word for it.
    let prefixed = reading.explicit && (digits.plus || digits.all.len() != 10);
    let surely = meant || prefixed && reading.strength >= Strength::Medium && is_free(second, stop.end);
    let other = said == Verdict::Other || is_yours(first.text, begin) || counts_something(second.text, stop);
    if other || reading.doubtful || !surely {
        return None;
    }
    Some(Spot { range: 0..0, contact: Contact::Phone(plan.phone(&reading)?), doubtful: !reading.explicit })
}

impl Digits {
    /// These digits and those of the next message as one number.
    fn then(mut self, next: &Self) -> Self {
        let so_far = self.all.len();
        self.cuts.push(so_far);
        self.cuts.extend(next.cuts.iter().map(|cut| cut + so_far));
        self.all.push_str(&next.all);
        Self { area: self.area || next.area, dots: self.dots || next.dots, ..self }
    }
}

/// The groups with which the number at the end of a message may begin, the farthest first.
fn starts(rows: &Rows) -> Option<Vec<usize>> {
    let last = rows.groups.len().checked_sub(1)?;
    let rest = rows.text.part(rows.groups.get(last)?.end..rows.text.as_str().len());
    if rows.is_other(last) || rest.contains(|c: char| c.is_alphanumeric() || matches!(c, HIDDEN | '%' | '$' | '€' | '₽' | '£'))
    {
        return None;
    }
    let mut starts = vec![last];
    let mut digits = rows.groups.get(last)?.digits();
    for from in (0..last).rev() {
        digits += rows.groups.get(from)?.digits();
        if rows.joint(from) == Joint::None || digits > LONGEST_START {
            break;
        }
        starts.push(from);
    }
    starts.retain(|from| rows.may_begin(*from));
    starts.reverse();
    Some(starts)
}

/// The groups with which the number at the beginning of a message may end, the nearest first.
fn ends(rows: &Rows) -> Option<Vec<usize>> {
    let first = rows.groups.first()?;
    let opening = rows.text.part(0..first.start);
    let foreign = opening.contains(['#', '№', '$', '€', '£', '₽', '+', '@', '/', HIDDEN]);
    let words: Vec<&str> = rows.text.words_before(first.start).take(WORDS + 1).map(|word| word.text).collect();
    if rows.is_other(0) || foreign || words.len() > WORDS || !words.iter().all(|word| GOING_ON.has(word)) {
        return None;
    }
    let run = (0..rows.groups.len()).take_while(|to| *to == 0 || rows.joint(to - 1) != Joint::None).take(LONGEST_START);
    Some(run.filter(|to| rows.may_end(0, *to)).collect())
}

/// Whether nothing follows that the digits could count.
fn is_free(rows: &Rows, at: usize) -> bool {
    let rest = rows.text.part(at..rows.text.as_str().len()).trim_start_matches(' ');
    let next = rows.text.words_after(at).next();
    !rest.starts_with(char::is_alphanumeric)
        || next.is_some_and(|word| PHONES.has(word.text) || BETWEEN.has(word.text) || GOING_ON.has(word.text))
}
