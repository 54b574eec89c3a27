use super::{Lead, Message, Role, Step, next};

fn message(role: Role, content: &str) -> Message {
    Message { role, content: content.to_owned() }
}

/// Talks as the visitor; the assistant sees its own sentences and the last 20 messages, as in the product.
fn talk(lines: &[&str]) -> (Vec<Message>, Vec<Step>) {
    let (mut messages, mut steps) = (Vec::new(), Vec::new());
    for line in lines {
        messages.push(message(Role::User, line));
        let step = next(&messages[messages.len().saturating_sub(20)..], true);
        let (Step::Say(say) | Step::Register { say, .. }) = &step;
        messages.push(message(Role::Assistant, say));
        steps.push(step);
    }
    (messages, steps)
}

fn leads(lines: &[&str]) -> Vec<Lead> {
    let registered = |step| {
        if let Step::Register { lead, .. } = step { Some(lead) } else { None }
    };
    talk(lines).1.into_iter().filter_map(registered).collect()
}

fn says(lines: &[&str]) -> String {
    let (messages, _) = talk(lines);
    messages.last().map(|message| message.content.clone()).unwrap_or_default()
}

/// name, phone, email, need; empty for none
fn lead([name, phone, email, need]: [&str; 4]) -> Lead {
    let some = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    Lead { name: some(name), phone: some(phone), email: some(email), need: some(need) }
}

#[test]
fn a_lead_is_taken_in_any_order_and_in_the_visitors_own_words() {
    let cases: &[(&[&str], [&str; 4])] = &[
        (
            &["Здравствуйте!", "Нужен сайт для кофейни", "Мария", "8 (912) 345-67-89"],
            ["Мария", "8 (912) 345-67-89", "", "Нужен сайт для кофейни"],
        ),
        (
            &["Hello", "I need a new website", "john smith", "john.smith@example.com"],
            ["john smith", "", "john.smith@example.com", "I need a new website"],
        ),
        (
            &["Здравствуйте, меня зовут Иван Петров, нужна доставка 200 коробок, мой телефон +7 999 123-45-67."],
            ["Иван Петров", "+7 999 123-45-67", "", "нужна доставка 200 коробок"],
        ),
        (&["+1 415 555 2671", "Roof repair", "I'm Kate"], ["Kate", "+1 415 555 2671", "", "Roof repair"]),
        (
            &["Сколько стоит ремонт кухни 12 м2?", "ivan@почта.рф, Иван"],
            ["Иван", "", "ivan@почта.рф", "Сколько стоит ремонт кухни 12 м2?"],
        ),
        (
            &["Hi, my name is Ann-Marie O’Neil and I want a quote for 3 vans. My e-mail is ann@example.co.uk"],
            ["Ann-Marie O’Neil", "", "ann@example.co.uk", "my name is Ann-Marie O’Neil and I want a quote for 3 vans"],
        ),
        (&["Здравствуйте, нужен торт", "89161234567", "Анна"], ["Анна", "89161234567", "", "нужен торт"]),
        (&["Hi, I need a cake", "+1 415 555 2671", "Kate O'Brien"], ["Kate O'Brien", "+1 415 555 2671", "", "I need a cake"]),
        (&["Имя: Мария. Нужно: торт на субботу", "89161234567"], ["Мария", "89161234567", "", "Нужно: торт на субботу"]),
        (&["Нужен торт", "Это Пётр Петрович", "89161234567"], ["Пётр Петрович", "89161234567", "", "Нужен торт"]),
        (
            &["I need a cake", "this is Kate O'Brien speaking", "+1 415 555 2671"],
            ["Kate O'Brien", "+1 415 555 2671", "", "I need a cake"],
        ),
        (&["нужен юрист", "это Пётр", "89991234567"], ["Пётр", "89991234567", "", "нужен юрист"]),
        (&["сайт", "не скажу", "зачем вам?", "+79991234567"], ["", "+79991234567", "", "сайт"]),
        (
            &["Привет", "Бюджет 1 500 000 - 2 000 000 к 12.05.2026 10:00", "Олег", "123-45-67"],
            ["Олег", "123-45-67", "", "Бюджет 1 500 000 - 2 000 000 к 12.05.2026 10:00"],
        ),
    ];
    for (lines, expected) in cases {
        assert_eq!(leads(lines).last(), Some(&lead(*expected)), "{:#?}", talk(lines).0);
    }
}

