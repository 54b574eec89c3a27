//! What every test of a delivery stands on: an owner with leads, a chat, and a bot.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use notifier::{App, handle_batch};
use serde_json::Value as Json;
use shared::{
    account::Language,
    config::TelegramConfig,
    contact::Region,
    conversation::{self, ExternalId, MessageText, Opening},
    https::Https,
    ids::MessageId,
    lead::{self, CapturedBy, Field, LeadEvent, Value},
    queue::Consumer,
    telegram,
    testing::{ShownMessage, Telegram, TestDatabase, TestOwner, TestQueue},
};
use tokio::time::{Duration, sleep, timeout};

pub(crate) const TOKEN: &str = "7000000001:AAE-token-of-the-bot";
/// The deployment's own chat.
pub(crate) const DEFAULT_CHAT: &str = "-100200300";
pub(crate) const TYPED: &str = "Нужен букет, мой телефон 8 (916) 123-45-67";

pub(crate) struct Stage {
    pub(crate) db: TestDatabase,
    pub(crate) owner: TestOwner,
    pub(crate) telegram: Telegram,
    pub(crate) app: App,
}

impl Stage {
    /// An owner who speaks Russian.
    pub(crate) async fn new() -> Self {
        Self::speaking(Language::Ru).await
    }

    pub(crate) async fn speaking(language: Language) -> Self {
        let db = TestDatabase::new().await;
        let owner = TestOwner::speaking(&db, language).await;
        Self::of(db, owner).await
    }

    pub(crate) async fn of(db: TestDatabase, owner: TestOwner) -> Self {
        let telegram = Telegram::start().await;
        let app = app(&db, &telegram.base_url());
        Self { db, owner, telegram, app }
    }

    /// The same, whose messages come from that queue.
    pub(crate) fn receiving(self, queue: Consumer) -> Self {
        Self { app: App { queue, ..self.app.clone() }, ..self }
    }

    /// A visitor types a contact, as in the first transaction of a turn; what goes to the queue.
    pub(crate) async fn lead(&self, text: &str) -> LeadEvent {
        self.lead_of("visitor-1", text).await
    }

    /// The same of any visitor.
    pub(crate) async fn lead_of(&self, visitor: &str, text: &str) -> LeadEvent {
        let values = |message| lead::values_in(message, None, text, Region::RU);
        self.turn_of(visitor, text, values, CapturedBy::VisitorText).await
    }

    /// The same visitor says a value of one more field.
    pub(crate) async fn grow(&self, field: Field, text: &str) -> LeadEvent {
        let value = |message| vec![Value::new(field, text, message)];
        self.turn(text, value, CapturedBy::Tool).await
    }

    pub(crate) async fn turn(&self, text: &str, values: impl Fn(MessageId) -> Vec<Value>, by: CapturedBy) -> LeadEvent {
        self.turn_of("visitor-1", text, values, by).await
    }

