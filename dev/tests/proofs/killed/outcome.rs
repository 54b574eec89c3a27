//! What is there in the end, of one owner.

use serde::Deserialize;
use shared::ids::OwnerId;

use crate::world::{Owner, World};

/// What the database holds and the chat shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Outcome {
    /// Whether there is any row at all that a visitor caused.
    pub(crate) stored: bool,
    /// What visitors said, and what they were answered.
    pub(crate) messages: (i64, i64),
    pub(crate) leads: Vec<Lead>,
    /// Rows of the outbox that no queue has.
    pub(crate) unsent: i64,
    pub(crate) deliveries: Vec<Delivery>,
    /// In the owner's chat, oldest first.
    #[serde(skip)]
    pub(crate) shown: Vec<Shown>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Lead {
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
}

/// What is remembered of an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) state: String,
    /// Whether the message is known to show the lead as it is.
    pub(crate) is_current: bool,
}

/// A message of a chat, by what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) name: bool,
    pub(crate) phone: bool,
    pub(crate) may_be_repeat: bool,
}

pub(crate) const NAME: &str = "Анна";
pub(crate) const PHONE: &str = "+79161234567";

impl Outcome {
    /// As it should be: one lead with the phone, and perhaps the name, and messages that show all of it, of which some are labelled.
    pub(crate) fn right(messages: (i64, i64), named: bool, labels: &[bool]) -> Self {
        Self {
            stored: true,
            messages,
            leads: vec![Lead { name: named.then(|| NAME.to_owned()), phone: Some(PHONE.to_owned()) }],
            unsent: 0,
            deliveries: vec![Delivery { state: "sent".to_owned(), is_current: true }],
            shown: labels.iter().map(|may_be_repeat| Shown { name: named, phone: true, may_be_repeat: *may_be_repeat }).collect(),
        }
    }

    pub(crate) fn words(&self) -> String {
        if !self.stored {
            return "nothing stored".to_owned();
        }
        let named = if self.leads.iter().any(|lead| lead.name.is_some()) { " with the name" } else { "" };
        let announced = match self.shown.as_slice() {
            [] => "not announced".to_owned(),
            [Shown { may_be_repeat: false, .. }] => "announced once".to_owned(),
            [Shown { may_be_repeat: true, .. }] => "announced once, labelled".to_owned(),
            [.., Shown { may_be_repeat: true, .. }] => format!("announced {} times, labelled", self.shown.len()),
            [..] => format!("announced {} times, NOT LABELLED", self.shown.len()),
        };
        format!("{} lead{named}, {announced}", self.leads.len())
    }
}

impl World {
    pub(crate) async fn outcome(&self, owner: &Owner) -> Outcome {
        let OwnerId(id) = owner.account.id;
        let found = sqlx::query_scalar::<_, serde_json::Value>(
            "with own as (select $1::uuid as id) select jsonb_build_object(
                'stored', exists (select from own join bot_users on owner_id = own.id)
                    or exists (select from own join chat_requests on owner_id = own.id)
                    or exists (select from own join usage_counters on owner_id = own.id)
                    or exists (select from own join messages on owner_id = own.id)
                    or exists (select from own join lead_keys on owner_id = own.id)
                    or exists (select from own join leads on owner_id = own.id)
                    or exists (select from own join outbox on owner_id = own.id),
                'messages', (
                    select jsonb_build_array(count(*) filter (where role = 'visitor'), count(*) filter (where role = 'assistant'))
                    from messages where owner_id = $1
                ),
                'leads', (
                    select coalesce(jsonb_agg(jsonb_build_object('name', name, 'phone', phone)), '[]') from leads where owner_id = $1
                ),
                'unsent', (select count(*) from outbox where owner_id = $1 and sent_at is null),
                'deliveries', (
                    select coalesce(jsonb_agg(jsonb_build_object('state', state, 'is_current', announced_revision = revision)), '[]')
                    from deliveries join leads on leads.owner_id = deliveries.owner_id and leads.id = lead_id
                    where deliveries.owner_id = $1
                ))",
        );
        let found = found.bind(id).fetch_one(self.db.superuser()).await.unwrap();
        let shown = self.telegram.messages().into_iter().filter(|message| message.chat_id == owner.chat);
        let shown = shown.map(|message| Shown {
            name: message.text.contains(&format!("Имя: {NAME}")),
            phone: message.text.contains(&format!("Телефон: {PHONE}")),
            may_be_repeat: message.text.contains("Возможно, повтор"),
        });
        Outcome { shown: shown.collect(), ..serde_json::from_value(found).unwrap() }
    }
}
