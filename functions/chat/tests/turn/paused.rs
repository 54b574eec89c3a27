//! A model that has failed several times just now is not asked for a while: visitors get the form at once.

use serde_json::json;
use shared::testing::{Completion, Transcription};

use super::stage::Stage;

#[tokio::test]
async fn after_three_turns_without_an_answer_the_model_is_left_alone() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        stage.openai.then(Completion::Garbage);
        stage.say("visitor-1", "Здравствуйте").await;
    }
    let answer = stage.say("visitor-1", "Здравствуйте").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["fallback"], answer.json()["form"].is_object()),
        (200, &json!(true), true)
    );
    assert_eq!(stage.openai.requests().len(), 3);
    // Who listens is another.
    stage.openai.then_transcribe(Transcription::text("Здравствуйте"));
    assert_eq!(stage.ask(&json!({ "visitor_id": "visitor-1", "audio": "T2dnUw==" })).await.json()["transcript"], "Здравствуйте");
}

#[tokio::test]
async fn an_answer_in_between_forgets_the_failures() {
    let stage = Stage::new().await;
    for completion in [Completion::Garbage, Completion::Garbage, Completion::text("Да"), Completion::Garbage, Completion::Garbage]
    {
        stage.openai.then(completion);
        stage.say("visitor-1", "Здравствуйте").await;
    }
    assert_eq!(stage.say("visitor-1", "Здравствуйте").await.json()["reply"], "How can I help?");
}

#[tokio::test]
async fn a_reply_never_carries_what_a_page_could_carry_out() {
    let stage = Stage::new().await;
    stage.openai.then(Completion::text("<b>Да</b>! <img src=x onerror=alert(1)>[цены](javascript:alert(1))"));
    let answer = stage.say("visitor-1", "Здравствуйте").await;
    assert_eq!(answer.json()["reply"], "Да! [цены](alert(1))");
    assert_eq!(stage.said("visitor-1").await[1], "assistant: Да! [цены](alert(1))");
    // Nothing but markup is no answer.
    stage.openai.then(Completion::text("<script src=//evil.example></script>"));
    assert_eq!(stage.say("visitor-1", "Здравствуйте").await.json()["fallback"], true);
}
