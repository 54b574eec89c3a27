//! What the assistant says next.
use super::{Step, phrase::Phrase, talk::Talk, tone::Tone};

impl Talk {
    pub(super) fn register(self) -> Step {
        let say = self.recorded_now();
        Step::Register { lead: self.lead, say }
    }

    /// The sentence of a tool call.
    fn recorded_now(&self) -> String {
        let next = self.missing();
        let mut say = self.introduction();
        if self.recorded.is_some() || next.is_some() {
            say.extend(self.greeting_by_name());
        }
        say.push(match (&self.recorded, next) {
            (Some(_), _) => Phrase::Updated.text(self.language).to_owned(),
            (None, Some(_)) => Phrase::ContactNoted.text(self.language).to_owned(),
            (None, None) => self.language.accepted(self.lead.name.as_deref()),
        });
        say.push(next.map_or_else(|| self.closing(), |question| question.text(self.language).to_owned()));
        say.join(" ")
    }

    fn closing(&self) -> String {
        let contacts: Vec<_> = self.lead.phone.iter().chain(&self.lead.email).map(String::as_str).collect();
        format!("{}: {}.", Phrase::Closing.text(self.language), contacts.join(", "))
    }

    /// Asks again for the contact that the server refused. The server names the refused fields; if it names both, the phone comes first.
    pub(super) fn after_refusal(&self, result: &str) -> String {
        let recorded = self.recorded.as_ref();
        let new_phone = self.lead.phone.is_some() && self.lead.phone.as_ref() != recorded.and_then(|lead| lead.phone.as_ref());
        let new_email = self.lead.email.is_some() && self.lead.email.as_ref() != recorded.and_then(|lead| lead.email.as_ref());
        let only_email = result.contains("email") && !result.contains("phone");
        let question = match (new_phone, new_email) {
            (_, true) if only_email => Phrase::EmailAgain,
            (true, _) => Phrase::PhoneAgain,
            (false, true) => Phrase::EmailAgain,
            (false, false) => Phrase::AskContact,
        };
        let mut say = self.introduction();
        say.push(question.text(self.language).to_owned());
        say.join(" ")
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

    fn greeting_by_name(&self) -> Option<String> {
        self.lead.name.as_ref().filter(|_| self.learnt.name).map(|name| self.language.pleased(name))
    }

    fn reaction(&self) -> Vec<String> {
        let mut said: Vec<_> = self.greeting_by_name().into_iter().collect();
        let asked_in_vain = self.pending.is_some_and(Phrase::asks_for_contact) && !self.learnt.contact;
        let phrase = match self.tone {
            Tone::AboutAssistant if self.introduced => Some(Phrase::NotHuman),
            Tone::Greeting if self.introduced => Some(Phrase::Hello),
            Tone::Thanks => Some(Phrase::Welcome),
            Tone::Farewell => Some(Phrase::Goodbye),
            Tone::Question => Some(Phrase::ManagerAnswers),
            Tone::Plain if self.learnt.need => Some(Phrase::Understood),
            Tone::Plain if self.recorded.is_some() => Some(Phrase::ManagerReads),
            Tone::Plain if asked_in_vain => Some(Phrase::NoContact),
            Tone::AboutAssistant | Tone::Greeting | Tone::Plain => None,
        };
        said.extend(phrase.map(|phrase| phrase.text(self.language).to_owned()));
        said
    }

    /// What the answer ends with: the next thing to ask, unless the lead is registered.
    fn question(&self) -> Phrase {
        let otherwise = if self.recorded.is_some() { Phrase::WriteHere } else { Phrase::AskContact };
        self.missing().unwrap_or(otherwise)
    }

    /// What is worth asking for besides a contact: once where a contact is known, else twice.
    fn missing(&self) -> Option<Phrase> {
        let patience = if self.knows_contact() { 1 } else { 2 };
        let asks = |known: &Option<String>, asked: u32| known.is_none() && asked < patience && self.tone != Tone::Farewell;
        match () {
            () if asks(&self.lead.need, self.asked_need) => Some(Phrase::AskNeed),
            () if asks(&self.lead.name, self.asked_name) => Some(Phrase::AskName),
            () => None,
        }
    }
}
