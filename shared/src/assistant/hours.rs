//! When people of a company answer. Pure: what the clock shows comes in as an argument.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ClockTime, Day, LocalTime};
use crate::rule::Rule;

/// Some days with the same hours. Work over midnight is two of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Draft")]
pub struct WorkingTime {
    /// At least one, none twice.
    #[schema(min_items = 1, max_items = 7)]
    pub days: Vec<Day>,
    /// When work begins.
    #[schema(value_type = String, pattern = r"^\d\d:\d\d$", example = "09:00")]
    pub from: ClockTime,
    /// When it has ended; later on the same day.
    #[schema(value_type = String, pattern = r"^\d\d:\d\d$", example = "18:00")]
    pub to: ClockTime,
}

/// A working time before it is known whether its parts fit each other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    days: Vec<Day>,
    from: ClockTime,
    to: ClockTime,
}

impl TryFrom<Draft> for WorkingTime {
    type Error = Rule;

    fn try_from(draft: Draft) -> Result<Self, Self::Error> {
        let Draft { days, from, to } = draft;
        let twice = Day::WEEK.iter().any(|day| days.iter().filter(|named| *named == day).count() > 1);
        match days.len() {
            0 => Err(Rule::new("empty", "expected at least one day").at("days")),
            _ if twice => Err(Rule::new("invalid", "expected each day once").at("days")),
            _ if from >= to => Err(Rule::new("invalid", "expected from to be earlier than to").at("to")),
            _ => Ok(Self { days, from, to }),
        }
    }
}

/// When people answer: at most 14 working times, which may overlap. An empty list says nothing of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<WorkingTime>")]
pub struct WorkingHours(Vec<WorkingTime>);

impl WorkingHours {
    /// The working times.
    #[must_use]
    pub fn as_slice(&self) -> &[WorkingTime] {
        &self.0
    }

    /// Whether somebody is at work then. From the first minute on, and no longer at the last.
    #[must_use]
    pub fn is_open(&self, now: LocalTime) -> bool {
        self.0.iter().any(|at_work| at_work.days.contains(&now.day) && at_work.from <= now.time && now.time < at_work.to)
    }

    /// When work begins next after that time; None where it never does.
    #[must_use]
    pub fn opens_next(&self, now: LocalTime) -> Option<LocalTime> {
        now.day.and_the_week_after().enumerate().find_map(|(days_ahead, day)| {
            let begins = self.0.iter().filter(|at_work| at_work.days.contains(&day)).map(|at_work| at_work.from);
            let time = begins.filter(|time| days_ahead > 0 || *time > now.time).min()?;
            Some(LocalTime { day, time })
        })
    }
}

impl TryFrom<Vec<WorkingTime>> for WorkingHours {
    type Error = Rule;

    fn try_from(times: Vec<WorkingTime>) -> Result<Self, Self::Error> {
        if times.len() > 14 { Err(Rule::new("too_long", "expected at most 14 working times")) } else { Ok(Self(times)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> ClockTime {
        ClockTime::try_from(text.to_owned()).unwrap()
    }

    /// Monday to Friday with a break at noon, Saturday morning, and the night to Sunday.
    fn week() -> WorkingHours {
        serde_json::from_value(serde_json::json!([
            { "days": ["mon", "tue", "wed", "thu", "fri"], "from": "13:00", "to": "18:00" },
            { "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:00" },
            { "days": ["sat"], "from": "10:00", "to": "14:00" },
            { "days": ["sat"], "from": "22:00", "to": "24:00" },
            { "days": ["sun"], "from": "00:00", "to": "02:00" },
        ]))
        .unwrap()
    }

    #[test]
    fn tells_whether_it_is_open_and_when_it_opens_next() {
        let cases = [
            (Day::Mon, "08:59", false, Some((Day::Mon, "09:00"))),
            (Day::Mon, "09:00", true, Some((Day::Mon, "13:00"))),
            (Day::Mon, "11:59", true, Some((Day::Mon, "13:00"))),
            (Day::Mon, "12:00", false, Some((Day::Mon, "13:00"))),
            (Day::Mon, "18:00", false, Some((Day::Tue, "09:00"))),
            (Day::Fri, "17:59", true, Some((Day::Sat, "10:00"))),
            (Day::Sat, "14:00", false, Some((Day::Sat, "22:00"))),
            (Day::Sat, "23:59", true, Some((Day::Sun, "00:00"))),
            (Day::Sun, "00:00", true, Some((Day::Mon, "09:00"))),
            (Day::Sun, "02:00", false, Some((Day::Mon, "09:00"))),
        ];
        for (day, time, open, next) in cases {
            let now = LocalTime { day, time: clock(time) };
            assert_eq!(week().is_open(now), open, "{day:?} {time}");
            let next = next.map(|(day, time)| LocalTime { day, time: clock(time) });
            assert_eq!(week().opens_next(now), next, "{day:?} {time}");
        }
        let once: WorkingHours = serde_json::from_str(r#"[{"days":["wed"],"from":"09:00","to":"10:00"}]"#).unwrap();
        let after = LocalTime { day: Day::Wed, time: clock("10:00") };
        assert_eq!(once.opens_next(after), Some(LocalTime { day: Day::Wed, time: clock("09:00") }), "a week later");
        assert_eq!(WorkingHours::default().opens_next(after), None);
    }
}
