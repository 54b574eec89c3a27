//! What the assistant knows after some of the messages.
use super::{
    Lead, Message, Role,
    contact::{self, Contacts},
    name, need,
    phrase::{Language, Phrase},
    tone::Tone,
};

/// From so many messages on, a conversation may have begun before the first that the request still holds (the last 20).
const MAYBE_CUT: usize = 19;

/// What is known after some of the messages.
pub(super) struct Talk {
    pub(super) language: Language,
    pub(super) introduced: bool,
    pub(super) lead: Lead,
    /// What the server has accepted, once it has accepted anything.
    pub(super) recorded: Option<Lead>,
    pub(super) asked_need: u32,
    pub(super) asked_name: u32,
    /// What the assistant's latest message asks for.
    pub(super) pending: Option<Phrase>,
    /// How the visitor's latest message sounds, and what is new in it.
    pub(super) tone: Tone,
    pub(super) learnt: Learnt,
}

#[derive(Default)]
pub(super) struct Learnt {
    pub(super) name: bool,
    pub(super) contact: bool,
    pub(super) need: bool,
}

impl Talk {
    /// In a long conversation the beginning may be missing: what was asked there counts as asked.
    pub(super) fn new(messages: &[Message]) -> Self {
        let spoken = messages.iter().filter(|message| message.role != Role::Tool && !message.content.is_empty());
        let long = spoken.count() >= MAYBE_CUT;
        Self {
            language: Language::English,
            introduced: long,
            lead: Lead::default(),
            recorded: None,
            asked_need: u32::from(long) * 2,
            asked_name: u32::from(long) * 2,
            pending: None,
            tone: Tone::Plain,
            learnt: Learnt::default(),
        }
    }

    pub(super) fn hear(&mut self, message: &Message) {
        match message.role {
            Role::User => self.hear_visitor(&message.content),
            Role::Assistant if !message.content.is_empty() => self.hear_self(&message.content),
            Role::Assistant | Role::Tool => {}
        }
    }

    /// A question of the assistant means that it did not know the answer then, or that the server refused it. Its words after a
    /// registration mean that the server accepted the call.
    fn hear_self(&mut self, said: &str) {
        self.introduced |= Phrase::Introduction.is_in(said);
        self.pending = Phrase::question_in(said);
        let recorded = self.recorded.as_ref();
        match self.pending {
            Some(Phrase::AskNeed) => (self.lead.need, self.asked_need) = (None, self.asked_need + 1),
            Some(Phrase::AskName) => (self.lead.name, self.asked_name) = (None, self.asked_name + 1),
            Some(Phrase::AskContact) => (self.lead.phone, self.lead.email) = (None, None),
            Some(Phrase::PhoneAgain) => self.lead.phone = recorded.and_then(|lead| lead.phone.clone()),
            Some(Phrase::EmailAgain) => self.lead.email = recorded.and_then(|lead| lead.email.clone()),
            _ => {}
        }
        if Phrase::shows_record(said) {
            self.recorded = Some(self.lead.clone());
        }
    }

    fn hear_visitor(&mut self, said: &str) {
        let pending = self.pending;
        let contacts = Contacts::in_text(said, pending.is_some_and(Phrase::asks_for_contact));
        self.language = Language::of(said, &contacts).unwrap_or(self.language);
        self.tone = Tone::of(said, &contacts);
        let introduced = name::introduced(said, pending == Some(Phrase::AskName));
        let name = introduced.clone().or_else(|| self.answered_name(said, &contacts));
        let known: Vec<_> = contacts.spans().chain(introduced.iter().map(|found| found.with_introduction.clone())).collect();
        let named = name.map(|found| found.name);
        let need = need::stated(said, &known, pending).filter(|need| named != Some(*need) && self.tone != Tone::AboutAssistant);
        self.learnt = Learnt {
            name: named.is_some_and(|name| put(&mut self.lead.name, name)),
            contact: contacts.phone.is_some_and(|phone| !self.knows_phone(phone) && put(&mut self.lead.phone, phone))
                | contacts.email.is_some_and(|email| put(&mut self.lead.email, email)),
            need: self.lead.need.is_none() && need.is_some_and(|need| put(&mut self.lead.need, need)),
        };
    }

    /// The name as the answer to the question for it, also when the visitor gave something else first.
    fn answered_name<'a>(&self, said: &'a str, contacts: &Contacts) -> Option<name::Name<'a>> {
        match self.pending {
            Some(Phrase::AskName) => name::answered(said, contacts),
            Some(Phrase::AskNeed) => None,
            _ if self.lead.name.is_none() && self.asked_name > 0 => name::answered_late(said, contacts),
            _ => None,
        }
    }

    /// The same number, written in another way.
    fn knows_phone(&self, phone: &str) -> bool {
        self.lead.phone.as_deref().is_some_and(|known| contact::same_number(known, phone))
    }

    pub(super) fn knows_contact(&self) -> bool {
        self.lead.phone.is_some() || self.lead.email.is_some()
    }

    pub(super) fn has_news(&self) -> bool {
        self.knows_contact() && self.recorded.as_ref() != Some(&self.lead)
    }
}

/// Whether the value is new.
fn put(place: &mut Option<String>, value: &str) -> bool {
    let new = place.as_ref().is_none_or(|known| known.to_lowercase() != value.to_lowercase());
    if new {
        *place = Some(value.to_owned());
    }
    new
}
