//! What the assistant says next.
use super::{Step, phrase::Phrase, talk::Talk, tone::Tone};

impl Talk {
    pub(super) fn register(self) -> Step {
        let say = self.closing();
        Step::Register { lead: self.lead, say }
    }

    fn closing(&self) -> String {
        let mut say = self.introduction();
        say.push(match &self.told {
            Some(_) => Phrase::Updated.text(self.language).to_owned(),
            None => self.language.accepted(self.lead.name.as_deref()),
        });
        let contacts: Vec<_> = self.lead.phone.iter().chain(&self.lead.email).map(String::as_str).collect();
        say.push(format!("{}: {}.", Phrase::Closing.text(self.language), contacts.join(", ")));
        say.join(" ")
    }

    /// The tool's answer: a refusal is turned into a question, anything else into the closing words.
    pub(super) fn after_tool(&self, result: &str) -> Step {
        let Some(question) = Phrase::for_refusal(result) else {
            return Step::Say(self.closing());
        };
        let mut say = self.introduction();
        say.push(question.text(self.language).to_owned());
        Step::Say(say.join(" "))
    }

    pub(super) fn answer(&self) -> String {
        let mut say = self.introduction();
        say.extend(self.reaction());
        say.push(self.question().text(self.language).to_owned());
        say.join(" ")
    }

    /// Only the first answer has one.
    fn introduction(&self) -> Vec<String> {
        let parts = [Phrase::Hello, Phrase::Introduction].map(|phrase| phrase.text(self.language).to_owned());
        if self.introduced { Vec::new() } else { parts.into() }
    }

    fn reaction(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(name) = self.lead.name.as_ref().filter(|_| self.learnt.name) {
            said.push(self.language.pleased(name));
        }
        let asked_in_vain = self.pending.is_some_and(Phrase::asks_for_contact) && !self.learnt.contact;
        let phrase = match self.tone {
            Tone::AboutAssistant if self.introduced => Some(Phrase::NotHuman),
            Tone::Greeting if self.introduced => Some(Phrase::Hello),
            Tone::Thanks => Some(Phrase::Welcome),
            Tone::Farewell => Some(Phrase::Goodbye),
            Tone::Question => Some(Phrase::ManagerAnswers),
            Tone::Plain if self.learnt.contact => Some(Phrase::ContactNoted),
            Tone::Plain if self.learnt.need => Some(Phrase::Noted),
            Tone::Plain if self.told.is_some() => Some(Phrase::ManagerReads),
            Tone::Plain if asked_in_vain => Some(Phrase::NoContact),
            Tone::AboutAssistant | Tone::Greeting | Tone::Plain => None,
        };
        said.extend(phrase.map(|phrase| phrase.text(self.language).to_owned()));
        said
    }

    /// What the answer ends with: the next thing to ask, unless the lead is registered.
    fn question(&self) -> Phrase {
        let patience = if self.knows_contact() { 1 } else { 2 };
        let asks = |known: &Option<String>, asked: u32| known.is_none() && asked < patience && self.tone != Tone::Farewell;
        if self.told.is_some() {
            Phrase::PassedOn
        } else if asks(&self.lead.need, self.asked_need) {
            Phrase::AskNeed
        } else if asks(&self.lead.name, self.asked_name) {
            Phrase::AskName
        } else {
            Phrase::AskContact
        }
    }
}
