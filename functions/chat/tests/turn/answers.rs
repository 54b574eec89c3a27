//! What the visitor answered to the owner's own questions.

use serde_json::{Value, json};
use shared::{
    lead::{self, CapturedBy, Field, Provenance},
    testing::Completion,
};

use super::stage::{Stage, lead_with};

const DATE: &str = "К какой дате?";
const BUDGET: &str = "Бюджет?";
const HOW: &str = "Как получить?";
const WHO: &str = "Для кого?";

async fn stage() -> Stage {
    let stage = Stage::new().await;
    let questions = json!([
        { "text": DATE, "kind": "date", "required": true },
        { "text": BUDGET, "kind": "number", "required": true },
        { "text": HOW, "kind": "choice", "choices": ["Доставка", "Самовывоз из центра"], "required": true },
        { "text": WHO, "kind": "text", "required": false },
    ]);
    stage.db.execute(&format!("update assistants set questions = '{questions}'")).await;
    stage
}

fn answers(answers: &[(i64, &str)]) -> Completion {
    let answers: Vec<Value> =
        answers.iter().map(|(question, answer)| json!({ "question": question, "answer": answer })).collect();
    Completion::register_lead(lead_with(&json!({ "answers": answers })))
}

impl Stage {
    /// What the one lead holds.
    async fn answers(&self) -> Value {
        let answers = self.lead().await.0.answers.into_iter();
        Value::Object(answers.map(|lead::Answer { question, answer }| (question, answer.into())).collect())
    }
}

#[tokio::test]
async fn are_kept_in_the_visitors_own_words_with_question_and_message() {
    let stage = stage().await;
    let first = stage.say("visitor-1", "Нужен букет для мамы к 08.03.2027, до 5 000 рублей").await;
    stage.openai.then(answers(&[(1, "2027-03-08"), (2, "5000 рублей"), (3, "Доставка"), (4, "для мамы")]));
    let second = stage.say("visitor-1", "С доставкой, 8 916 123-45-67").await;
    assert_eq!((second.status.as_u16(), stage.openai.requests().len()), (200, 2), "one call");
    assert_eq!(stage.answers().await, json!({ DATE: "2027-03-08", BUDGET: "5000", HOW: "Доставка", WHO: "для мамы" }));

    let (_, fields) = stage.lead().await;
    let line = |field: &Provenance| (field.question.clone(), json!(field.message_id), field.captured_by);
    let found: Vec<_> = fields.iter().filter(|field| field.field == Field::Answer).map(line).collect();
    let message = |answer: &shared::testing::Answer| answer.json()["message_id"].clone();
    let expected = [(DATE, &first), (BUDGET, &first), (HOW, &second), (WHO, &first)];
    assert_eq!(found, expected.map(|(question, said)| (Some(question.to_owned()), message(said), CapturedBy::Tool)));
    // Found by a search for what was answered.
    assert_eq!(stage.db.count("select count(*) from leads where position('для мамы' in search_text) > 0").await, 1);
}

#[tokio::test]
async fn that_the_visitor_never_gave_are_left_out_without_another_call() {
    let stage = stage().await;
    let invented =
        answers(&[(1, "завтра"), (2, "10000"), (3, "Самовывоз из центра"), (4, "для жены"), (5, "да"), (0, "да"), (-7, "да")]);
    stage.openai.then(invented);
    let answer = stage.say("visitor-1", "Нужен букет до 5000, самовывоз, да. 8 916 123-45-67").await;
    assert_eq!((&answer.json()["reply"], stage.openai.requests().len()), (&json!("Спасибо!"), 1));
    assert_eq!(stage.answers().await, json!({}));
    let (_, fields) = stage.lead().await;
    assert_eq!(fields.len(), 1, "the phone");
}

