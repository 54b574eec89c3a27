//! Phone numbers.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, country};
use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// A phone number that its country's numbering plan knows, in E.164 (`+79161234567`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as a person of that region writes it: with the country's code after `+`, or without.
    /// None where the numbering plan has no such number.
    #[must_use]
    pub fn parse(text: &str, region: Region) -> Option<Self> {
        let number = phonenumber::parse(Some(region.0), text.trim()).ok()?;
        number.is_valid().then(|| Self(number.format().mode(Mode::E164).to_string()))
    }

    /// The whole number. For storing and sending; logs get the masked `Debug`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "Phone(***{last})")
    }
}

/// Where a number without a country's code is dialled: ISO 3166-1 alpha-2, of the countries with a numbering plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Region(country::Id);

impl Region {
    /// Russia.
    pub const RU: Self = Self(country::RU);
    /// The United States.
    pub const US: Self = Self(country::US);
}

impl TryFrom<String> for Region {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let region = country::Id::from_str(&text.trim().to_ascii_uppercase());
        region.map(Self).map_err(|_| Rule::new("invalid", "expected the code of a country such as RU or US"))
    }
}

impl AsRef<str> for Region {
    fn as_ref(&self) -> &str {
        self.0.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_of_the_region_write_them() {
        let cases = [
            ("8 (916) 123-45-67", Region::RU, Some("+79161234567")),
            ("+7 916 123 45 67", Region::US, Some("+79161234567")),
            ("9161234567", Region::RU, Some("+79161234567")),
            ("(415) 555-2671", Region::US, Some("+14155552671")),
            ("+49 30 901820", Region::RU, Some("+4930901820")),
            ("12345", Region::RU, None),
            ("25.12.2026", Region::RU, None),
            ("", Region::RU, None),
            ("+", Region::RU, None),
        ];
        for (text, region, expected) in cases {
            assert_eq!(Phone::parse(text, region).as_ref().map(Phone::as_str), expected, "{text}");
        }
    }

    #[test]
    fn a_region_is_a_country_with_a_numbering_plan() {
        let letters = || 'A'..='Z';
        let codes = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
        let regions: Vec<String> = codes.filter(|code| Region::try_from(code.clone()).is_ok()).collect();
        assert!(regions.len() > 240, "{regions:?}");
        for code in &regions {
            assert!(phonenumber::metadata::DATABASE.by_id(code.as_str()).is_some(), "{code}");
        }
        assert_eq!(Region::try_from(" kz ".to_owned()).unwrap().as_ref(), "KZ");
        for text in ["", "XX", "AQ", "RUS", "7", "Россия"] {
            assert_eq!(Region::try_from(text.to_owned()).unwrap_err().code, "invalid", "{text}");
        }
    }

    #[test]
    fn hides_the_person_in_debug_output() {
        assert_eq!(format!("{:?}", Phone::parse("+79161234567", Region::RU).unwrap()), "Phone(***67)");
    }
}
