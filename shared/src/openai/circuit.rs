//! Not asking a neighbour that has just failed several times: a visitor gets the contact form at once instead of after a timeout.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::ModelError;

/// So many questions in a row without an answer open the circuit.
const FAILURES: u32 = 3;
/// How long nobody is asked then. After it one question goes through, and its outcome decides.
const PAUSE: Duration = Duration::from_secs(30);

/// What one instance has seen of a neighbour lately. Kept in memory: another instance may well reach it.
#[derive(Debug, Default)]
pub(super) struct Circuit {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    closed_again: Option<Instant>,
}

impl Circuit {
    /// Whether the neighbour may be asked now. Of several who ask at the end of a pause, one may.
    pub(super) fn allows(&self, now: Instant) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.closed_again {
            Some(at) if now < at => false,
            Some(_) => {
                state.closed_again = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    /// Learns what became of a question.
    pub(super) fn learn<T>(&self, outcome: &Result<T, ModelError>, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(_) => *state = State::default(),
            // Says nothing about the next question.
            Err(ModelError::Refused(_) | ModelError::Paused) => {}
            Err(error) => {
                // No use to try before somebody has paid or mended the key.
                state.failures = if error.needs_operator() { FAILURES } else { state.failures + 1 };
                if state.failures >= FAILURES {
                    state.closed_again = Some(now + PAUSE);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUT: Result<(), ModelError> = Err(ModelError::TimedOut);

    #[test]
    fn pauses_after_three_failures_in_a_row_and_then_lets_one_question_through() {
        let (circuit, start) = (Circuit::default(), Instant::now());
        for outcome in [OUT, OUT, Ok(()), OUT, OUT] {
            assert!(circuit.allows(start));
            circuit.learn(&outcome, start);
        }
        assert!(circuit.allows(start));
        circuit.learn(&OUT, start);
        assert!(!circuit.allows(start + PAUSE / 2));
        assert_eq!([circuit.allows(start + PAUSE), circuit.allows(start + PAUSE)], [true, false]);
        circuit.learn(&OUT, start + PAUSE);
        assert!(!circuit.allows(start + PAUSE + PAUSE / 2));
        assert!(circuit.allows(start + PAUSE * 2));
        circuit.learn(&Ok(()), start + PAUSE * 2);
        assert!(circuit.allows(start + PAUSE * 2) && circuit.allows(start + PAUSE * 2));
    }

    #[test]
    fn what_its_operator_must_mend_pauses_at_once_and_a_refused_request_never() {
        let start = Instant::now();
        for (error, pauses) in
            [(ModelError::QuotaUsedUp, true), (ModelError::KeyRefused(401), true), (ModelError::Refused(400), false)]
        {
            let circuit = Circuit::default();
            (0..5).for_each(|_| circuit.learn(&Err::<(), _>(error.clone()), start));
            assert_eq!(circuit.allows(start), !pauses, "{error}");
        }
    }
}
