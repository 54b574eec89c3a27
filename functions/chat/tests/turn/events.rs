//! The event files, as they are: under the development token of the owner they name.

use serde_json::json;
use shared::{
    config::Flavour,
    testing::{Answer, Completion, OpenAi, TestDatabase, TestOwner, Transcription, event, send},
};

use super::stage::{Stage, local, routes};

async fn stage() -> Stage {
    let db = TestDatabase::new().await;
    let owner = TestOwner::of_event_files(&db).await;
    let openai = OpenAi::start().await;
    let routes = routes(db.app(), &openai, Flavour::OpenAi, None, local());
    Stage { db, owner, openai, routes }
}

async fn play(stage: &Stage, file: &str) -> Answer {
    send(&stage.routes, event(file, None)).await
}

#[tokio::test]
async fn a_text_is_answered_and_kept_with_what_it_cost() {
    let stage = stage().await;
    stage.openai.then(Completion::text("Здравствуйте, Анна!"));
    let answer = play(&stage, include_str!("../../../../events/chat/text.json")).await;
    assert_eq!(answer.status, 200);
    insta::assert_json_snapshot!(answer.json(), { ".message_id" => "[uuid]", ".lead.id" => "[uuid]" }, @r#"
    {
      "lead": {
        "email": null,
        "id": "[uuid]",
        "is_new": true,
        "name": null,
        "need": null,
        "phone": "+79161234567",
        "telegram": null
      },
      "message_id": "[uuid]",
      "reply": "Здравствуйте, Анна!",
      "visitor_id": "visitor-1"
    }
    "#);
    assert_eq!(answer.json()["message_id"], json!(stage.messages("visitor-1").await[0].id));
    insta::assert_snapshot!(stage.said("visitor-1").await.join("\n"), @r"
    visitor: Здравствуйте! Нужен букет на свадьбу, мой телефон 8 (916) 123-45-67, Анна
    assistant: Здравствуйте, Анна!
    ");
    let priced = "select count(*) from messages where role = 'assistant' and model = 'gpt-6-luna' and prompt_tokens = 120 and completion_tokens = 20";
    assert_eq!(stage.db.count(priced).await, 1);
    let free = "select count(*) from messages where role = 'visitor' and num_nulls(model, prompt_tokens, completion_tokens) = 3";
    assert_eq!(stage.db.count(free).await, 1);
}

#[tokio::test]
async fn speech_in_base64_is_heard_and_kept_as_a_transcript() {
    hears(include_str!("../../../../events/chat/audio_base64.json")).await;
}

#[tokio::test]
async fn speech_in_a_form_is_heard_and_kept_as_a_transcript() {
    hears(include_str!("../../../../events/chat/audio_multipart.json")).await;
}

async fn hears(file: &str) {
    let stage = stage().await;
    stage.openai.then_transcribe(Transcription::text(" Перезвоните мне: 8 916 123-45-67 ")).then(Completion::text("Перезвоним."));
    let answer = play(&stage, file).await;
    assert_eq!(answer.status, 200);
    insta::allow_duplicates! { insta::assert_json_snapshot!(answer.json(), { ".message_id" => "[uuid]", ".lead.id" => "[uuid]" }, @r#"
    {
      "lead": {
        "email": null,
        "id": "[uuid]",
        "is_new": true,
        "name": null,
        "need": null,
        "phone": "+79161234567",
        "telegram": null
      },
      "message_id": "[uuid]",
      "reply": "Перезвоним.",
      "transcript": "Перезвоните мне: 8 916 123-45-67",
      "visitor_id": "visitor-1"
    }
    "#) };
    let said = stage.said("visitor-1").await;
    assert_eq!(said, ["visitor, spoken: Перезвоните мне: 8 916 123-45-67", "assistant: Перезвоним."]);
    let heard = stage.openai.transcriptions();
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].file_name.as_str(), heard[0].model.as_str(), heard[0].size), ("voice.wav", "gpt-transcribe", 6_808));
    let asked = stage.openai.requests();
    assert_eq!(asked[0]["messages"][1], json!({ "role": "user", "content": "Перезвоните мне: 8 916 123-45-67" }));
}

#[tokio::test]
async fn a_visitor_opens_the_chat_on_a_site_leaves_a_lead_and_is_forgotten() {
    let stage = stage().await;
    stage.db.execute("update assistants set site_key = '0123456789abcdef0123456789abcdef'").await;
    stage.openai.then_transcribe(Transcription::text("Перезвоните мне")).then_transcribe(Transcription::text("Перезвоните мне"));
    for (file, status) in [
        (include_str!("../../../../events/chat/widget_config.json"), 200),
        (include_str!("../../../../events/chat/widget_session.json"), 200),
        (include_str!("../../../../events/chat/widget_chat.json"), 200),
        (include_str!("../../../../events/chat/widget_form.json"), 200),
        (include_str!("../../../../events/chat/transcript.json"), 200),
        (include_str!("../../../../events/chat/widget_transcript.json"), 200),
        (include_str!("../../../../events/chat/widget_take_back.json"), 204),
        (include_str!("../../../../events/chat/widget_forget.json"), 204),
        // The token opens nothing more.
        (include_str!("../../../../events/chat/widget_chat.json"), 401),
    ] {
        let answer = play(&stage, file).await;
        assert_eq!(answer.status, status, "{file}\n{answer:?}");
    }
    assert_eq!(stage.db.count("select count(*) from messages").await, 0);
}