#[test]
fn a_message_without_letters_keeps_the_language() {
    for silent in ["12345", "👍", "8 916 123 45 6", "anna@example.com"] {
        let said = says(&["Здравствуйте, нужен торт", silent]);
        assert!(said.contains(|letter: char| ('а'..='я').contains(&letter)), "{silent}: {said}");
    }
}

#[test]
fn a_long_story_is_cut_between_words() {
    let story = "нужна перевозка мебели ".repeat(40);
    let taken = leads(&[&story, "Иван", "+79991234567"]);
    let need = taken.last().and_then(|lead| lead.need.clone()).unwrap_or_default();
    assert!(
        (480..=500).contains(&need.chars().count())
            && story.starts_with(&need)
            && ["нужна", "перевозка", "мебели"].iter().any(|word| need.ends_with(word)),
        "{need}"
    );
}

#[test]
fn every_step_of_a_russian_talk_reads_well() {
    let steps =
        talk(&["Добрый день", "Вы бот?", "Хочу заказать кухню", "А сколько это стоит?", "Анна", "не хочу", "+7 999 123-45-67"]).0;
    let said: Vec<_> = steps.iter().filter(|said| said.role == Role::Assistant).map(|said| said.content.as_str()).collect();
    assert_eq!(
        said,
        [
            "Здравствуйте. Я демонстрационный ассистент: пока не задан ключ OpenAI, здесь отвечает не ИИ, а простой сценарий. Что вас интересует?",
            "Я демонстрационный ассистент: не человек и не ИИ. Что вас интересует?",
            "Спасибо, понятно. Как к вам обращаться?",
            "На этот вопрос ответит менеджер. Как к вам обращаться?",
            "Приятно познакомиться, Анна. По какому номеру телефона или адресу почты с вами связаться?",
            "Без телефона или почты менеджер не сможет вам ответить. По какому номеру телефона или адресу почты с вами связаться?",
            "Спасибо, Анна. Заявка принята. Менеджер свяжется с вами: +7 999 123-45-67.",
        ]
    );
}

#[test]
fn the_language_follows_the_latest_words() {
    let english = says(&["Нужен сайт", "Do you speak English?"]);
    assert_eq!(english, "A manager will answer that question. May I have your name?");
    assert!(says(&["Нужен сайт", "Иван", "+79991234567"]).starts_with("Спасибо, Иван."));
    assert!(says(&["I need a site", "Меня зовут Иван"]).starts_with("Приятно познакомиться, Иван."));
}

#[test]
fn nothing_new_is_not_registered_again_however_long_the_talk() {
    let mut lines = vec!["Нужен сайт", "Иван", "+7 999 123-45-67", "Спасибо!"];
    lines.extend(["А когда позвоните?", "Ок", "Мой номер 8 (999) 123-45-67", "Меня зовут иван"].repeat(8));
    assert_eq!(leads(&lines).len(), 1);
    assert_eq!(says(&lines[..4]), "Пожалуйста. Если появятся вопросы, напишите сюда.");
    assert_eq!(says(&lines[..5]), "На этот вопрос ответит менеджер. Если появятся вопросы, напишите сюда.");
    assert!(!says(&lines).contains('?'), "{}", says(&lines));
}

#[test]
fn a_correction_is_registered() {
    let lines = ["Нужен сайт", "Иван", "+7 999 123-45-67", "нет, мой номер 8 912 000-11-22"];
    let taken = leads(&lines);
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[1], lead(["Иван", "8 912 000-11-22", "", "Нужен сайт"]));
    assert_eq!(says(&lines), "Спасибо, заявка обновлена. Менеджер свяжется с вами: 8 912 000-11-22.");
}

#[test]
fn a_long_talk_without_a_contact_keeps_asking_for_one_and_is_introduced_once() {
    let lines: Vec<_> = ["Нужен сайт", "Иван"].into_iter().chain(["А гарантия есть?"; 20]).collect();
    let (messages, _) = talk(&lines);
    let introductions = messages.iter().filter(|said| said.content.contains("демонстрационный")).count();
    assert_eq!(introductions, 1);
    assert!(says(&lines).ends_with("с вами связаться?"));
    let late: Vec<_> = lines.iter().copied().chain(["+7 999 123-45-67"]).collect();
    assert_eq!(leads(&late).len(), 1);
}

