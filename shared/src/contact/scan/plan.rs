//! How the digits of a text may be dialled from a region, and how surely they are meant to be.

use super::super::{Phone, Region};

/// How surely digits are a phone, by their length, beginning and grouping alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Only if the words around them say so.
    Weak,
    /// Unless the words before them name another kind of number.
    Medium,
    /// With a `+` or a bracketed area: nothing else is written so.
    Strong,
}

/// Digits as they stand in a text.
#[derive(Debug, Clone)]
pub(super) struct Digits {
    pub(super) all: String,
    /// Where one group ends and the next begins, counted in digits.
    pub(super) cuts: Vec<usize>,
    pub(super) plus: bool,
    /// Whether a group after the country's code is in brackets.
    pub(super) area: bool,
    /// Whether dots part the groups.
    pub(super) dots: bool,
}

/// One way to dial digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    dial: String,
    pub(super) strength: Strength,
    /// Odd enough to ask back.
    pub(super) doubtful: bool,
    /// Whether the country or the trunk is said, or the area is one of mobile phones.
    pub(super) explicit: bool,
}

/// A region's numbering plan, with a limit on how often it is asked: a look-up costs microseconds, and a message of digits alone
/// would ask thousands of times.
#[derive(Debug)]
pub(super) struct Plan {
    region: Region,
    left: u32,
}

/// More than any person's phones in one message.
const LOOKUPS: u32 = 200;

impl Plan {
    pub(super) const fn new(region: Region) -> Self {
        Self { region, left: LOOKUPS }
    }

    /// The phone of a reading, if the plan has it.
    pub(super) fn phone(&mut self, reading: &Reading) -> Option<Phone> {
        self.dial(&reading.dial)
    }

    /// The phone behind such digits, if the plan has it.
    pub(super) fn dial(&mut self, digits: &str) -> Option<Phone> {
        self.left = self.left.checked_sub(1)?;
        Phone::parse(digits, self.region)
    }

    /// The phone of these digits where their length is that of a complete number.
    ///
    /// Without a `+`, the region's own numbers come before those of a country whose code was written without its `+`.
    pub(super) fn possible(&mut self, digits: &Digits) -> Option<Phone> {
        self.left = self.left.checked_sub(1)?;
        let all = digits.all.as_str();
        let readings = self.readings(digits);
        let explicit = readings.iter().filter(|reading| reading.explicit).map(|reading| reading.dial.clone());
        let (national, abroad) = if digits.plus { (None, None) } else { (Some(all.to_owned()), Some(format!("+{all}"))) };
        let abroad = abroad.filter(|dial| readings.iter().any(|reading| reading.dial == *dial));
        explicit.chain(national).chain(abroad).find_map(|dial| Phone::parse_possible(&dial, self.region))
    }

    /// The ways to dial these digits, the likeliest first. Cheap: lengths and first digits only.
    pub(super) fn readings(&self, digits: &Digits) -> Vec<Reading> {
        let all = digits.all.as_str();
        if digits.plus {
            return with_plus(all);
        }
        // "00" is how most of the world dials abroad, and how Russians write it though they dial 8 10.
        if let Some(abroad) = all.strip_prefix("00") {
            let fits = (10..=15).contains(&abroad.len());
            return if fits { vec![Reading::explicit(format!("+{abroad}"), Strength::Medium)] } else { vec![] };
        }
        let mut readings: Vec<Reading> = match self.region.as_ref() {
            "RU" | "KZ" => russian(digits, self.region.as_ref()),
            "US" | "CA" => american(digits),
            _ => elsewhere(digits, self.region.as_ref()),
        }
        .into_iter()
        .collect();
        let at_home = readings.iter().any(|reading| reading.explicit);
        if (11..=13).contains(&all.len()) && !all.starts_with('0') && !at_home {
            // A country's code whose plus was left out: "375291234567".
            readings.push(Reading { doubtful: true, ..Reading::new(format!("+{all}"), Strength::Weak) });
        }
        readings
    }
}

impl Reading {
    fn new(dial: String, strength: Strength) -> Self {
        Self { dial, strength, doubtful: false, explicit: false }
    }

    fn explicit(dial: String, strength: Strength) -> Self {
        Self { explicit: true, ..Self::new(dial, strength) }
    }
}

fn with_plus(all: &str) -> Vec<Reading> {
    if all.len() == 11 && all.starts_with("89") {
        // "+8 916 …" is a Russian with one key too many; no country has the code 89.
        return vec![Reading {
            doubtful: true,
            ..Reading::explicit(format!("+7{}", all.get(1..).unwrap_or_default()), Strength::Strong)
        }];
    }
    let fits = (8..=15).contains(&all.len()) && !all.starts_with('0');
    if fits { vec![Reading::explicit(format!("+{all}"), Strength::Strong)] } else { vec![] }
}