    async fn turn_of(&self, visitor: &str, text: &str, values: impl Fn(MessageId) -> Vec<Value>, by: CapturedBy) -> LeadEvent {
        let visitor = ExternalId::try_from(visitor.to_owned()).unwrap();
        let said = MessageText::try_from(text.to_owned()).unwrap();
        let mut tx = self.db.app().tenant(self.owner.id).await.unwrap();
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &said)).await.unwrap().unwrap();
        let captured = lead::capture(&mut tx, turn.visitor, turn.lead, &values(turn.message), by).await.unwrap();
        tx.commit().await.unwrap();
        captured.event.unwrap()
    }

    /// Where this owner wants to read of leads.
    pub(crate) async fn has_chat(&self, chat: &str) {
        self.db.execute(&format!("update assistants set telegram_chat_id = '{chat}' where owner_id = '{}'", self.owner.id)).await;
    }

    /// Hands the event to the function; whether it was reported, so that it comes again.
    pub(crate) async fn reports(&self, event: LeadEvent) -> bool {
        !reported(&self.app, batch(&[event])).await.is_empty()
    }

    pub(crate) async fn delivers(&self, event: LeadEvent) {
        assert!(!self.reports(event).await, "{}", self.delivery().await);
    }

    /// The row of the one lead's delivery.
    pub(crate) async fn delivery(&self) -> Json {
        sqlx::query_scalar("select to_jsonb(deliveries) from deliveries").fetch_one(self.db.superuser()).await.unwrap()
    }

    /// State, attempts and the last error of the one lead's delivery. Whatever failed, it never tells the bot's token.
    pub(crate) async fn state(&self) -> (String, i64, Option<String>) {
        let row = self.delivery().await;
        let error = row["last_error"].as_str().map(str::to_owned);
        assert!(!row.to_string().contains(TOKEN), "{row}");
        (row["state"].as_str().unwrap().to_owned(), row["attempts"].as_i64().unwrap(), error)
    }

    /// The one message that people see.
    pub(crate) fn shown(&self) -> ShownMessage {
        let [message] = <[ShownMessage; 1]>::try_from(self.telegram.messages()).unwrap();
        message
    }

    pub(crate) fn methods(&self) -> Vec<String> {
        self.telegram.calls().into_iter().map(|call| call.method).collect()
    }

    /// Waits until Telegram has been called so often.
    pub(crate) async fn called(&self, times: usize) {
        let wait = async {
            while self.telegram.calls().len() < times {
                sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(Duration::from_secs(30), wait).await.unwrap();
    }

    /// As if the time were over before which nobody may touch the delivery.
    pub(crate) async fn time_passes(&self) {
        self.db.execute("update deliveries set leased_until = now() - interval '1 second' where leased_until is not null").await;
    }

    /// Nobody may touch the delivery for so many seconds, of which some may be over.
    pub(crate) async fn waits(&self, seconds: i64) {
        let sql = "select ceil(extract(epoch from leased_until - now()))::bigint from deliveries";
        let left: Option<i64> = sqlx::query_scalar(sql).fetch_one(self.db.superuser()).await.unwrap();
        assert!(left.is_some_and(|left| (seconds - 10..=seconds).contains(&left)), "{left:?} of {seconds} s");
    }

    /// The database is back, and no connection that broke is left in the pool.
    pub(crate) async fn come_back(&self) {
        self.db.come_back().await;
        while self.db.app().tenant(self.owner.id).await.is_err() {}
    }
}

pub(crate) fn app(db: &TestDatabase, base_url: &str) -> App {
    let config =
        TelegramConfig { base_url: base_url.to_owned(), bot_token: TOKEN.into(), default_chat_id: Some(DEFAULT_CHAT.to_owned()) };
    let telegram = telegram::Telegram::new(&config, &Https::for_development()).unwrap();
    App { db: db.app(), queue: Consumer::Local, telegram, default_chat_id: config.default_chat_id }
}

/// As SQS hands events over; their messages are called 0, 1, 2…
pub(crate) fn batch(events: &[LeadEvent]) -> SqsEvent {
    let mut batch = SqsEvent::default();
    for (place, event) in events.iter().enumerate() {
        let mut message = SqsMessage::default();
        message.message_id = Some(place.to_string());
        message.body = Some(serde_json::to_string(event).unwrap());
        batch.records.push(message);
    }
    batch
}

/// As Lambda does: hands over what came, and deletes what was not reported. How many messages came, and how many come again.
pub(crate) async fn poll(stage: &Stage, queue: &TestQueue) -> (usize, usize) {
    let batch = queue.receive().await;
    let again = reported(&stage.app, batch.clone()).await;
    for message in &batch.records {
        if !again.contains(message.message_id.as_ref().unwrap()) {
            queue.delete(message).await;
        }
    }
    (batch.records.len(), again.len())
}

/// The messages that must come again.
pub(crate) async fn reported(app: &App, batch: SqsEvent) -> Vec<String> {
    let response = handle_batch(app, batch).await;
    response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
}
