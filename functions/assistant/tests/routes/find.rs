use insta::assert_json_snapshot;
use shared::{
    account::Language,
    testing::{TestOwner, event, request, send},
};

use crate::{Desk, FIND, told};

#[tokio::test]
async fn shows_what_holds_until_the_owner_says_otherwise() {
    let desk = Desk::new().await;
    assert_json_snapshot!(desk.find().await.json(), { ".updated_at" => "[time]", ".site_key" => "[key]" }, @r##"
    {
      "about": "",
      "allowed_origins": [],
      "company_name": "Цветы",
      "form": {
        "fields": [
          {
            "kind": "text",
            "label": "Как вас зовут",
            "name": "name"
          },
          {
            "kind": "tel",
            "label": "Телефон",
            "name": "phone"
          },
          {
            "kind": "email",
            "label": "E-mail",
            "name": "email"
          },
          {
            "kind": "textarea",
            "label": "Что вас интересует",
            "name": "need"
          }
        ],
        "submit": "Отправить",
        "title": "Как с вами связаться?"
      },
      "greeting": "",
      "hand_off": "",
      "languages": [],
      "name": "",
      "questions": [],
      "region": "RU",
      "site_key": "[key]",
      "telegram": {
        "chat_id": null,
        "linked": false
      },
      "time_zone": "UTC",
      "updated_at": "[time]",
      "widget": {
        "color": "#0b6b62",
        "launcher": "",
        "privacy_url": "",
        "quick_replies": [],
        "side": "right",
        "teaser": "",
        "theme": "auto",
        "title": "",
        "z_index": 2147483000
      },
      "working_hours": []
    }
    "##);
    let key = desk.find().await.json()["site_key"].as_str().unwrap().to_owned();
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    let english = TestOwner::speaking(&desk.db, Language::En).await;
    let theirs = send(&desk.routes, event(FIND, Some(&english.token))).await;
    assert_eq!((&theirs.json()["region"], &theirs.json()["form"]["submit"]), (&"US".into(), &"Send".into()));
    assert_ne!(theirs.json()["site_key"], key);
}

#[tokio::test]
async fn needs_a_valid_token_of_an_account_that_is_still_there() {
    let desk = Desk::new().await;
    let refused = "401 a valid access token is needed: sign in again";
    assert_eq!(told(&send(&desk.routes, request("GET", "/api/assistant", None, None)).await), refused);
    desk.db.execute("delete from users").await;
    assert_eq!(told(&desk.find().await), refused);
}

#[tokio::test]
async fn answers_other_methods_in_the_same_form() {
    let desk = Desk::new().await;
    let answer = send(&desk.routes, request("PATCH", "/api/assistant", Some(&desk.owner.token), None)).await;
    assert_eq!(told(&answer), "405 this route does not have that method");
}
