//! How much each may use.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::{ClientAddress, Measure, Period, Scope, Use};
use crate::{conversation::ExternalId, ids::OwnerId, openai::Usage};

/// Reserved before a model is asked, since what it will cost is known only afterwards: twenty long messages and the prompt, twice, and two
/// answers of the longest kind.
const RESERVED_PROMPT_TOKENS: u32 = 12_000;
const RESERVED_COMPLETION_TOKENS: u32 = 1_200;

/// Limits and prices of a deployment.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Messages of one visitor, a minute and a day.
    pub visitor_messages: (i64, i64),
    /// Messages from one address, a minute and a day. Offices and mobile networks share one, so these are wide.
    pub address_messages: (i64, i64),
    /// Messages to one owner, a minute and a day.
    pub owner_messages: (i64, i64),
    /// Chats opened from one address, a minute and a day.
    pub address_opens: (i64, i64),
    /// Contact forms of one visitor and from one address, a day.
    pub forms: (i64, i64),
    /// Test messages to the Telegram of one owner, a minute and a day. The bot that sends them carries the leads of all.
    pub test_messages: (i64, i64),
    /// Seconds of speech of one visitor and to one owner, a day.
    pub audio_seconds: (i64, i64),
    /// Tokens of one owner, a month.
    pub tokens: i64,
    /// Millionths of a US dollar that one owner may cost, a month.
    pub microdollars: i64,
    /// US dollars for a million tokens read, for a million tokens written, and for a minute of speech.
    pub prices: (f64, f64, f64),
    /// Makes digests of addresses worthless to whoever does not know it.
    pub salt: SecretString,
}

/// Whose request it is.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// To whom.
    pub owner: OwnerId,
    /// Who.
    pub visitor: &'a ExternalId,
    /// From where.
    pub address: ClientAddress,
}

/// What a turn may cost at most: reserved before, settled after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Tokens to reserve, and how many a month there may be.
    pub tokens: (i64, i64),
    /// Millionths of a US dollar to reserve, and how many a month there may be.
    pub microdollars: (i64, i64),
}

/// What sets right what an owner has used of a month, once it is known what a turn has cost.
#[derive(Debug, Clone)]
pub struct Settlement(pub(super) [Use; 2]);

impl Default for Limits {
    /// For one's own machine. Prices are those of the default models.
    fn default() -> Self {
        Self {
            visitor_messages: (20, 300),
            address_messages: (60, 2_000),
            owner_messages: (600, 20_000),
            address_opens: (60, 2_000),
            forms: (10, 100),
            test_messages: (10, 100),
            audio_seconds: (1_800, 36_000),
            tokens: 50_000_000,
            microdollars: 20_000_000,
            prices: (0.10, 0.50, 0.0045),
            salt: "leadline".into(),
        }
    }
}

impl Limits {
    /// What a message uses.
    #[must_use]
    pub fn message(&self, caller: Caller<'_>) -> Vec<Use> {
        let mut uses = self.each(caller, Scope::Visitor, Measure::Messages, self.visitor_messages);
        uses.extend(self.each(caller, Scope::Address, Measure::Messages, self.address_messages));
        uses.extend(self.each(caller, Scope::Owner, Measure::Messages, self.owner_messages));
        uses
    }

    /// What a voice message of that length uses.
    #[must_use]
    pub fn voice_message(&self, caller: Caller<'_>, seconds: i64) -> Vec<Use> {
        self.message(caller).into_iter().chain(self.speech(caller, seconds)).collect()
    }

    /// What it uses to understand a recording of that length.
    #[must_use]
    pub fn speech(&self, caller: Caller<'_>, seconds: i64) -> Vec<Use> {
        let (visitor, owner) = self.audio_seconds;
        let spoken = [(Scope::Visitor, visitor), (Scope::Owner, owner)];
        let spoken = spoken.into_iter().filter_map(|(scope, allowed)| {
            Some(self.one(caller, scope, Measure::AudioSeconds, Period::Day, allowed)?.times(seconds))
        });
        spoken.chain([self.price_of_speech(seconds)]).collect()
    }

    /// What a contact form uses. Counted apart from messages: the form is what is left when those are used up.
    #[must_use]
    pub fn form(&self, caller: Caller<'_>) -> Vec<Use> {
        let (visitor, address) = self.forms;
        let scopes = [(Scope::Visitor, visitor), (Scope::Address, address)];
        scopes.into_iter().filter_map(|(scope, allowed)| self.one(caller, scope, Measure::Forms, Period::Day, allowed)).collect()
    }

    /// What a test message to an owner's Telegram uses.
    #[must_use]
    pub fn test_message(&self) -> Vec<Use> {
        let (minute, day) = self.test_messages;
        vec![owners(Measure::TestMessages, Period::Minute, 1, minute), owners(Measure::TestMessages, Period::Day, 1, day)]
    }

