//! What follows a failed attempt to announce a lead. Pure.

use std::time::Duration;

use crate::telegram::TelegramError;

/// How often an announcement is tried before it is given up.
pub const ATTEMPTS: u32 = 5;

/// From one attempt to the next. Together they outlast a restart at Telegram and a deployment of ours; what lasts longer, somebody
/// should look at.
const PAUSES: [Duration; 4] = [Duration::from_secs(15), Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(15)];

/// For how long an announcement lets Telegram put it off.
const PATIENCE: Duration = Duration::from_hours(6);

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another attempt, not before that time.
    Again(Duration),
    /// The same attempt, not before that time: Telegram looked at nothing and asked to wait.
    PutOff(Duration),
    /// None: it was tried as often as makes sense. Somebody may have it tried again.
    GivenUp,
    /// None: only the owner can change what stands in its way.
    Ended,
}

impl Next {
    /// After that attempt, counted from 1, which is part of an announcement that has been tried `for_long`.
    #[must_use]
    pub fn after(error: &TelegramError, attempt: u32, for_long: Duration) -> Self {
        match error {
            TelegramError::ChatGone(_) | TelegramError::Refused(_) | TelegramError::CannotParse(_) => Self::Ended,
            TelegramError::TooMany(seconds) => {
                let wait = Duration::from_secs(*seconds);
                if for_long.saturating_add(wait) <= PATIENCE { Self::PutOff(wait) } else { Self::GivenUp }
            }
            TelegramError::Moved(_)
            | TelegramError::NotModified
            | TelegramError::MessageGone
            | TelegramError::TokenWrong
            | TelegramError::Unreachable
            | TelegramError::Unknown => {
                if attempt < ATTEMPTS {
                    Self::Again(pause(attempt))
                } else {
                    Self::GivenUp
                }
            }
        }
    }
}

/// How long to wait after that attempt, counted from 1.
#[must_use]
pub fn pause(attempt: u32) -> Duration {
    let place = usize::try_from(attempt).unwrap_or(usize::MAX).clamp(1, PAUSES.len());
    PAUSES[place - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_the_fifth_attempt_is_the_last() {
        let seconds = |attempt| match Next::after(&TelegramError::Unreachable, attempt, Duration::ZERO) {
            Next::Again(pause) => Some(pause.as_secs()),
            Next::GivenUp => None,
            other => panic!("{other:?}"),
        };
        assert_eq!([1, 2, 3, 4, 5, 6].map(seconds), [Some(15), Some(60), Some(300), Some(900), None, None]);
        assert_eq!([0, 1, 4, 5, u32::MAX].map(|attempt| pause(attempt).as_secs()), [15, 15, 900, 900, 900]);
    }

    #[test]
    fn every_failure_has_its_consequence() {
        let words = || "x".to_owned();
        let (minute, day) = (Duration::from_mins(1), Duration::from_hours(24));
        for (error, attempt, for_long, expected) in [
            (TelegramError::ChatGone(words()), 1, Duration::ZERO, Next::Ended),
            (TelegramError::Refused(words()), 1, Duration::ZERO, Next::Ended),
            (TelegramError::CannotParse(words()), 1, Duration::ZERO, Next::Ended),
            // Telegram's own time, however many attempts there were, for six hours.
            (TelegramError::TooMany(7), 1, Duration::ZERO, Next::PutOff(Duration::from_secs(7))),
            (TelegramError::TooMany(7), 5, minute, Next::PutOff(Duration::from_secs(7))),
            (TelegramError::TooMany(3600), 1, Duration::from_hours(5), Next::PutOff(Duration::from_hours(1))),
            (TelegramError::TooMany(3601), 1, Duration::from_hours(5), Next::GivenUp),
            (TelegramError::TooMany(1), 1, Duration::from_hours(6), Next::GivenUp),
            (TelegramError::TooMany(u64::MAX), 1, minute, Next::GivenUp),
            // However long the others took.
            (TelegramError::Unreachable, 1, day, Next::Again(Duration::from_secs(15))),
            (TelegramError::Unknown, 2, day, Next::Again(minute)),
            (TelegramError::TokenWrong, 5, minute, Next::GivenUp),
            (TelegramError::MessageGone, 5, minute, Next::GivenUp),
            (TelegramError::Moved(words()), 4, minute, Next::Again(Duration::from_mins(15))),
            (TelegramError::NotModified, 1, minute, Next::Again(Duration::from_secs(15))),
        ] {
            assert_eq!(Next::after(&error, attempt, for_long), expected, "{error:?}, attempt {attempt}, for {for_long:?}");
        }
    }
}
