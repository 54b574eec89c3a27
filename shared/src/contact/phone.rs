//! Phone numbers.

use std::fmt;

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::rule::Rule;

/// A phone number in E.164 (`+79161234567`): one that its country's numbering plan contains, or one of a length that the plan
/// allows ([`Phone::parse_possible`]).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as a person of that region writes it: with the country's code after `+`, or without.
    /// None where the numbering plan has no such number.
    #[must_use]
    pub fn parse(text: &str, region: Region) -> Option<Self> {
        let number = read(text, region).filter(|number| PHONE_NUMBER_UTIL.is_valid_number(number))?;
        Some(Self::from_number(&number))
    }

    /// Reads a number that has the length of a complete number of its country, even if the numbering plan does not contain it:
    /// plans change, and a mistyped digit is better confirmed than lost.
    ///
    /// Without `+`, a number that still begins with the trunk prefix is too short by one digit ("8 916 123 45 6"), so it is None.
    #[must_use]
    pub fn parse_possible(text: &str, region: Region) -> Option<Self> {
        let number = read(text, region)?;
        let complete = number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible);
        (complete && !(is_national(text) && keeps_trunk(&number))).then(|| Self::from_number(&number))
    }

    fn from_number(number: &PhoneNumber) -> Self {
        Self(PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164).into_owned())
    }

    /// A stored number as people read it: `+7 916 123-45-67`.
    #[must_use]
    pub fn international(stored: &str) -> String {
        let number = PHONE_NUMBER_UTIL.parse(stored, None).ok();
        let formatted = number.map(|number| PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::International).into_owned());
        formatted.unwrap_or_else(|| stored.to_owned())
    }

    /// The whole number. For storing and sending; logs get the masked `Debug`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn read(text: &str, region: Region) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(text, rlibphonenumber::Region::from_code(region.0).ok()).ok()
}

/// Whether the text names no country's code.
fn is_national(text: &str) -> bool {
    !text.contains(['+', '＋'])
}

/// Whether the number still begins with its trunk prefix, the digit dialled before a complete number. The prefix 0 of most other
/// countries is no first digit of a number, so the parser always removes it.
fn keeps_trunk(number: &PhoneNumber) -> bool {
    let prefix = match number.country_code {
        1 => '1',
        7 | 375 => '8',
        _ => return false,
    };
    number.get_national_significant_number().starts_with(prefix)
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "Phone(***{last})")
    }
}

/// Where a number without a country's code is dialled: ISO 3166-1 alpha-2, of the countries with a numbering plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Region(&'static str);

impl Region {
    /// Russia.
    pub const RU: Self = Self("RU");
    /// The United States.
    pub const US: Self = Self("US");
    #[cfg(test)]
    pub(super) const DE: Self = Self("DE");
    #[cfg(test)]
    pub(super) const GB: Self = Self("GB");
}

impl TryFrom<String> for Region {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let code = REGIONS.into_iter().find(|code| code.eq_ignore_ascii_case(text.trim()));
        code.map(Self).ok_or_else(|| Rule::new("invalid", "expected the code of a country such as RU or US"))
    }
}

// By hand, because a derived one would borrow the static code from what is read.
impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl AsRef<str> for Region {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// The countries with a numbering plan. Listed, because a chat turn without a number in it would have to read all plans to know them.
const REGIONS: [&str; 245] = [
    "AC", "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD", "BE", "BF",
    "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH",
    "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE",
    "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM",
    "GN", "GP", "GQ", "GR", "GT", "GU", "GW", "GY", "HK", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR",
    "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI",
    "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ",
    "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ",
    "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA",
    "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TA",
    "TC", "TD", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "US", "UY", "UZ", "VA",
    "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW",
];

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
    fn a_possible_number_has_a_complete_length() {
        let cases = [
            ("+972 50 123 4567", Region::RU, Some("+972501234567")),
            ("+972 52 123 4567", Region::US, Some("+972521234567")),
            ("+1 512 111 0142", Region::RU, Some("+15121110142")),
            ("512 111 0142", Region::US, Some("+15121110142")),
            ("1 512 111 0142", Region::US, Some("+15121110142")),
            ("+7 000 123-45-67", Region::US, Some("+70001234567")),
            ("8 000 123-45-67", Region::RU, Some("+70001234567")),
            ("+44 20 7946 095", Region::RU, Some("+44207946095")),
            ("+1 512 555 014", Region::RU, None),
            ("1 512 555 014", Region::US, None),
            ("512 555 014", Region::US, None),
            ("555 0142", Region::US, None),
            ("8 916 123 45 6", Region::RU, None),
            ("+7 916 123 45 6", Region::RU, None),
            ("+7 916 123 45 67 8", Region::RU, None),
            ("123-45-67", Region::RU, None),
            ("+999 12 345 6789", Region::RU, None),
        ];
        for (text, region, expected) in cases {
            assert_eq!(Phone::parse_possible(text, region).as_ref().map(Phone::as_str), expected, "{text}");
        }
    }

    #[test]
    fn a_region_is_a_country_with_a_numbering_plan() {
        let mut planned: Vec<String> = PHONE_NUMBER_UTIL.get_supported_regions().map(|region| region.to_string()).collect();
        planned.sort_unstable();
        assert_eq!(REGIONS.to_vec(), planned);
        assert_eq!(Region::try_from(" kz ".to_owned()).unwrap().as_ref(), "KZ");
        for text in ["", "XX", "AQ", "RUS", "7", "Россия"] {
            assert_eq!(Region::try_from(text.to_owned()).unwrap_err().code, "invalid", "{text}");
        }
    }

    #[test]
    fn writes_a_stored_number_for_people() {
        for (stored, expected) in [
            ("+79162993173", "+7 916 299-31-73"),
            ("+14155552671", "+1 415-555-2671"),
            ("+971501234567", "+971 50 123 4567"),
            ("anna", "anna"),
        ] {
            assert_eq!(Phone::international(stored), expected);
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