    /// What it uses to open the chat.
    #[must_use]
    pub fn opening(&self, caller: Caller<'_>) -> Vec<Use> {
        self.each(caller, Scope::Address, Measure::Opens, self.address_opens)
    }

    /// What a turn may cost.
    #[must_use]
    pub fn budget(&self) -> Budget {
        let reserved = Usage { prompt_tokens: RESERVED_PROMPT_TOKENS, completion_tokens: RESERVED_COMPLETION_TOKENS };
        Budget { tokens: (tokens(reserved), self.tokens), microdollars: (self.cost(reserved), self.microdollars) }
    }

    /// What sets the counters right once it is known what a turn has cost.
    #[must_use]
    pub fn settlement(&self, used: Usage) -> Settlement {
        let Budget { tokens: (reserved, allowed), microdollars: (money, most) } = self.budget();
        Settlement([
            monthly(Measure::Tokens, tokens(used) - reserved, allowed),
            monthly(Measure::Microdollars, self.cost(used) - money, most),
        ])
    }

    /// Millionths of a US dollar, rounded up: a price per million tokens in dollars is one per token in millionths.
    #[must_use]
    pub fn cost(&self, used: Usage) -> i64 {
        let (read, written, _) = self.prices;
        whole((f64::from(used.prompt_tokens) * read + f64::from(used.completion_tokens) * written).ceil())
    }

    fn price_of_speech(&self, seconds: i64) -> Use {
        let (_, _, minute) = self.prices;
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        monthly(Measure::Microdollars, whole((f64::from(seconds) / 60.0 * minute * 1e6).ceil()), self.microdollars)
    }

    fn each(&self, caller: Caller<'_>, scope: Scope, measure: Measure, (minute, day): (i64, i64)) -> Vec<Use> {
        let periods = [(Period::Minute, minute), (Period::Day, day)];
        periods.into_iter().filter_map(|(period, allowed)| self.one(caller, scope, measure, period, allowed)).collect()
    }

    fn one(&self, caller: Caller<'_>, scope: Scope, measure: Measure, period: Period, allowed: i64) -> Option<Use> {
        let subject = match scope {
            Scope::Visitor => self.digest(&format!("visitor {}", caller.visitor.as_str())),
            Scope::Address => self.digest(&format!("address {}", caller.address.network()?)),
            Scope::Owner => String::new(),
        };
        Some(Use { scope, subject, measure, period, amount: 1, allowed })
    }

    fn digest(&self, text: &str) -> String {
        let digest = Sha256::new().chain_update(self.salt.expose_secret()).chain_update(text).finalize();
        digest.iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }
}

impl Use {
    fn times(self, amount: i64) -> Self {
        Self { amount, ..self }
    }
}

fn monthly(measure: Measure, amount: i64, allowed: i64) -> Use {
    owners(measure, Period::Month, amount, allowed)
}

fn owners(measure: Measure, period: Period, amount: i64, allowed: i64) -> Use {
    Use { scope: Scope::Owner, subject: String::new(), measure, period, amount, allowed }
}

fn tokens(used: Usage) -> i64 {
    i64::from(used.prompt_tokens) + i64::from(used.completion_tokens)
}

fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and nobody pays nine trillion dollars")]
    let whole = number as i64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_rounded_up_to_a_millionth_of_a_dollar() {
        let limits = Limits::default();
        for (prompt_tokens, completion_tokens, expected) in [(0, 0, 0), (1, 0, 1), (1_000, 0, 100), (1_000, 100, 150), (0, 3, 2)]
        {
            assert_eq!(limits.cost(Usage { prompt_tokens, completion_tokens }), expected, "{prompt_tokens} {completion_tokens}");
        }
        assert_eq!(limits.price_of_speech(60).amount, 4_500);
    }

    #[test]
    fn what_was_reserved_and_settled_is_what_was_used() {
        let limits = Limits::default();
        let used = Usage { prompt_tokens: 900, completion_tokens: 80 };
        let Budget { tokens, microdollars } = limits.budget();
        let settled = limits.settlement(used).0.map(|settled| settled.amount);
        assert_eq!((tokens.0 + settled[0], microdollars.0 + settled[1]), (980, limits.cost(used)));
    }

    #[test]
    fn a_subject_tells_nothing_of_a_visitor_and_differs_between_deployments() {
        let visitor = ExternalId::try_from("visitor-1".to_owned()).unwrap();
        let caller = Caller { owner: OwnerId::new(), visitor: &visitor, address: ClientAddress("203.0.113.7".parse().ok()) };
        let subjects = |limits: Limits| limits.message(caller).into_iter().map(|used| used.subject).collect::<Vec<_>>();
        let one = subjects(Limits::default());
        let other = subjects(Limits { salt: "another".into(), ..Limits::default() });
        assert_eq!((one.len(), one[0].len(), one[2].len(), one[4].as_str()), (6, 32, 32, ""));
        assert!(one[0] != other[0] && one[2] != other[2] && one[0] != one[2]);
    }
}
