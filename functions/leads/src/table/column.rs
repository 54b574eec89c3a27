//! The columns of an export, in their order.

use shared::{
    account::Language,
    contact::Phone,
    lead::{Exported, Lead, OtherContact, Status},
};

use super::{Cell, Reader};

/// One column: its names, its width in a spreadsheet, and its cell of a lead.
pub(super) struct Column {
    name: &'static str,
    en: &'static str,
    ru: &'static str,
    pub(super) width: u32,
    pub(super) cell: fn(&Exported, Reader) -> Cell,
}

impl Column {
    pub(super) fn head(&self, reader: Reader) -> &'static str {
        match reader {
            Reader::Program => self.name,
            Reader::Person(Language::En) => self.en,
            Reader::Person(Language::Ru) => self.ru,
        }
    }
}

macro_rules! columns {
    ($($name:literal, $en:literal, $ru:literal, $width:literal, $cell:expr;)*) => {
        [$(Column { name: $name, en: $en, ru: $ru, width: $width, cell: $cell }),*]
    };
}

pub(super) const COLUMNS: [Column; 18] = columns![
    "created_at", "Received", "Получена", 17, received;
    "status", "Status", "Статус", 12, status;
    "name", "Name", "Имя", 20, |lead, _| optional(lead.lead.name.as_ref());
    "phone", "Phone", "Телефон", 20, |lead, reader| Cell::Phone(lead.lead.phone.as_ref().map(|it| phone(it, reader)).unwrap_or_default());
    "email", "E-mail", "Эл. почта", 26, |lead, _| optional(lead.lead.email.as_ref());
    "telegram", "Telegram", "Telegram", 18, |lead, _| optional(lead.lead.telegram.as_ref());
    "other_contacts", "Other contacts", "Другие контакты", 26, other_contacts;
    "need", "Request", "Запрос", 40, |lead, _| optional(lead.lead.need.as_ref());
    "answers", "Answers", "Ответы", 40, |lead, _| Cell::Text(answers(&lead.lead));
    "notes", "Notes", "Заметки", 40, |lead, _| Cell::Text(lead.notes.join("\n"));
    "score", "Score", "Оценка", 8, |lead, _| Cell::Number(lead.lead.score.value.into());
    "page_url", "Page", "Страница", 30, |lead, _| optional(lead.lead.source.page_url.as_ref());
    "referrer", "Referrer", "Откуда пришёл", 30, |lead, _| optional(lead.lead.source.referrer.as_ref());
    "utm_source", "UTM source", "UTM source", 14, |lead, _| optional(lead.lead.source.utm.source.as_ref());
    "utm_medium", "UTM medium", "UTM medium", 14, |lead, _| optional(lead.lead.source.utm.medium.as_ref());
    "utm_campaign", "UTM campaign", "UTM campaign", 14, |lead, _| optional(lead.lead.source.utm.campaign.as_ref());
    "visitor_id", "Visitor ID", "ID посетителя", 38, |lead, _| Cell::Text(lead.lead.visitor_id.clone());
    "lead_id", "Lead ID", "ID заявки", 38, |lead, _| Cell::Text(lead.lead.id.to_string());
];

fn optional(text: Option<&String>) -> Cell {
    Cell::Text(text.cloned().unwrap_or_default())
}

fn received(lead: &Exported, reader: Reader) -> Cell {
    match reader {
        Reader::Program => Cell::Instant(lead.lead.created_at),
        Reader::Person(_) => Cell::LocalTime(lead.received),
    }
}

fn status(lead: &Exported, reader: Reader) -> Cell {
    let (code, en, ru) = match lead.lead.status {
        Status::New => ("new", "New", "Новая"),
        Status::Contacted => ("contacted", "Contacted", "Связались"),
        Status::Qualified => ("qualified", "Qualified", "Подходит"),
        Status::Won => ("won", "Won", "Сделка"),
        Status::Lost => ("lost", "Lost", "Отказ"),
    };
    let word = match reader {
        Reader::Program => code,
        Reader::Person(Language::En) => en,
        Reader::Person(Language::Ru) => ru,
    };
    Cell::Text(word.to_owned())
}

/// For a program as RFC 3966 has it (`tel:+79161234567`).
fn phone(stored: &str, reader: Reader) -> String {
    if reader == Reader::Program { format!("tel:{stored}") } else { Phone::international(stored) }
}

fn other_contacts(lead: &Exported, reader: Reader) -> Cell {
    let contact = |contact: &OtherContact| match contact {
        OtherContact::Phone(stored) => phone(stored, reader),
        OtherContact::Email(address) => address.clone(),
        OtherContact::Telegram(name) => format!("@{name}"),
    };
    let contacts: Vec<String> = lead.other_contacts.iter().map(contact).collect();
    let joined = contacts.join("; ");
    if lead.other_contacts.iter().all(|contact| matches!(contact, OtherContact::Phone(_))) {
        Cell::Phone(joined)
    } else {
        Cell::Text(joined)
    }
}

fn answers(lead: &Lead) -> String {
    let answers: Vec<String> = lead.answers.iter().map(|answer| format!("{} {}", answer.question, answer.answer)).collect();
    answers.join("; ")
}
