//! Days of the week, and what a clock shows on them.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rule::Rule;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Day {
    /// From Monday to Sunday.
    pub const WEEK: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// In English.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mon => "Monday",
            Self::Tue => "Tuesday",
            Self::Wed => "Wednesday",
            Self::Thu => "Thursday",
            Self::Fri => "Friday",
            Self::Sat => "Saturday",
            Self::Sun => "Sunday",
        }
    }

    /// This day and the seven after it, so that the last is the same day of the next week.
    pub fn and_the_week_after(self) -> impl Iterator<Item = Self> {
        Self::WEEK.into_iter().cycle().skip_while(move |day| *day != self).take(8)
    }
}

/// What a clock shows, written `09:00`; `24:00` is the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime {
    /// Since midnight, 0 to 1440.
    minutes: u16,
}

impl TryFrom<String> for ClockTime {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok()).flatten();
        let parts = text.trim().split_once(':').filter(|(hours, minutes)| (hours.len(), minutes.len()) == (2, 2));
        let parts = parts.and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)));
        match parts {
            Some((hours @ 0..=23, minutes @ 0..=59)) => Ok(Self { minutes: hours * 60 + minutes }),
            Some((24, 0)) => Ok(Self { minutes: 1440 }),
            _ => Err(Rule::new("invalid", "expected a time from 00:00 to 24:00")),
        }
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

/// What day and time it is somewhere: `7 21:30` on a Sunday (ISO 8601 counts from Monday).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LocalTime {
    /// The day.
    pub day: Day,
    /// The time; before the end of the day.
    pub time: ClockTime,
}

impl TryFrom<String> for LocalTime {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let refused = || Rule::new("invalid", "expected a day from 1 to 7 and a time");
        let (day, time) = text.split_once(' ').ok_or_else(refused)?;
        let place = day.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let day = place.and_then(|place| Day::WEEK.get(place)).ok_or_else(refused)?;
        Ok(Self { day: *day, time: ClockTime::try_from(time.to_owned())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_clock_shows_and_writes_it_again() {
        let clock = |text: &str| ClockTime::try_from(text.to_owned());
        for text in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(clock(text).unwrap().to_string(), text);
        }
        for text in ["", "9:00", "09:60", "24:01", "25:00", "-1:00", "+9:00", "09:00:00", "0900", "９９:００"] {
            assert!(clock(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reads_the_day_and_the_time() {
        let read = |text: &str| LocalTime::try_from(text.to_owned()).map(|local| (local.day, local.time.to_string()));
        assert_eq!(read("1 09:00"), Ok((Day::Mon, "09:00".to_owned())));
        assert_eq!(read("7 21:30"), Ok((Day::Sun, "21:30".to_owned())));
        for text in ["", "0 09:00", "8 09:00", "-1 09:00", "1", "1 9:00", "Sunday 09:00"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