#[test]
fn a_refused_tool_call_asks_again_and_the_refused_value_is_forgotten() {
    let (mut messages, _) = talk(&["Нужен сайт", "Иван"]);
    messages.push(message(Role::User, "123456"));
    assert!(matches!(next(&messages, true), Step::Register { .. }));
    let mut refused = messages.clone();
    refused.push(message(Role::Assistant, ""));
    refused.push(message(Role::Tool, r#"{"error":"phone is not a valid number"}"#));
    let Step::Say(question) = next(&refused, true) else { unreachable!("a refusal is not registered again") };
    assert!(question.starts_with("Кажется, в номере телефона ошибка."), "{question}");

    messages.push(message(Role::Assistant, &question));
    messages.push(message(Role::User, "хорошо"));
    assert!(matches!(next(&messages, true), Step::Say(say) if say.ends_with("с вами связаться?")));
    messages.push(message(Role::Assistant, &question));
    messages.push(message(Role::User, "+7 999 123-45-67"));
    let Step::Register { lead: taken, .. } = next(&messages, true) else { unreachable!("a valid number is registered") };
    assert_eq!(taken, lead(["Иван", "+7 999 123-45-67", "", "Нужен сайт"]));
}

/// What the assistant says of a record: in Russian and English.
const CLAIMS: [&str; 6] = ["записан", "принята", "обновлена", "I have your contact", "request is in", "is updated"];

#[test]
fn a_record_is_claimed_only_in_the_sentence_of_a_call() {
    let talks: &[&[&str]] = &[
        &["Меня зовут Вася, мой телефон 8 916 123 45 6"],
        &["+1 512 555 014"],
        &["call me 555 014"],
        &["my phone is +972 50 123 4567"],
        &["тел 12345", "ок"],
        &["Нужен сайт", "Иван", "+7 999 123-45-67", "Спасибо!", "Ещё вопрос: когда?", "до свидания"],
        &["I'm Kate, kate@example.com", "thanks", "a website"],
    ];
    for lines in talks {
        let (_, steps) = talk(lines);
        for step in &steps {
            let claims = |say: &str| CLAIMS.iter().any(|claim| say.contains(claim));
            match step {
                Step::Say(say) => assert!(!claims(say), "{lines:?}: {say}"),
                Step::Register { say, lead } => assert!(claims(say) && (lead.phone.is_some() || lead.email.is_some()), "{say}"),
            }
        }
    }
}

#[test]
fn a_refused_number_is_asked_for_again_in_every_form() {
    for (line, again) in [
        ("Меня зовут Вася, мой телефон 8 916 123 45 6", "Проверьте, пожалуйста, все ли цифры"),
        ("+1 512 555 014", "Please check the digits"),
        ("call me 555 014", "Please check the digits"),
        ("звоните 12345", "Проверьте, пожалуйста, все ли цифры"),
    ] {
        let mut messages = vec![message(Role::User, line)];
        assert!(matches!(next(&messages, true), Step::Register { .. }), "{line}");
        messages.push(message(Role::Assistant, ""));
        messages.push(message(Role::Tool, r#"{"registered":false,"error":"the visitor never said this phone"}"#));
        let Step::Say(say) = next(&messages, true) else { unreachable!("a refusal is not registered again") };
        assert!(say.contains(again), "{line}: {say}");
    }
}

#[test]
fn a_name_is_registered_with_the_first_contact() {
    let cases: &[(&[&str], [&str; 4])] = &[
        (&["I'm Kate, +1 415 555 2671"], ["Kate", "+1 415 555 2671", "", ""]),
        (&["Меня зовут Вася, мой телефон 8 916 123 45 67"], ["Вася", "8 916 123 45 67", "", ""]),
        (&["My name is Kate", "kate@example.com"], ["Kate", "", "kate@example.com", ""]),
    ];
    for (lines, expected) in cases {
        assert_eq!(leads(lines).first(), Some(&lead(*expected)), "{lines:?}");
    }
    assert!(
        says(&["I'm Kate, +1 415 555 2671"])
            .ends_with("Nice to meet you, Kate. Thank you, I have your contact. What are you looking for?")
    );
    assert_eq!(leads(&["+1 415 555 2671", "Roof repair", "I'm Kate"]).len(), 3);
}

#[test]
fn an_owners_greeting_before_the_talk_changes_nothing() {
    let messages = [message(Role::Assistant, "Добрый день! Чем помочь?"), message(Role::User, "Нужен сайт")];
    let Step::Say(say) = next(&messages, true) else { unreachable!("no contact is known") };
    assert!(say.contains("демонстрационный") && say.ends_with("Как к вам обращаться?"), "{say}");
}
