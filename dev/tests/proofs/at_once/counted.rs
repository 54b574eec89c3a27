//! What there is in the end, counted, of one owner.

use serde::Deserialize;
use shared::{openai::Usage, usage::Limits};

use super::plan::{Contact, NAME, SHOPS, Turn, leads, visitors};
use crate::world::{Owner, World};

/// Numbers of rows, and what they hold.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Counted {
    visitors: usize,
    /// What was said by visitors, answered by assistants, and said to another shop.
    messages: (usize, usize, usize),
    /// Sorted by their contacts.
    leads: Vec<Lead>,
    /// Rows of the outbox that no queue has.
    unsent: usize,
    /// Turns that were answered, and turns that were not.
    requests: (usize, usize),
    used: Used,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Lead {
    contact: Contact,
    name: Option<String>,
    need: Option<String>,
    /// How far its announcement is, and whether the message is known to show the lead as it is.
    announced: (String, bool),
}

/// Sums over all periods, so that the end of a minute makes no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Used {
    messages_a_day: (usize, usize),
    forms_a_day: usize,
    tokens: i64,
    microdollars: i64,
}

impl Counted {
    /// What the plan makes of one owner.
    pub(crate) fn planned(owner: usize, turns: &[Turn]) -> Self {
        let turns = || turns.iter().filter(|turn| turn.owner == owner);
        let forms = turns().filter(|turn| turn.path.ends_with("/form")).count();
        let typed = turns().count() - forms;
        // What the stand-in of the model says that each call costs.
        let call = Usage { prompt_tokens: 120, completion_tokens: 20 };
        let calls = i64::try_from(typed).unwrap();
        let lead = |contact| Lead {
            contact,
            name: Some(NAME.to_owned()),
            need: Some(format!("букет от магазина {}", SHOPS[owner])),
            announced: ("sent".to_owned(), true),
        };
        Self {
            visitors: visitors(owner),
            messages: (turns().count(), turns().count(), 0),
            leads: leads(owner).into_iter().map(lead).collect(),
            unsent: 0,
            requests: (turns().count(), 0),
            used: Used {
                messages_a_day: (typed, typed),
                forms_a_day: forms,
                tokens: 140 * calls,
                microdollars: Limits::default().cost(call) * calls,
            },
        }
    }

    /// What the database holds.
    pub(crate) async fn of(world: &World, owner: &Owner, shop: &str) -> Self {
        let found = sqlx::query_scalar::<_, serde_json::Value>(
            "with used as (
                select scope, measure, period, sum(used)::bigint as used from usage_counters where owner_id = $1 group by 1, 2, 3
            ) select jsonb_build_object(
                'visitors', (select count(*) from bot_users where owner_id = $1),
                'messages', (
                    select jsonb_build_array(
                        count(*) filter (where role = 'visitor'),
                        count(*) filter (where role = 'assistant'),
                        count(*) filter (where role = 'visitor' and position($2 in text) = 0)
                    ) from messages where owner_id = $1
                ),
                'leads', (
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'contact', jsonb_build_array(phone, email),
                        'name', name,
                        'need', need,
                        'announced', jsonb_build_array(state, announced_revision = revision)
                    ) order by phone collate \"C\" nulls first, email collate \"C\" nulls first), '[]')
                    from leads left join deliveries on deliveries.owner_id = leads.owner_id and lead_id = leads.id
                    where leads.owner_id = $1
                ),
                'unsent', (select count(*) from outbox where owner_id = $1 and sent_at is null),
                'requests', (
                    select jsonb_build_array(count(response), count(*) - count(response)) from chat_requests where owner_id = $1
                ),
                'used', jsonb_build_object(
                    'messages_a_day', jsonb_build_array(
                        (select used from used where scope = 'visitor' and measure = 'messages' and period = 'day'),
                        (select used from used where scope = 'owner' and measure = 'messages' and period = 'day')
                    ),
                    'forms_a_day', (select used from used where scope = 'visitor' and measure = 'forms'),
                    'tokens', (select used from used where measure = 'tokens'),
                    'microdollars', (select used from used where measure = 'microdollars')
                )
            )",
        );
        let found = found.bind(owner.account.id.0).bind(shop).fetch_one(world.db.superuser()).await.unwrap();
        serde_json::from_value(found.clone()).unwrap_or_else(|error| panic!("{error} in {found}"))
    }

    /// The same, if it had used what the other has: an attempt that is cut off has used its share of the limits, and the one that repeats
    /// it uses another.
    pub(crate) fn using_as(self, other: &Self) -> Self {
        Self { used: other.used, ..self }
    }

    /// One message for each lead in the owner's chat, which shows all that the lead holds, and none besides.
    pub(crate) fn expect_shown(&self, world: &World, owner: &Owner) {
        let messages = world.telegram.messages().into_iter().filter(|message| message.chat_id == owner.chat);
        let texts: Vec<String> = messages.map(|message| message.text).collect();
        assert_eq!(texts.len(), self.leads.len(), "{texts:#?}");
        for Lead { contact: (phone, email), name, need, .. } in &self.leads {
            let values = [phone, email, name, need];
            let shows_all = |text: &&String| values.into_iter().flatten().all(|value| text.contains(value));
            assert_eq!(texts.iter().filter(shows_all).count(), 1, "{values:?} in {texts:#?}");
        }
        assert!(texts.iter().all(|text| !text.contains("Возможно, повтор")), "{texts:#?}");
    }
}
