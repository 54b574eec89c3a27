use axum::http::StatusCode;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use shared::testing::{TestOwner, event, request, send};

use crate::{Desk, FIND, SET, settings, told};

#[tokio::test]
async fn replaces_the_whole_and_shows_it_from_then_on() {
    let desk = Desk::new().await;
    let before = desk.find().await.json()["updated_at"].clone();
    let answer = send(&desk.routes, event(SET, Some(&desk.owner.token))).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_json_snapshot!(answer.json(), { ".updated_at" => "[time]", ".site_key" => "[key]", ".form" => "[form]" }, @r##"
    {
      "about": "Букеты от 3000 рублей, доставка по Москве за два часа.",
      "allowed_origins": [
        "https://flowers.example",
        "https://*.flowers.example"
      ],
      "company_name": "Цветы",
      "form": "[form]",
      "greeting": "Здравствуйте! Какой букет вы ищете?",
      "hand_off": "Передаю вас Анне, она перезвонит в течение часа.",
      "languages": [
        "ru",
        "en"
      ],
      "name": "Лина",
      "questions": [
        {
          "kind": "date",
          "required": true,
          "text": "К какой дате нужен букет?"
        },
        {
          "kind": "number",
          "required": true,
          "text": "На какую сумму рассчитываете?"
        },
        {
          "choices": [
            "Доставка",
            "Самовывоз"
          ],
          "kind": "choice",
          "required": true,
          "text": "Как вам удобнее получить букет?"
        },
        {
          "kind": "text",
          "required": false,
          "text": "Какие цветы любит получатель?"
        }
      ],
      "region": "RU",
      "site_key": "[key]",
      "telegram": {
        "chat_id": null,
        "linked": false
      },
      "time_zone": "Europe/Moscow",
      "updated_at": "[time]",
      "widget": {
        "color": "#b3125f",
        "launcher": "Спросить",
        "privacy_url": "https://flowers.example/privacy",
        "quick_replies": [
          "Сколько стоит доставка?"
        ],
        "side": "left",
        "teaser": "Поможем выбрать букет",
        "theme": "light",
        "title": "Лина",
        "z_index": 1000
      },
      "working_hours": [
        {
          "days": [
            "mon",
            "tue",
            "wed",
            "thu",
            "fri"
          ],
          "from": "09:00",
          "to": "20:00"
        },
        {
          "days": [
            "sat"
          ],
          "from": "10:00",
          "to": "16:00"
        }
      ]
    }
    "##);
    assert_eq!(desk.find().await.json(), answer.json());
    assert!(answer.json()["updated_at"].as_str() > before.as_str());

    let empty = json!({
        "name": "", "greeting": " \n", "languages": [], "about": "", "questions": [], "region": "us", "time_zone": "utc",
        "working_hours": [], "hand_off": "",
    });
    assert_eq!(desk.set(&empty).await.status, StatusCode::OK);
    let now = desk.find().await.json();
    assert_eq!((&now["questions"], &now["greeting"], &now["name"]), (&json!([]), &json!(""), &json!("")));
    assert_eq!((&now["region"], &now["time_zone"]), (&json!("US"), &json!("UTC")), "as others spell them");
}

/// As a client of before the widget sends it.
#[tokio::test]
async fn a_document_without_the_widget_has_its_defaults() {
    let desk = Desk::new().await;
    assert_eq!(desk.set(&settings()).await.status, StatusCode::OK);
    let mut older = settings();
    older.as_object_mut().unwrap().retain(|name, _| !matches!(name.as_str(), "allowed_origins" | "widget"));
    let answer = desk.set(&older).await.json();
    assert_eq!((&answer["allowed_origins"], &answer["widget"]["color"]), (&json!([]), &json!("#0b6b62")), "{answer}");
    assert_eq!(desk.find().await.json(), answer);
    older["widget"] = json!({ "side": "left" });
    let answer = desk.set(&older).await.json();
    assert_eq!((&answer["widget"]["side"], &answer["widget"]["theme"]), (&json!("left"), &json!("auto")));
}

#[tokio::test]
async fn takes_the_document_back_as_it_came_and_does_not_look_at_what_is_read_only() {
    let desk = Desk::new().await;
    let came = desk.find().await.json();
    let mut changed = came.clone();
    (changed["company_name"], changed["updated_at"], changed["name"]) = ("Другие".into(), Value::Null, "Лина".into());
    (changed["site_key"], changed["telegram"]) = ("0".repeat(32).into(), json!({ "linked": true, "chat_id": "42" }));
    let answer = desk.set(&changed).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let now = desk.find().await.json();
    assert_eq!((&now["company_name"], &now["name"]), (&came["company_name"], &json!("Лина")));
    assert_eq!((&now["site_key"], &now["telegram"]), (&came["site_key"], &came["telegram"]));
    assert!(now["updated_at"].as_str() > came["updated_at"].as_str());
}

#[tokio::test]
async fn takes_the_longest_that_it_says_it_takes() {
    let desk = Desk::new().await;
    let long = |length: usize| "ё".repeat(length);
    let question = |number: usize| {
        let choices: Vec<String> = (0..20).map(|choice| format!("{choice:02}{}", long(78))).collect();
        json!({ "text": format!("{number}{}", long(199)), "kind": "choice", "choices": choices, "required": true })
    };
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let languages = ["ru", "en", "de", "fr", "es", "it", "tr", "kk", "uz", "zh"];
    let longest = json!({
        "name": long(60), "greeting": long(500), "languages": languages, "about": long(8_000),
        "questions": (0..10).map(question).collect::<Vec<_>>(), "region": "RU", "time_zone": "America/Argentina/Buenos_Aires",
        "working_hours": vec![json!({ "days": days, "from": "00:00", "to": "24:00" }); 14], "hand_off": long(300),
        "allowed_origins": (0..20).map(|site| format!("https://{site:02}{}.example", "a".repeat(50))).collect::<Vec<_>>(),
        "widget": {
            "color": "#ffffff", "side": "left", "theme": "dark", "title": long(60), "launcher": long(40), "teaser": long(120),
            "quick_replies": vec![long(60); 6], "z_index": i32::MAX, "privacy_url": format!("https://a.example/{}", "a".repeat(482)),
        },
    });
    let answer = desk.set(&longest).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let mut stored = answer.json();
    stored.as_object_mut().unwrap().retain(|name, _| longest.get(name).is_some());
    assert_eq!(stored, longest);
}

#[tokio::test]
async fn changes_one_owners_settings_and_nothing_else_of_them() {
    let desk = Desk::new().await;
    let other = TestOwner::new(&desk.db).await;
    let theirs = || async { send(&desk.routes, event(FIND, Some(&other.token))).await.json() };
    let (before, row) = (theirs().await, desk.row().await);
    assert_eq!(desk.set(&settings()).await.status, StatusCode::OK);
    assert_eq!(theirs().await, before);
    let kept = ["owner_id", "telegram_chat_id", "created_at", "site_key"];
    let now = desk.row().await;
    for column in kept {
        assert_eq!(now[column], row[column], "{column}");
    }
}

#[tokio::test]
async fn of_two_at_once_the_last_one_holds_as_a_whole() {
    let desk = Desk::new().await;
    let named = |name: &str| {
        let mut settings = settings();
        (settings["name"], settings["about"]) = (name.into(), name.into());
        settings
    };
    let (one, other) = (named("Анна"), named("Мария"));
    let (first, second) = tokio::join!(desk.set(&one), desk.set(&other));
    assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK));
    let now = desk.find().await.json();
    assert_eq!(now["name"], now["about"]);
}

#[tokio::test]
async fn needs_a_valid_token_of_an_account_that_is_still_there() {
    let desk = Desk::new().await;
    let refused = "401 a valid access token is needed: sign in again";
    let nobody = send(&desk.routes, request("PUT", "/api/assistant", None, Some(&settings()))).await;
    assert_eq!(told(&nobody), refused);
    assert_eq!(desk.row().await["name"], Value::from(""));
    desk.db.execute("delete from users").await;
    assert_eq!(told(&desk.set(&settings()).await), refused);
}
