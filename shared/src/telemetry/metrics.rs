//! What is counted for CloudWatch, as lines of its embedded metric format: no call to anybody, and no cost where it is off.

use std::{io::Write, sync::OnceLock, time::Duration};

use ::metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use metrics_cloudwatch_embedded::{Builder, Collector};

/// The one distribution: how long requests took.
const ANSWER_MILLISECONDS: &str = "AnswerMilliseconds";

static COLLECTOR: OnceLock<&'static Collector> = OnceLock::new();

macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// What is counted, each by its name in CloudWatch. One dimension, the stack: every other would cost a metric for each of its
        /// values.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Counted {
            $($(#[$doc])* $name),+
        }

        impl Counted {
            const ALL: &[Self] = &[$(Self::$name),+];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }
        }
    };
}

counted! {
    /// Messages of visitors that were stored.
    Messages,
    /// Contact forms that were stored.
    Forms,
    /// New leads.
    Leads,
    /// Tokens that the model read.
    TokensRead,
    /// Tokens that the model wrote.
    TokensWritten,
    /// What they cost, in millionths of a US dollar.
    CostMicrodollars,
    /// Questions that no model answered, for whatever reason.
    ModelFailures,
    /// Of those: the account has no money left. An alarm.
    ModelQuotaUsedUp,
    /// Answers in our own words, because no model could.
    FallbackAnswers,
    /// Requests beyond a limit.
    LimitsReached,
    /// Lead events that the queue did not take. An alarm.
    QueueFailures,
    /// Lead events that the upkeep found unsent. An alarm.
    OutboxLeftBehind,
    /// Leads that Telegram took, new or grown.
    Announced,
    /// Leads given up, or that only their owner can mend. An alarm.
    DeliveriesFailed,
    /// Attempts that failed and are followed by another.
    DeliveryAttemptsFailed,
    /// First invocations of a process.
    ColdStarts,
}

/// Counts that many.
pub fn count(counted: Counted, amount: u64) {
    counter!(counted.name()).increment(amount);
}

/// Counts how long a request took.
pub(crate) fn answered_in(time: Duration) {
    histogram!(ANSWER_MILLISECONDS).record(time.as_secs_f64() * 1000.0);
}

/// From now on what is counted is kept until it is flushed.
pub(super) fn start(namespace: String, stack: String) {
    match Builder::new().cloudwatch_namespace(namespace).with_dimension("Stack", stack).init() {
        Ok(collector) => {
            let _ = COLLECTOR.set(collector);
            for counted in Counted::ALL {
                describe_counter!(counted.name(), Unit::Count, "");
            }
            describe_histogram!(ANSWER_MILLISECONDS, Unit::Milliseconds, "");
        }
        Err(error) => tracing::warn!(%error, "metrics could not be started"),
    }
}

/// Writes what was counted since the last time as one line of JSON; none where nothing was.
pub(super) fn flush() {
    let Some(collector) = COLLECTOR.get() else { return };
    // In one piece, so that no other line of this process comes between.
    let mut line = Vec::new();
    if let Err(error) = collector.flush(&mut line).and_then(|()| std::io::stdout().write_all(&line)) {
        tracing::warn!(%error, "metrics could not be written");
    }
}
