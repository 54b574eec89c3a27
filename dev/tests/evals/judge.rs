//! What must be true at the end of a dialogue.

use std::collections::HashSet;

use shared::lead::{Field, Lead, Provenance};

use crate::{
    desk::Desk,
    dialogue::{Dialogue, Expected},
};

/// What was wrong with one run; nothing, mostly.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// A contact was given, and the owner does not hold it.
    pub(crate) lost: Vec<String>,
    /// A field holds what nobody said, or there is a lead where nobody gave a contact.
    pub(crate) invented: Vec<String>,
    /// More than one lead.
    pub(crate) duplicates: usize,
    /// Another visitor's rows.
    pub(crate) foreign: usize,
    /// The name is not held. A script may keep it back, so this counts for real models only.
    pub(crate) nameless: bool,
}

impl Verdict {
    pub(crate) fn is_good(&self) -> bool {
        self.lost.is_empty() && self.invented.is_empty() && self.duplicates == 0 && self.foreign == 0
    }

    pub(crate) async fn of(desk: &Desk<'_>, dialogue: &Dialogue, visitor: &str) -> Self {
        let leads = desk.leads().await;
        let mut verdict = Self { duplicates: leads.len().saturating_sub(1), ..Self::default() };
        verdict.foreign = leads.iter().filter(|(lead, _)| lead.visitor_id != visitor).count();
        for (_, fields) in &leads {
            verdict.invented.extend(fields.iter().filter(|field| !was_said(field, dialogue)).map(|field| field.value.clone()));
        }
        match (&dialogue.lead, leads.first()) {
            (Some(expected), Some((lead, _))) => {
                verdict.lost = missing(expected, lead);
                verdict.nameless = expected.name.is_some() && lead.name.is_none();
            }
            (Some(_), None) => verdict.lost.push("the lead".to_owned()),
            (None, Some((lead, _))) => verdict.invented.push(format!("a lead: {lead:?}")),
            (None, None) => {}
        }
        verdict
    }
}

fn missing(expected: &Expected, lead: &Lead) -> Vec<String> {
    let pairs = [(&expected.phone, &lead.phone), (&expected.email, &lead.email), (&expected.telegram, &lead.telegram)];
    pairs
        .into_iter()
        .filter(|(expected, held)| expected.is_some() && expected != held)
        .filter_map(|(expected, _)| expected.clone())
        .collect()
}

/// Judged by other means than the server's own: by the bare digits, letters and words of all that the visitor typed.
fn was_said(field: &Provenance, dialogue: &Dialogue) -> bool {
    let said = dialogue.lines.join("\n").to_lowercase();
    let value = field.value.as_str();
    match field.field {
        Field::Phone => {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            // Without the country's code, which people leave out or write as 8.
            let national = digits(value).chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect::<String>();
            digits(&said).contains(&national)
        }
        Field::Email => value.split(['@', '.']).all(|part| said.contains(part)),
        Field::Telegram => said.contains(value),
        Field::Name | Field::Need | Field::Answer => words(value).is_subset(&words(&said)),
    }
}

fn words(text: &str) -> HashSet<String> {
    let folded = text.to_lowercase().replace('ё', "е");
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
