//! A model that knows what it should do, and does it only sometimes.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use shared::testing::Completion;

use crate::dialogue::Dialogue;

/// What may go wrong with one answer.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// It should have used the tool and only talks.
    Dropped,
    /// It uses the tool a line later.
    Late,
    /// It registers what nobody said, and insists on it.
    Wrong,
    /// It will not help.
    Refuses,
    /// Its server is busy, and then it is not.
    Busy,
    /// Its server fails three times.
    Down,
    /// The connection breaks.
    Cut,
    /// A proxy answers in its place.
    Garbage,
}

const FAULTS: [Fault; 8] =
    [Fault::Dropped, Fault::Late, Fault::Wrong, Fault::Refuses, Fault::Busy, Fault::Down, Fault::Cut, Fault::Garbage];

/// The model's plan for one dialogue.
pub(crate) struct Script<'a> {
    dialogue: &'a Dialogue,
    random: StdRng,
    /// A call of the tool that should have come before.
    owed: bool,
}

impl<'a> Script<'a> {
    pub(crate) fn new(dialogue: &'a Dialogue, random: StdRng) -> Self {
        Self { dialogue, random, owed: false }
    }

    /// What the model answers to a line, each time it is asked.
    pub(crate) fn answers(&mut self, line: usize) -> Vec<Completion> {
        let talks = || Completion::text("Расскажите, пожалуйста, подробнее.");
        let wants_tool = self.owed || (self.dialogue.lead.is_some() && line >= self.dialogue.at);
        let right = if wants_tool { Completion::register_lead(self.proposal(line)) } else { talks() };
        self.owed = false;
        let fault = self.random.random_bool(0.5).then(|| FAULTS.choose(&mut self.random).copied()).flatten();
        match fault {
            None => vec![right, talks()],
            Some(Fault::Dropped) => vec![talks()],
            Some(Fault::Late) => {
                self.owed = wants_tool;
                vec![talks()]
            }
            Some(Fault::Wrong) => vec![Completion::register_lead(self.invention()), Completion::register_lead(self.invention())],
            Some(Fault::Refuses) => vec![Completion::text("I'm sorry, but I can't help with that.")],
            Some(Fault::Busy) => vec![Completion::rate_limited(), right, talks()],
            Some(Fault::Down) => vec![down(), down(), down()],
            Some(Fault::Cut) => vec![Completion::Cut, down(), right, talks()],
            Some(Fault::Garbage) => vec![Completion::Garbage],
        }
    }

    /// What a good model has understood by that line.
    fn proposal(&self, line: usize) -> Value {
        let said = self.dialogue.lines[..=line].join("\n").to_lowercase();
        let lead = self.dialogue.lead.as_ref();
        let known = |value: Option<&String>| value.filter(|value| said.contains(&value.to_lowercase())).cloned();
        let words = |value: Option<&String>| {
            value
                .filter(|value| value.to_lowercase().split(|c: char| !c.is_alphanumeric()).all(|word| said.contains(word)))
                .cloned()
        };
        json!({
            "name": words(lead.and_then(|lead| lead.name.as_ref())),
            "phone": lead.and_then(|lead| lead.phone.clone()),
            "email": known(lead.and_then(|lead| lead.email.as_ref())),
            "need": words(lead.and_then(|lead| lead.need.as_ref())),
            "say": "Спасибо, записал!",
        })
    }

    /// What nobody said, mixed with what somebody did.
    fn invention(&mut self) -> Value {
        let mut made_up = |value: &str| self.random.random_bool(0.7).then(|| value.to_owned());
        json!({
            "name": made_up("Аристарх Вымышленный"),
            "phone": made_up("+79990001122"),
            "email": made_up("made.up@invented.example"),
            "need": made_up("дирижабль в подарок"),
            "say": "Спасибо, записал!",
        })
    }
}

/// 500, and to be asked again in a moment.
fn down() -> Completion {
    let Completion::Status { status, body, .. } = Completion::failing() else { return Completion::failing() };
    Completion::Status { status, body, headers: vec![("retry-after-ms", "5".to_owned())] }
}