#[tokio::test]
async fn join_the_lead_turn_by_turn_and_a_corrected_one_replaces_the_earlier() {
    let stage = stage().await;
    stage.openai.then(answers(&[(2, "5000")]));
    stage.say("visitor-1", "До 5000, мой телефон 8 916 123-45-67").await;
    stage.openai.then(answers(&[(3, "доставка")]));
    stage.say("visitor-1", "Нужна доставка").await;
    assert_eq!(stage.answers().await, json!({ BUDGET: "5000", HOW: "Доставка" }));
    stage.openai.then(answers(&[(2, "7000"), (3, "доставка")]));
    stage.say("visitor-1", "Нет, лучше 7000").await;
    assert_eq!(stage.answers().await, json!({ BUDGET: "7000", HOW: "Доставка" }));
    // The phone and the first answer, the second, the correction; what was known changes nothing.
    assert_eq!(stage.db.count("select revision::bigint from leads").await, 4);
    let (_, fields) = stage.lead().await;
    let values: Vec<&str> = fields.iter().skip(1).map(|field| field.value.as_str()).collect();
    assert_eq!(values, ["5000", "Доставка", "7000"]);
}

#[tokio::test]
async fn that_came_with_a_refused_call_are_kept_beside_those_of_the_next() {
    let stage = stage().await;
    let mut invented = lead_with(&json!({ "name": "Мария" }));
    invented["answers"] = json!([{ "question": 2, "answer": "5000" }]);
    stage.openai.then(Completion::register_lead(invented)).then(answers(&[(4, "для мамы")]));
    stage.say("visitor-1", "Букет для мамы до 5000, 8 916 123-45-67").await;
    assert_eq!(stage.answers().await, json!({ BUDGET: "5000", WHO: "для мамы" }));
}

#[tokio::test]
async fn need_somebody_who_can_be_reached() {
    let stage = stage().await;
    stage.openai.then(answers(&[(4, "для мамы")])).then(Completion::text("Как с вами связаться?"));
    stage.say("visitor-1", "Букет для мамы").await;
    assert_eq!(stage.leads().await.len(), 0);
    // What was said before counts once there is a contact.
    stage.openai.then(answers(&[(4, "для мамы")]));
    stage.say("visitor-1", "8 916 123-45-67").await;
    assert_eq!(stage.answers().await, json!({ WHO: "для мамы" }));
}

#[tokio::test]
async fn of_an_owner_who_asks_nothing_are_left_out() {
    let stage = Stage::new().await;
    stage.openai.then(answers(&[(1, "букет")]));
    let answer = stage.say("visitor-1", "Нужен букет, 8 916 123-45-67").await;
    assert_eq!((&answer.json()["reply"], stage.answers().await), (&json!("Спасибо!"), json!({})));
}

#[tokio::test]
async fn a_broken_list_of_them_is_a_broken_call() {
    for broken in [
        json!("5000"),
        json!([{ "question": "2", "answer": "5000" }]),
        json!([{ "question": 2, "answer": "5000", "sure": true }]),
    ] {
        let stage = stage().await;
        let mut call = lead_with(&json!({ "name": "Анна" }));
        call["answers"] = broken;
        stage.openai.then(Completion::register_lead(call)).then(Completion::text("Спасибо, Анна!"));
        let answer = stage.say("visitor-1", "Анна, до 5000, 8 916 123-45-67").await;
        assert_eq!((&answer.json()["reply"], stage.answers().await), (&json!("Спасибо, Анна!"), json!({})));
    }
}

#[tokio::test]
async fn where_no_model_answers_the_owners_sentence_hands_the_visitor_over() {
    let stage = stage().await;
    stage.db.execute("update assistants set hand_off = 'Анна перезвонит в течение часа.'").await;
    stage.openai.then(Completion::no_quota()).then(Completion::no_quota());
    let without = stage.say("visitor-1", "Здравствуйте").await;
    assert!(!without.json()["reply"].as_str().unwrap().contains("Анна"), "{without:?}");
    let with = stage.say("visitor-1", "Мой телефон 8 916 123-45-67").await;
    assert_eq!(with.json()["reply"], "Спасибо, мы всё записали. Сейчас я не могу ответить сам. Анна перезвонит в течение часа.");
}
