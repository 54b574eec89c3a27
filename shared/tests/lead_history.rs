//! What a lead holds after a while: corrections, second contacts, guesses, and the lead before it.
#![expect(clippy::unwrap_used, reason = "tests")]

use shared::{
    conversation::{self, ExternalId, MessageText, Opening},
    ids::LeadId,
    lead::{self, Captured, CapturedBy, Field, Filter, Lead},
    testing::{TestDatabase, TestOwner},
};

struct Inbox {
    db: TestDatabase,
    owner: TestOwner,
}

impl Inbox {
    async fn new() -> Self {
        let db = TestDatabase::new().await;
        let owner = TestOwner::new(&db).await;
        Self { db, owner }
    }

    /// A visitor writes something that holds a contact.
    async fn say(&self, visitor: &str, text: &str) -> Captured {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let (visitor, text) =
            (ExternalId::try_from(visitor.to_owned()).unwrap(), MessageText::try_from(text.to_owned()).unwrap());
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
        let values = lead::values_in(turn.message, turn.said_before(), text.as_str(), turn.assistant.region);
        let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values, CapturedBy::VisitorText).await.unwrap();
        tx.commit().await.unwrap();
        captured
    }

    async fn lead(&self, lead: LeadId) -> Lead {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let found = lead::list(&mut tx, &Filter::default()).await.unwrap();
        tx.commit().await.unwrap();
        found.items.into_iter().find(|found| found.id == lead).unwrap()
    }

    /// The values a lead has had, oldest first; a guess with a question mark.
    async fn history(&self, lead: LeadId) -> Vec<String> {
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let fields = lead::fields(&mut tx, lead).await.unwrap();
        tx.commit().await.unwrap();
        fields.into_iter().map(|field| if field.doubtful { field.value + "?" } else { field.value }).collect()
    }

    async fn revision(&self, lead: LeadId) -> i64 {
        self.db.count(&format!("select revision::bigint from leads where id = '{lead}'")).await
    }

    /// The five minutes in which two are one are over.
    async fn window_ends(&self) {
        self.db.execute("update lead_keys set expires_at = now() - interval '1 second'").await;
    }
}

#[tokio::test]
async fn a_correction_replaces_the_value_and_the_old_one_stays_in_the_history() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "Мой номер 8 916 123-45-67").await.lead;
    let corrected = inbox.say("visitor-1", "Ой, нет, 8 916 123-45-68").await;
    assert_eq!((corrected.lead, corrected.event.is_some()), (lead, true));
    assert_eq!(inbox.lead(lead).await.phone.as_deref(), Some("+79161234568"));
    assert_eq!(inbox.history(lead).await, ["+79161234567", "+79161234568"]);
}

#[tokio::test]
async fn every_contact_of_a_message_is_remembered_and_the_first_one_counts() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "8 916 123-45-67 или 8 903 765-43-21").await.lead;
    assert_eq!(inbox.lead(lead).await.phone.as_deref(), Some("+79161234567"));
    assert_eq!(inbox.history(lead).await, ["+79161234567", "+79037654321"]);

    // Another one beside the one that it holds already is news, once.
    let more = inbox.say("visitor-1", "8 916 123-45-67, лучше вечером 8 926 555-44-33").await;
    assert_eq!((more.lead, more.event.is_some(), inbox.revision(lead).await), (lead, true, 2));
    assert_eq!(inbox.history(lead).await, ["+79161234567", "+79037654321", "+79265554433"]);
    let again = inbox.say("visitor-1", "8 916 123-45-67, лучше вечером 8 926 555-44-33").await;
    assert_eq!((again.event, inbox.revision(lead).await), (None, 2));
}

#[tokio::test]
async fn a_guess_fills_a_gap_and_replaces_nothing() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "ivan at mail dot ru").await.lead;
    assert_eq!(inbox.lead(lead).await.email.as_deref(), Some("ivan@mail.ru"));
    assert_eq!(inbox.history(lead).await, ["ivan@mail.ru?"]);

    inbox.say("visitor-1", "ivan.petrov@mail.ru").await;
    inbox.say("visitor-1", "ivan at list dot ru").await;
    assert_eq!(inbox.lead(lead).await.email.as_deref(), Some("ivan.petrov@mail.ru"));
    assert_eq!(inbox.history(lead).await, ["ivan@mail.ru?", "ivan.petrov@mail.ru", "ivan@list.ru?"]);
}

#[tokio::test]
async fn a_guess_that_is_said_plainly_later_is_a_guess_no_more() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "ivan at mail dot ru").await.lead;
    let plainly = inbox.say("visitor-1", "ivan@mail.ru").await;
    assert_eq!((plainly.lead, plainly.event.is_some()), (lead, true));
    assert_eq!(inbox.history(lead).await, ["ivan@mail.ru?", "ivan@mail.ru"]);
    assert_eq!(inbox.say("visitor-1", "ivan@mail.ru").await.event, None);
}

