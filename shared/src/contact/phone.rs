//! Phone numbers.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, PhoneNumber, country};
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
        let text = text.trim();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let abroad = text.starts_with(['+', '＋']);
        // Told a region, the crate would strip that region's trunk prefix off a foreign number: +353 85 … of "RU" would lose its 8.
        let country = match (abroad, digits.starts_with(RUSSIAN_CODE)) {
            (true, true) => Some(country::RU),
            (true, false) => None,
            (false, _) => Some(region.0),
        };
        let russian = if abroad { digits.starts_with(RUSSIAN_CODE) } else { matches!(region.as_ref(), "RU" | "KZ") };
        Self::known(country, text).or_else(|| {
            let national = area_of_eight(&digits).filter(|_| russian)?;
            Self::known(Some(country::RU), &format!("+{RUSSIAN_CODE}88{national}"))
        })
    }

    fn known(country: Option<country::Id>, text: &str) -> Option<Self> {
        let number = phonenumber::parse(country, text).ok().filter(PhoneNumber::is_valid)?;
        Some(Self(number.format().mode(Mode::E164).to_string()))
    }

    /// The whole number. For storing and sending; logs get the masked `Debug`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The code that Russia and Kazakhstan share.
const RUSSIAN_CODE: char = '7';

/// The ten digits of a Russian number whose area begins with an 8 (812, 843, 800).
///
/// The crate takes the trunk prefix 8 away twice, also where it is no prefix; with two more in front such a number comes out whole.
fn area_of_eight(digits: &str) -> Option<&str> {
    let national = match digits.len() {
        10 => digits,
        11 => digits.strip_prefix(['7', '8'])?,
        _ => return None,
    };
    national.starts_with('8').then_some(national)
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_numbers_as_people_of_the_region_write_them() {
        let cases = [
            ("8 (916) 123-45-67", Region::RU, Some("+79161234567")),
            ("+7 916 123 45 67", Region::US, Some("+79161234567")),
            ("9161234567", Region::RU, Some("+79161234567")),
            ("(415) 555-2671", Region::US, Some("+14155552671")),
            ("+49 30 901820", Region::RU, Some("+4930901820")),
            ("+7 (812) 309-45-67", Region::US, Some("+78123094567")),
            ("8 812 309-45-67", Region::RU, Some("+78123094567")),
            ("812 309-45-67", Region::RU, Some("+78123094567")),
            ("8 800 555-35-35", Region::RU, Some("+78005553535")),
            ("+7 916 123-45-67 ext. 12", Region::RU, Some("+79161234567")),
            ("+353 85 123 4567", Region::RU, Some("+353851234567")),
            ("+49 151 12345678", Region::US, Some("+4915112345678")),
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

    proptest! {
        #[test]
        fn what_was_read_once_is_read_again_unchanged(text in "[+＋]?[0-9 ()x.-]{0,24}") {
            for region in [Region::RU, Region::US] {
                if let Some(phone) = Phone::parse(&text, region) {
                    prop_assert_eq!(Phone::parse(phone.as_str(), region), Some(phone));
                }
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = Phone::parse(&text, Region::RU);
        }
    }
}
