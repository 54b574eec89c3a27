//! What the owner reads.

use shared::{
    account::Language,
    ids::MessageId,
    lead::{CapturedBy, Field, Value},
    testing::TelegramAnswer,
};

use crate::stage::{Stage, TYPED};

#[tokio::test]
async fn a_russian_owner_reads_russian() {
    let stage = Stage::new().await;
    stage.lead(TYPED).await;
    stage.grow(Field::Name, "Анна").await;
    let event = stage.grow(Field::Need, "букет").await;
    stage.delivers(event).await;
    insta::assert_snapshot!(stage.shown().text, @r"
    🔔 Новый лид

    👤 Имя: Анна
    📞 Телефон: +79161234567
    💬 Запрос: букет
    ⭐ 90/100

    Нужен букет, мой телефон 8 (916) 123-45-67
    ");
}

#[tokio::test]
async fn an_english_owner_reads_english() {
    let stage = Stage::speaking(Language::En).await;
    let event = stage.lead("Call me: +1 415 555 2671, jane@example.com").await;
    stage.delivers(event).await;
    insta::assert_snapshot!(stage.shown().text, @r"
    🔔 New lead

    📞 Phone: +14155552671
    ✉️ E-mail: jane@example.com
    ⭐ 40/100

    Call me: +1 415 555 2671, jane@example.com
    ");
}

#[tokio::test]
async fn all_that_is_known_of_a_lead_stands_in_its_card() {
    let stage = Stage::new().await;
    let questions = r#"[{"text": "К какой дате?", "kind": "date", "required": true}, {"text": "Бюджет?", "kind": "number", "required": true}]"#;
    stage.db.execute(&format!("update assistants set questions = '{questions}'")).await;
    let earlier = stage.lead("мой прежний номер 8 916 123-45-60").await;
    stage.delivers(earlier).await;
    stage.db.execute("update lead_keys set expires_at = now() - interval '1 minute'").await;

    // A phone that was corrected is gone; two phones in one message are both there.
    stage.lead("8 916 123-45-61").await;
    let values = |message: MessageId| {
        let answer = |question: &str, value: &str| Value {
            question: Some(question.to_owned()),
            ..Value::new(Field::Answer, value, message)
        };
        vec![
            Value::new(Field::Phone, "+79161234567", message),
            Value::new(Field::Phone, "+74951234567", message),
            Value { doubtful: true, ..Value::new(Field::Email, "anna@example.com", message) },
            Value::new(Field::Telegram, "anna_ivanova", message),
            answer("Бюджет?", "5000"),
            answer("Цвет?", "белый"),
        ]
    };
    let said = "Ошиблась: +79161234567 или +74951234567, anna собака example.com, @anna_ivanova. До 5000, белый";
    let event = stage.turn(said, values, CapturedBy::VisitorText).await;
    stage.delivers(event).await;
    insta::assert_snapshot!(stage.telegram.messages()[1].text, @r"
    🔔 Новый лид
    🔁 Обращался раньше

    📞 Телефон: +79161234567
    ✉️ E-mail: anna@example.com (проверьте)
    ✈️ Telegram: @anna_ivanova
    ➕ Ещё: +74951234567
    📝 Бюджет? 5000
    📝 Цвет? белый
    ⭐ 55/100

    8 916 123-45-61
    ");
}

#[tokio::test]
async fn a_second_phone_stays_where_another_visitor_gives_the_first_one_too() {
    let stage = Stage::new().await;
    stage.lead("8 916 123-45-67 или 8 903 765-43-21").await;
    let event = stage.lead_of("visitor-2", "8 916 123-45-67, anna@example.com").await;
    stage.delivers(event).await;
    let card = stage.shown().text;
    for contact in ["+79161234567", "+79037654321", "anna@example.com"] {
        assert!(card.contains(contact), "{card}");
    }
}

#[tokio::test]
async fn whatever_a_visitor_writes_is_shown_as_text_and_fits() {
    let longest = 3_900;
    let hostile = [
        "<script>alert(1)</script><b>&amp;</i></blockquote>".to_owned(),
        "👍🏽".repeat(longest / 2),
        "&".repeat(longest),
        "<".repeat(longest),
        "\u{200b}\u{200d}\u{202e}\u{2060}".repeat(longest / 4),
        "a\u{301}".repeat(longest / 2),
        "\n".repeat(longest),
        "[x](tg://user?id=1) *b* _i_ `c` @all /start https://example.com".to_owned(),
    ];
    for text in hostile {
        let stage = Stage::new().await;
        stage.lead(&format!("8 916 123-45-67 {text}.")).await;
        stage.grow(Field::Name, &format!("{text}.")).await;
        let event = stage.grow(Field::Need, &format!("{text}.")).await;
        // The stand-in refuses what Telegram would refuse: open tags, bare ampersands, more than 4096 units.
        stage.delivers(event).await;
        let shown = stage.shown();
        assert!(shown.text.contains("📞 Телефон: +79161234567"), "{}", shown.text);
        let start: String = text.chars().take(15).collect();
        assert!(shown.text.contains(start.trim()), "{}", shown.text);
        for tag in ["<script", "<a ", "<i>"] {
            assert!(!shown.source.contains(tag), "{}", shown.source);
        }
    }
}

#[tokio::test]
async fn a_card_whose_markup_telegram_cannot_read_arrives_and_grows_as_plain_text() {
    let stage = Stage::new().await;
    let event = stage.lead("8 916 123-45-67 <b>букет</b>").await;
    stage.telegram.then(TelegramAnswer::cannot_parse());
    stage.delivers(event).await;
    insta::assert_snapshot!(stage.shown().source, @"
    🔔 Новый лид

    📞 Телефон: +79161234567
    ⭐ 30/100

    8 916 123-45-67 <b>букет</b>
    ");
    let event = stage.grow(Field::Name, "Анна").await;
    stage.telegram.then(TelegramAnswer::cannot_parse());
    stage.delivers(event).await;
    assert!(stage.shown().source.contains("👤 Имя: Анна"));

    assert_eq!(stage.methods(), ["sendMessage", "sendMessage", "editMessageText", "editMessageText"]);
    let modes: Vec<_> = stage.telegram.calls().into_iter().map(|call| call.body["parse_mode"].clone()).collect();
    assert_eq!(modes, ["HTML".into(), serde_json::Value::Null, "HTML".into(), serde_json::Value::Null]);
    assert_eq!(stage.state().await, ("sent".to_owned(), 1, None));
}

#[tokio::test]
async fn a_card_that_telegram_reads_in_no_way_is_told_to_the_owner() {
    let stage = Stage::new().await;
    let event = stage.lead(TYPED).await;
    stage.telegram.then(TelegramAnswer::cannot_parse()).then(TelegramAnswer::cannot_parse());
    stage.delivers(event).await;
    let (ended, attempts, error) = stage.state().await;
    assert_eq!((ended.as_str(), attempts), ("failed", 1));
    assert!(error.as_deref().unwrap().starts_with("Telegram could not read the markup: "), "{error:?}");
}
