use insta::assert_json_snapshot;
use serde_json::json;
use shared::{
    conversation::{self, ExternalId, MessageText, Opening},
    testing::{TestOwner, event, request, send},
};

use crate::{Desk, settings, told};

const ONBOARDING: &str = include_str!("../../../../events/assistant/onboarding.json");

#[tokio::test]
async fn tells_step_by_step_what_is_done() {
    let desk = Desk::new().await;
    let other = TestOwner::new(&desk.db).await;
    let asked = async |token: &str| send(&desk.routes, event(ONBOARDING, Some(token))).await.json();
    let nothing = json!({
        "told": false, "tried": false, "installed": false, "telegram": false, "last_seen_on": null, "last_seen_at": null,
    });
    assert_eq!(asked(&desk.owner.token).await, nothing);
    desk.set(&settings()).await;
    let mut tx = desk.db.app().tenant(desk.owner.id).await.unwrap();
    let (visitor, text) = (ExternalId::try_from("v".to_owned()).unwrap(), MessageText::try_from("Привет".to_owned()).unwrap());
    conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    desk.db
        .execute(&format!(
            "update assistants set telegram_chat_id = '42', last_seen_on = 'https://flowers.example', last_seen_at = '2026-11-26T10:00:00Z'
            where owner_id = '{}'",
            desk.owner.id
        ))
        .await;
    assert_json_snapshot!(asked(&desk.owner.token).await, @r#"
    {
      "installed": true,
      "last_seen_at": "2026-11-26T10:00:00Z",
      "last_seen_on": "https://flowers.example",
      "telegram": true,
      "told": true,
      "tried": true
    }
    "#);
    assert_eq!(asked(&other.token).await, nothing);
    let refused = "401 a valid access token is needed: sign in again";
    assert_eq!(told(&send(&desk.routes, request("GET", "/api/assistant/onboarding", None, None)).await), refused);
    desk.db.execute("delete from users").await;
    assert_eq!(told(&send(&desk.routes, event(ONBOARDING, Some(&desk.owner.token))).await), refused);
}