#[tokio::test]
async fn a_guess_never_makes_two_visitors_one() {
    let inbox = Inbox::new().await;
    let first = inbox.say("visitor-1", "ivan@mail.ru").await.lead;
    let second = inbox.say("visitor-2", "ivan at mail dot ru").await.lead;
    assert!(first != second);
    assert_eq!(inbox.say("visitor-3", "Ivan@mail.ru").await.lead, first, "what is certain does");
}

#[tokio::test]
async fn a_name_in_telegram_is_a_contact() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "Мой телеграм @Anna_Ivanova").await.lead;
    let held = inbox.lead(lead).await;
    assert_eq!((held.telegram.as_deref(), held.phone, held.email), (Some("anna_ivanova"), None, None));
    assert_eq!(inbox.say("visitor-2", "https://t.me/anna_ivanova").await.lead, lead);
}

#[tokio::test]
async fn a_phone_of_two_messages_is_one_phone() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "anna@example.com, мой номер 8 916").await.lead;
    inbox.say("visitor-1", "123 45 67").await;
    assert_eq!(inbox.lead(lead).await.phone.as_deref(), Some("+79161234567"));
}

#[tokio::test]
async fn after_the_window_the_same_contact_is_a_new_lead_that_knows_the_older_one() {
    let inbox = Inbox::new().await;
    let first = inbox.say("visitor-1", "8 916 123-45-67").await.lead;
    inbox.window_ends().await;
    let second = inbox.say("visitor-2", "8 (916) 123 45 67").await;
    assert!(second.is_new && second.lead != first);
    assert_eq!(inbox.lead(second.lead).await.previous_lead_id, Some(first));
    inbox.window_ends().await;
    let third = inbox.say("visitor-1", "8 916 123-45-67, anna@example.com").await;
    assert_eq!(inbox.lead(third.lead).await.previous_lead_id, Some(second.lead), "the newest of them");
    assert_eq!(inbox.lead(first).await.previous_lead_id, None);
}

#[tokio::test]
async fn a_visitor_who_comes_back_has_a_lead_before_and_another_visitor_has_none() {
    let inbox = Inbox::new().await;
    let first = inbox.say("visitor-1", "8 916 123-45-67").await.lead;
    inbox.window_ends().await;
    let second = inbox.say("visitor-1", "anna@example.com").await.lead;
    assert_eq!(inbox.lead(second).await.previous_lead_id, Some(first));
    let stranger = inbox.say("visitor-2", "8 903 765-43-21").await.lead;
    assert_eq!(inbox.lead(stranger).await.previous_lead_id, None);
}

#[tokio::test]
async fn a_lead_is_never_its_own_predecessor() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "8 916 123-45-67").await.lead;
    // The conversation went on for longer than the contact's key lasts.
    inbox.db.execute("update lead_keys set expires_at = now() - interval '1 second' where kind = 'phone'").await;
    let again = inbox.say("visitor-1", "8 916 123-45-67, ещё anna@example.com").await;
    assert_eq!((again.lead, again.is_new), (lead, false));
    assert_eq!(inbox.lead(lead).await.previous_lead_id, None);
    assert!(inbox.history(lead).await.contains(&"anna@example.com".to_owned()));
    let key = "select count(*) from lead_keys where kind = 'phone' and lead_id = (select id from leads)";
    assert_eq!(inbox.db.count(key).await, 1, "and its key leads to it again");
}

#[tokio::test]
async fn answers_to_questions_are_merged_and_each_change_is_remembered() {
    let inbox = Inbox::new().await;
    let lead = inbox.say("visitor-1", "8 916 123-45-67").await.lead;
    let mut tx = inbox.db.app().tenant(inbox.owner.id).await.unwrap();
    let visitor = ExternalId::try_from("visitor-1".to_owned()).unwrap();
    let text = MessageText::try_from("На субботу, 5000".to_owned()).unwrap();
    let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
    for (question, answer) in [("Когда?", "в субботу"), ("Бюджет?", "5000"), ("Когда?", "в воскресенье")]
    {
        let value = lead::Value { question: Some(question.to_owned()), ..lead::Value::new(Field::Answer, answer, turn.message) };
        lead::capture(&mut tx, turn.visitor, Some(lead), &[value], CapturedBy::Tool).await.unwrap();
    }
    tx.commit().await.unwrap();
    let answers = "select count(*) from leads where answers = '{\"Когда?\": \"в воскресенье\", \"Бюджет?\": \"5000\"}'";
    assert_eq!(inbox.db.count(answers).await, 1);
    assert_eq!(inbox.history(lead).await, ["+79161234567", "в субботу", "5000", "в воскресенье"]);
    assert_eq!(inbox.revision(lead).await, 4);
}
