//! `LIMIT_*` and `OPENAI_PRICE_*`.

use super::{Reader, TokenConfig};
use crate::usage::Limits;

impl Limits {
    /// Reads the limits and the prices; every one has a default. Addresses are digested under `SECRET_KEY`.
    ///
    /// `LIMIT_VISITOR_MESSAGES_PER_MINUTE` (20) and `…_PER_DAY` (300), `LIMIT_ADDRESS_MESSAGES_PER_MINUTE` (60) and `…_PER_DAY` (2000),
    /// `LIMIT_OWNER_MESSAGES_PER_MINUTE` (600) and `…_PER_DAY` (20000), `LIMIT_ADDRESS_OPENS_PER_MINUTE` (60) and `…_PER_DAY` (2000),
    /// `LIMIT_VISITOR_FORMS_PER_DAY` (10),
    /// `LIMIT_ADDRESS_FORMS_PER_DAY` (100), `LIMIT_OWNER_TEST_MESSAGES_PER_MINUTE` (10) and `…_PER_DAY` (100),
    /// `LIMIT_VISITOR_AUDIO_SECONDS_PER_DAY` (1800), `LIMIT_OWNER_AUDIO_SECONDS_PER_DAY` (36000),
    /// `LIMIT_OWNER_TOKENS_PER_MONTH` (50000000) and `LIMIT_OWNER_DOLLARS_PER_MONTH` (20); in US dollars
    /// `OPENAI_PRICE_PER_MILLION_TOKENS_READ` (0.10), `OPENAI_PRICE_PER_MILLION_TOKENS_WRITTEN` (0.50) and
    /// `OPENAI_PRICE_PER_MINUTE_OF_SPEECH` (0.0045), which are those of the default models.
    pub fn read(reader: &mut Reader, tokens: &TokenConfig) -> Self {
        let default = Self::default();
        let mut number = |name: &str, default: i64| {
            let number = reader.parsed(name, default, "expected a whole number, 0 or more");
            if number < 0 {
                reader.refuse(name, "expected a whole number, 0 or more");
            }
            number
        };
        let mut of = |who: &str, (minute, day): (i64, i64)| {
            (number(&format!("LIMIT_{who}_MESSAGES_PER_MINUTE"), minute), number(&format!("LIMIT_{who}_MESSAGES_PER_DAY"), day))
        };
        let visitor_messages = of("VISITOR", default.visitor_messages);
        let address_messages = of("ADDRESS", default.address_messages);
        let owner_messages = of("OWNER", default.owner_messages);
        let address_opens = (
            number("LIMIT_ADDRESS_OPENS_PER_MINUTE", default.address_opens.0),
            number("LIMIT_ADDRESS_OPENS_PER_DAY", default.address_opens.1),
        );
        let forms =
            (number("LIMIT_VISITOR_FORMS_PER_DAY", default.forms.0), number("LIMIT_ADDRESS_FORMS_PER_DAY", default.forms.1));
        let test_messages = (
            number("LIMIT_OWNER_TEST_MESSAGES_PER_MINUTE", default.test_messages.0),
            number("LIMIT_OWNER_TEST_MESSAGES_PER_DAY", default.test_messages.1),
        );
        let audio_seconds = (
            number("LIMIT_VISITOR_AUDIO_SECONDS_PER_DAY", default.audio_seconds.0),
            number("LIMIT_OWNER_AUDIO_SECONDS_PER_DAY", default.audio_seconds.1),
        );
        let tokens_a_month = number("LIMIT_OWNER_TOKENS_PER_MONTH", default.tokens);
        let dollars = number("LIMIT_OWNER_DOLLARS_PER_MONTH", default.microdollars / 1_000_000);
        let mut price = |name: &str, default: f64| {
            let price: f64 = reader.parsed(name, default, "expected US dollars, such as 0.10");
            if !(price.is_finite() && price >= 0.0) {
                reader.refuse(name, "expected US dollars, such as 0.10");
            }
            price
        };
        let (read, written, minute) = default.prices;
        Self {
            visitor_messages,
            address_messages,
            owner_messages,
            address_opens,
            forms,
            test_messages,
            audio_seconds,
            tokens: tokens_a_month,
            microdollars: dollars.saturating_mul(1_000_000),
            prices: (
                price("OPENAI_PRICE_PER_MILLION_TOKENS_READ", read),
                price("OPENAI_PRICE_PER_MILLION_TOKENS_WRITTEN", written),
                price("OPENAI_PRICE_PER_MINUTE_OF_SPEECH", minute),
            ),
            salt: tokens.secret.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Limits, String> {
        let variables: HashMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut reader = Reader::new(variables);
        let limits = Limits::read(&mut reader, &TokenConfig::development());
        reader.finish(limits).map_err(|error| error.to_string())
    }

    #[test]
    fn every_limit_can_be_set_and_has_a_default() {
        let limits = read(&[("LIMIT_VISITOR_MESSAGES_PER_MINUTE", "5"), ("LIMIT_OWNER_DOLLARS_PER_MONTH", "0")]).unwrap();
        assert_eq!((limits.visitor_messages, limits.microdollars, limits.tokens), ((5, 300), 0, 50_000_000));
    }

    #[test]
    fn what_is_no_limit_is_refused_by_name() {
        let error = read(&[("LIMIT_OWNER_MESSAGES_PER_DAY", "-1"), ("OPENAI_PRICE_PER_MINUTE_OF_SPEECH", "NaN")]).unwrap_err();
        assert!(error.contains("LIMIT_OWNER_MESSAGES_PER_DAY") && error.contains("OPENAI_PRICE_PER_MINUTE_OF_SPEECH"), "{error}");
    }
}
