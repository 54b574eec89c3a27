//! A visitor's message, from the event of API Gateway to the card in Telegram.

use serde_json::{Value, json};
use shared::testing::{Completion, Offer, TelegramAnswer};

use crate::{
    deployment::{Deployment, Servers},
    function::{Function, event},
};

#[tokio::test]
async fn chat_turn_ends_with_a_card_behind_each_tls_server() {
    for servers in Offer::ALL.map(Servers::Ours).into_iter().chain([Servers::Node]) {
        let deployment = Deployment::behind(servers).await;
        says_whole_streamed_and_spoken(&deployment, servers).await;
        sends_the_card(&deployment, servers).await;
        reports_errors(&deployment).await;
        for (upstream, front) in deployment.fronts.all() {
            let (seen, expected) = (front.seen(), servers.expected().expected());
            assert!(!seen.is_empty(), "{servers:?}: {upstream} was not called");
            assert!(seen.iter().all(|(version, _)| *version == expected), "{servers:?}: {upstream} saw {seen:?}");
        }
    }
}

async fn says_whole_streamed_and_spoken(deployment: &Deployment, servers: Servers) {
    let lead = json!({ "name": "Анна", "phone": null, "email": null, "need": "букет на свадьбу", "say": "Спасибо" });
    deployment.openai.then(Completion::register_lead(lead));
    let mut chat = Function::start("chat", &deployment.variables()).await;
    let (status, reply) = chat.answer(&signed(deployment, "chat/text")).await;
    assert_eq!(
        (status, &reply["reply"], &reply["lead"]["name"]),
        (200, &json!("Спасибо"), &json!("Анна")),
        "{servers:?}: {reply}"
    );
    let (status, spoken) = chat.answer(&signed(deployment, "chat/audio_base64")).await;
    assert_eq!((status, &spoken["transcript"]), (200, &json!("hello")), "{servers:?}: {spoken}");

    deployment.openai.then(Completion::text("Как вас зовут?"));
    let mut variables = deployment.variables();
    variables.push(("RESPONSE_TRANSFER_MODE", "RESPONSE_STREAM".to_owned()));
    let mut chat = Function::start("chat", &variables).await;
    let mut streamed = signed(deployment, "chat/text");
    streamed["headers"]["accept"] = "text/event-stream".into();
    streamed["body"] = json!({ "visitor_id": "visitor-2", "message": "Добрый день" }).to_string().into();
    let answer = chat.invoke(&streamed).await;
    assert!(answer.contains("event: done") && answer.contains("Как вас зовут?"), "{servers:?}: {answer}");
    assert_eq!(deployment.openai.requests().last().unwrap()["stream"], true);
}

async fn sends_the_card(deployment: &Deployment, servers: Servers) {
    let mut notifier = Function::start("notifier", &deployment.variables()).await;
    let batch = deployment.queue.receive().await;
    let outcome: Value = serde_json::from_str(&notifier.invoke(&serde_json::to_value(batch).unwrap()).await).unwrap();
    assert_eq!(outcome["batchItemFailures"], json!([]), "{servers:?}");
    let shown = deployment.telegram.messages();
    assert!(
        shown.len() == 1 && shown[0].text.contains("+79161234567") && shown[0].text.contains("Анна"),
        "{servers:?}: {shown:?}"
    );
}

/// A chat that blocked the bot is an error that Sentry hears of.
async fn reports_errors(deployment: &Deployment) {
    let mut chat = Function::start("chat", &deployment.variables()).await;
    let mut other = signed(deployment, "chat/text");
    other["body"] = json!({ "visitor_id": "visitor-3", "message": "Мой телефон 8 916 765-43-21" }).to_string().into();
    assert_eq!(chat.answer(&other).await.0, 200);
    let description = "Forbidden: bot was blocked by the user".to_owned();
    deployment.telegram.then(TelegramAnswer::Error { code: 403, description, parameters: Value::Null });
    let mut notifier = Function::start("notifier", &deployment.variables()).await;
    notifier.invoke(&serde_json::to_value(deployment.queue.receive().await).unwrap()).await;
    let seen = deployment.fronts.sentry.seen();
    assert!(seen.iter().any(|(_, path)| path == "/api/42/envelope/"), "{seen:?}");
}

#[tokio::test]
async fn upstreams_that_cut_off_behind_tls_lose_no_lead() {
    for offer in [Offer::Http1, Offer::Http2] {
        let deployment = Deployment::behind(Servers::Ours(offer)).await;
        // As often as the model is asked.
        for _ in 0..3 {
            deployment.openai.then(Completion::Cut);
        }
        let mut chat = Function::start("chat", &deployment.variables()).await;
        let (status, reply) = chat.answer(&signed(&deployment, "chat/text")).await;
        assert_eq!((status, &reply["fallback"]), (200, &json!(true)), "{offer:?}: {reply}");
        assert_eq!(reply["lead"]["phone"], "+79161234567", "{offer:?}");

        deployment.telegram.then(TelegramAnswer::AcceptThenCut);
        let mut notifier = Function::start("notifier", &deployment.variables()).await;
        let batch = serde_json::to_value(deployment.queue.receive().await).unwrap();
        let outcome: Value = serde_json::from_str(&notifier.invoke(&batch).await).unwrap();
        assert_eq!(
            outcome["batchItemFailures"].as_array().map(Vec::len),
            Some(1),
            "{offer:?}: the outcome is unknown: {outcome}"
        );
    }
}

/// An event that carries the owner's access token.
fn signed(deployment: &Deployment, name: &str) -> Value {
    let mut event = event(name);
    event["headers"]["authorization"] = format!("Bearer {}", deployment.token).into();
    event
}
