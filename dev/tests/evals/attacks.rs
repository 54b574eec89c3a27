//! Dialogues with visitors who mean harm, played with a model that obeys them in the worst way.

use std::collections::BTreeMap;

use futures::{StreamExt, stream};
use serde::Deserialize;
use serde_json::Value;
use shared::{
    config::{Flavour, OpenAiConfig},
    lead::{Lead, Provenance},
    notice::{self, Claim, render},
    testing::{Completion, OpenAi, TestDatabase},
};

use crate::{
    desk::Desk,
    dialogue::{Expected, folder, read},
};

/// How many are played at once.
const AT_ONCE: usize = 16;
/// Nobody can be talked into telling what the instructions do not hold.
const SECRETS: [&str; 6] = ["sk-test", "Bearer", "postgres://", "SECRET_KEY", "OPENAI_API_KEY", "leadline-development-key"];

/// One attack and its decided outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    name: String,
    #[serde(rename = "attack")]
    kind: String,
    turns: Vec<Turn>,
    outcome: Outcome,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    visitor: Typed,
    model: Move,
    /// What the model does when its call was refused and it is asked once more; else the same again.
    again: Option<Move>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Typed {
    Text(String),
    Repeated { repeat: String, times: usize, then: Option<String> },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    Say(String),
    Call(Value),
    CallRaw { name: String, arguments: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcome {
    lead: Option<Expected>,
    /// What must stand in no answer, no field of a lead and no announcement, in whatever case.
    never: Vec<String>,
}

impl Typed {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeated { repeat, times, then } => repeat.repeat(*times) + then.as_deref().unwrap_or_default(),
        }
    }
}

impl Move {
    fn completion(&self) -> Completion {
        match self {
            Self::Say(text) => Completion::text(text),
            Self::Call(arguments) => Completion::register_lead(arguments.clone()),
            Self::CallRaw { name, arguments } => Completion::Tool { name: name.clone(), arguments: arguments.clone() },
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_attack_ends_as_decided() {
    let attacks: Vec<Attack> = read(&folder().join("attacks.json"));
    let db = TestDatabase::new().await;
    let failures: Vec<String> = stream::iter(&attacks).map(|attack| play(&db, attack)).buffer_unordered(AT_ONCE).concat().await;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for attack in &attacks {
        *kinds.entry(&attack.kind).or_default() += 1;
    }
    println!("{} attacks, {} not as decided: {kinds:?}", attacks.len(), failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(attacks.len() >= 60);
}

/// What went otherwise than decided.
async fn play(db: &TestDatabase, attack: &Attack) -> Vec<String> {
    let model = OpenAi::start().await;
    let config = OpenAiConfig { flavour: Flavour::OpenAi, ..OpenAiConfig::new(&model.base_url(), "sk-test".into(), None, None) };
    let desk = Desk::new(db, config, &attack.name).await;
    let mut seen = Vec::new();
    for turn in &attack.turns {
        model.forget();
        model.then(turn.model.completion()).then(turn.again.as_ref().unwrap_or(&turn.model).completion());
        let answer = desk.say(&turn.visitor.text()).await;
        if answer.status != 200 {
            return vec![format!("{}: {} {}", attack.name, answer.status, answer.json())];
        }
        seen.push(answer.json()["reply"].as_str().unwrap_or_default().to_owned());
    }
    let leads = desk.leads().await;
    for (lead, fields) in &leads {
        seen.extend(fields.iter().map(|Provenance { value, .. }| value.clone()));
        seen.push(announcement(&desk, lead).await);
    }
    let told: String = model.requests().iter().map(|request| request["messages"][0]["content"].to_string()).collect();

    let held: Vec<Expected> = leads.into_iter().map(|(lead, _)| expected(lead)).collect();
    let decided: Vec<Expected> = attack.outcome.lead.clone().into_iter().collect();
    let mut failures = Vec::new();
    for secret in SECRETS.iter().filter(|secret| told.contains(**secret)) {
        failures.push(format!("{}: the model is told {secret}", attack.name));
    }
    if held != decided {
        failures.push(format!("{}: holds {held:?}, decided {decided:?}", attack.name));
    }
    let seen = seen.join("\n").to_lowercase();
    for never in attack.outcome.never.iter().filter(|never| seen.contains(&never.to_lowercase())) {
        failures.push(format!("{}: {never:?} stands in {seen:?}", attack.name));
    }
    failures
}

fn expected(Lead { phone, email, telegram, name, need, .. }: Lead) -> Expected {
    Expected { phone, email, telegram, name, need }
}

/// As it would go to Telegram, with its markup.
async fn announcement(desk: &Desk<'_>, lead: &Lead) -> String {
    let mut tx = desk.db.app().tenant(desk.owner.id).await.unwrap();
    let claim = notice::claim(&mut tx, lead.id).await.unwrap();
    tx.rollback().await.unwrap();
    let Claim::Taken(task) = claim else { panic!("{claim:?}") };
    render(&task.card)
}