/// Russia and Kazakhstan: ten digits, mobile areas from 9 (7 in Kazakhstan), the trunk 8 or the code 7 before them.
fn russian(digits: &Digits, region: &str) -> Option<Reading> {
    let all = digits.all.as_str();
    if let Some(abroad) = all.strip_prefix("810")
        && (10..=15).contains(&abroad.len())
    {
        return Some(Reading::explicit(format!("+{abroad}"), Strength::Medium));
    }
    let trunk = all.len().checked_sub(10).filter(|trunk| *trunk <= 1)?;
    let national = all.get(trunk..)?;
    let has_trunk = trunk == 1;
    let kazakh = national.starts_with('7');
    let mobile = national.starts_with('9') || kazakh && (region == "KZ" || has_trunk);
    if has_trunk && !all.starts_with(['7', '8']) || !national.starts_with(['3', '4', '7', '8', '9']) {
        return None;
    }
    let single = digits.cuts.len() == all.len() - 1;
    let usual = single || shaped(digits, trunk, if has_trunk { &[0, 3, 4, 5, 6, 7, 8, 9] } else { &[3, 4, 5, 6, 7, 8, 9] });
    let area_apart = digits.cuts.contains(&(trunk + 3));
    let strength = match (usual, digits.area) {
        (true, true) => Strength::Strong,
        (true, _) if has_trunk => Strength::Medium,
        (true, _) if mobile && (digits.cuts.is_empty() || area_apart) => Strength::Medium,
        (true, _) if !kazakh && area_apart && digits.cuts.len() > 1 => Strength::Medium,
        _ => Strength::Weak,
    };
    Some(Reading { dial: format!("+7{national}"), strength, doubtful: !usual, explicit: has_trunk || mobile })
}

/// North America: three digits, three, and four, with or without the code 1.
fn american(digits: &Digits) -> Option<Reading> {
    let all = digits.all.as_str();
    if all.starts_with("011") && all.len() >= 12 {
        return Some(Reading::explicit(format!("+{}", all.get(3..)?), Strength::Medium));
    }
    let trunk = all.len().checked_sub(10).filter(|trunk| *trunk <= 1)?;
    let national = all.get(trunk..)?;
    let from_two = |at: usize| national.as_bytes().get(at).is_some_and(|digit| *digit >= b'2');
    if trunk == 1 && !all.starts_with('1') || !from_two(0) || !from_two(3) {
        return None;
    }
    let single = digits.cuts.len() == all.len() - 1;
    let usual = single || shaped(digits, trunk, &[0, 3, 6]);
    let strength = match (usual, digits.area) {
        (true, true) => Strength::Strong,
        (true, false) => Strength::Medium,
        (false, _) => Strength::Weak,
    };
    Some(Reading { dial: format!("+1{national}"), strength, doubtful: !usual, explicit: trunk == 1 })
}

/// All other plans: the crate knows them; here only whether the trunk prefix is there.
fn elsewhere(digits: &Digits, region: &str) -> Option<Reading> {
    let all = digits.all.as_str();
    if !(8..=12).contains(&all.len()) {
        return None;
    }
    let trunk = all.starts_with('0') || region == "BY" && all.len() == 11 && all.starts_with("80");
    let strength = match (trunk, digits.area) {
        (true, true) => Strength::Strong,
        (true, false) => Strength::Medium,
        (false, _) => Strength::Weak,
    };
    Some(Reading { dial: all.to_owned(), strength, doubtful: false, explicit: trunk })
}

/// Whether the groups part where such numbers are parted, counted without the trunk. Dots part them strictly: "4.15.555.2671" is
/// a version.
fn shaped(digits: &Digits, trunk: usize, cuts: &[usize]) -> bool {
    let strict: &[usize] = &[0, 3, 6, 8];
    let allowed =
        |cut: &usize| cut.checked_sub(trunk).is_some_and(|cut| cuts.contains(&cut) && (!digits.dots || strict.contains(&cut)));
    digits.cuts.iter().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(groups: &str, region: Region) -> Option<Strength> {
        let all: String = groups.split(' ').collect();
        let cuts = groups.match_indices(' ').enumerate().map(|(index, (at, _))| at - index).collect();
        let digits = Digits { all, cuts, plus: false, area: false, dots: false };
        Plan::new(region).readings(&digits).first().map(|reading| reading.strength)
    }

    #[test]
    fn weighs_digits_by_length_beginning_and_grouping() {
        use Strength::{Medium, Weak};
        let cases = [
            ("89161234567", Region::RU, Some(Medium)),
            ("8 916 123 45 67", Region::RU, Some(Medium)),
            ("9161234567", Region::RU, Some(Medium)),
            ("4951234567", Region::RU, Some(Weak)),
            ("495 123 45 67", Region::RU, Some(Medium)),
            ("9204 123456", Region::RU, Some(Weak)),
            ("9 161 234 567", Region::RU, Some(Weak)),
            ("89 161 234 567", Region::RU, Some(Weak)),
            ("5100123456", Region::RU, None),
            ("375291234567", Region::RU, Some(Weak)),
            ("4155552671", Region::US, Some(Medium)),
            ("415 555 2671", Region::US, Some(Medium)),
            ("4 155 552 671", Region::US, Some(Weak)),
            ("4151552671", Region::US, None),
        ];
        for (groups, region, expected) in cases {
            assert_eq!(strength(groups, region), expected, "{groups}");
        }
    }

    #[test]
    fn stops_asking_after_many_look_ups() {
        let mut plan = Plan::new(Region::RU);
        let answered = (0..1000).filter(|_| plan.dial("89161234567").is_some()).count();
        assert_eq!(answered, LOOKUPS as usize);
    }
}
