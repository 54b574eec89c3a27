//! Promise 2: the same visitor or the same contact within five minutes is the same lead, and the database is what guarantees it, however
//! many come at once.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::HashSet, sync::Arc};

use shared::{
    config::DatabaseConfig,
    conversation::{self, ExternalId, MessageText, Opening, Turn},
    database::{Database, TenantTx},
    ids::{LeadId, OwnerId},
    lead::{self, Captured, CapturedBy, Field, Value},
    testing::{TestDatabase, TestOwner},
};
use tokio::{
    sync::Barrier,
    task::{JoinHandle, JoinSet},
};

const PHONE: &str = "8 916 123-45-67";

/// A visitor's transaction up to where a contact was found and nothing is captured yet.
struct Talk {
    tx: TenantTx,
    turn: Turn,
    says: String,
}

impl Talk {
    async fn begin(db: &Database, owner: OwnerId, visitor: &str, says: &str) -> Self {
        let mut tx = db.tenant(owner).await.unwrap();
        let (visitor, text) =
            (ExternalId::try_from(visitor.to_owned()).unwrap(), MessageText::try_from(says.to_owned()).unwrap());
        let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
        Self { tx, turn, says: says.to_owned() }
    }

    async fn capture(mut self) -> Captured {
        let values = lead::values_in(self.turn.message, None, &self.says, self.turn.assistant.region);
        let captured =
            lead::capture(&mut self.tx, self.turn.visitor, self.turn.lead, &values, CapturedBy::VisitorText).await.unwrap();
        self.tx.commit().await.unwrap();
        captured
    }

    /// What was said is a value of that field, of the lead that the visitor has; not committed.
    async fn add(&mut self, field: Field) {
        let values = [Value::new(field, self.says.as_str(), self.turn.message)];
        lead::capture(&mut self.tx, self.turn.visitor, self.turn.lead, &values, CapturedBy::Tool).await.unwrap();
    }
}

async fn say(db: &TestDatabase, owner: OwnerId, visitor: &str, says: &str) -> Captured {
    Talk::begin(&db.app(), owner, visitor, says).await.capture().await
}

/// Lets visitors speak at once: all of their transactions are open before the first of them captures.
async fn at_once(db: &TestDatabase, owner: OwnerId, said: &[String]) -> Vec<Captured> {
    let connections = u32::try_from(said.len()).unwrap();
    let pool = Database::connect_lazy(&DatabaseConfig::new(db.url().parse().unwrap(), connections));
    let (barrier, mut talks) = (Arc::new(Barrier::new(said.len())), JoinSet::new());
    for (at, says) in said.iter().cloned().enumerate() {
        let (pool, barrier) = (pool.clone(), Arc::clone(&barrier));
        talks.spawn(async move {
            let talk = Talk::begin(&pool, owner, &format!("visitor-{at}"), &says).await;
            barrier.wait().await;
            talk.capture().await
        });
    }
    talks.join_all().await
}

/// Until the task waits for a lock in the database; or has ended, if it does not.
async fn until_it_waits<T>(db: &TestDatabase, task: &JoinHandle<T>) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while !task.is_finished() && db.count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
}

fn leads_of(captured: &[Captured]) -> HashSet<LeadId> {
    captured.iter().map(|captured| captured.lead).collect()
}

#[tokio::test]
async fn twenty_visitors_who_leave_one_phone_at_once_make_one_lead() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let captured = at_once(&db, owner, &vec![PHONE.to_owned(); 20]).await;
    assert_eq!(db.count("select count(*) from leads").await, 1);
    assert_eq!(leads_of(&captured).len(), 1);
    assert_eq!(captured.iter().filter(|captured| captured.is_new).count(), 1);
    // One card, announced once; and all twenty messages are kept.
    assert_eq!(captured.iter().filter(|captured| captured.event.is_some()).count(), 1);
    assert_eq!(db.count("select count(*) from outbox").await, 1);
    assert_eq!(db.count("select count(*) from deliveries").await, 1);
    assert_eq!(db.count("select count(*) from messages").await, 20);
    assert_eq!(db.count("select count(*) from lead_keys where lead_id in (select id from leads)").await, 21);
}

#[tokio::test]
async fn one_phone_left_with_two_owners_at_once_makes_a_lead_for_each() {
    let db = TestDatabase::new().await;
    let (a, b) = (TestOwner::new(&db).await.id, TestOwner::new(&db).await.id);
    let said = vec![PHONE.to_owned(); 4];
    let (of_a, of_b) = tokio::join!(at_once(&db, a, &said), at_once(&db, b, &said));
    assert_eq!((leads_of(&of_a).len(), leads_of(&of_b).len()), (1, 1));
    assert_eq!(db.count("select count(distinct owner_id) from leads").await, 2);
}

#[tokio::test]
async fn a_phone_and_an_address_of_one_visitor_in_two_turns_at_once_make_one_lead() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let first = Talk::begin(&db.app(), owner, "visitor-1", PHONE).await;
    let app = db.app();
    let second = tokio::spawn(async move { Talk::begin(&app, owner, "visitor-1", "anna@example.com").await.capture().await });
    until_it_waits(&db, &second).await;
    let (first, second) = (first.capture().await, second.await.unwrap());
    assert_eq!(first.lead, second.lead);
    assert_eq!((first.is_new, second.is_new), (true, false));
    let both = "select count(*) from leads where phone = '+79161234567' and email = 'anna@example.com' and revision = 2";
    assert_eq!(db.count(both).await, 1);
    assert_eq!(db.count("select count(*) from leads").await, 1);
    assert_eq!(db.count("select count(*) from outbox").await, 2);
    assert_eq!(db.count("select count(*) from lead_fields").await, 2);
}

#[tokio::test]
async fn what_two_turns_add_to_one_lead_at_once_is_all_kept() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let lead = say(&db, owner, "visitor-1", PHONE).await.lead;
    assert_eq!(say(&db, owner, "visitor-2", PHONE).await.lead, lead);
    // They share no key that one of them could wait for.
    let mut first = Talk::begin(&db.app(), owner, "visitor-1", "букет на свадьбу").await;
    let mut second = Talk::begin(&db.app(), owner, "visitor-2", "Анна").await;
    first.add(Field::Need).await;
    let second = tokio::spawn(async move {
        second.add(Field::Name).await;
        second.tx.commit().await.unwrap();
    });
    until_it_waits(&db, &second).await;
    first.tx.commit().await.unwrap();
    second.await.unwrap();
    let both = "select count(*) from leads where name = 'Анна' and need = 'букет на свадьбу' and revision = 3";
    assert_eq!(db.count(both).await, 1);
}

#[tokio::test]
async fn visitors_who_leave_two_contacts_in_opposite_order_wait_for_each_other_but_not_for_ever() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    // So slow that every one of them holds a first key before any takes a second one.
    db.execute(
        "create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$;
        create trigger slowly before insert on lead_keys for each row execute function slowly()",
    )
    .await;
    let there = "8 916 123-45-67 или 8 903 765-43-21".to_owned();
    let back = "8 903 765-43-21 или 8 916 123-45-67".to_owned();
    let captured = at_once(&db, owner, &[there.clone(), back.clone(), there, back]).await;
    assert_eq!(leads_of(&captured).len(), 1);
    assert_eq!(db.count("select count(*) from leads").await, 1);
    assert_eq!(db.count("select count(*) from lead_keys where kind = 'phone'").await, 2);
}

#[tokio::test]
async fn a_visitor_who_adds_and_corrects_grows_one_lead() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let first = say(&db, owner, "visitor-1", PHONE).await;
    let again = say(&db, owner, "visitor-1", "мой номер +7 (916) 123 45 67").await;
    assert_eq!((again.lead, again.is_new, again.event), (first.lead, false, None), "the same number in another spelling");
    let more = say(&db, owner, "visitor-1", "и anna@example.com").await;
    assert_eq!((more.lead, more.is_new, more.event.is_some()), (first.lead, false, true));
    // Another visitor's name on another device, the same person's address.
    let device = say(&db, owner, "visitor-2", "ANNA@example.com").await;
    assert_eq!((device.lead, device.is_new, device.event), (first.lead, false, None));
    let corrected = say(&db, owner, "visitor-2", "лучше 8 903 765-43-21").await;
    assert_eq!(corrected.lead, first.lead);
    assert_eq!(db.count("select count(*) from leads where phone = '+79037654321' and revision = 3").await, 1);
    assert_eq!(db.count("select count(*) from leads").await, 1);
}

#[tokio::test]
async fn the_same_contact_after_five_minutes_is_a_new_lead() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let first = say(&db, owner, "visitor-1", PHONE).await;
    let lasts =
        "select count(*) from lead_keys where expires_at between now() + interval '4 minutes' and now() + interval '5 minutes'";
    assert_eq!(db.count(lasts).await, 2);
    db.execute("update lead_keys set expires_at = now() - interval '1 second'").await;
    let second = say(&db, owner, "visitor-2", PHONE).await;
    assert!(second.is_new && second.lead != first.lead);
    // The key stands for the newer one from now on.
    assert_eq!(say(&db, owner, "visitor-3", PHONE).await.lead, second.lead);
    assert_eq!(db.count("select count(*) from leads").await, 2);
    assert_eq!(db.count("select count(*) from outbox").await, 2);
}

#[tokio::test]
async fn twenty_visitors_who_leave_an_expired_contact_at_once_make_one_new_lead() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let old = say(&db, owner, "somebody", PHONE).await;
    db.execute("update lead_keys set expires_at = now() - interval '1 second'").await;
    let captured = at_once(&db, owner, &vec![PHONE.to_owned(); 20]).await;
    assert_eq!(leads_of(&captured).len(), 1);
    assert_ne!(captured[0].lead, old.lead);
    assert_eq!(db.count("select count(*) from leads").await, 2);
}

#[tokio::test]
async fn talking_on_keeps_the_visitors_lead_open() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let first = say(&db, owner, "visitor-1", PHONE).await;
    db.execute("update lead_keys set expires_at = now() + interval '1 second'").await;
    let talk = Talk::begin(&db.app(), owner, "visitor-1", "а доставка есть?").await;
    assert_eq!(talk.turn.lead, Some(first.lead));
    talk.tx.commit().await.unwrap();
    let moved = "select count(*) from lead_keys where kind = 'visitor' and expires_at > now() + interval '4 minutes'";
    assert_eq!(db.count(moved).await, 1);
}

#[tokio::test]
async fn a_capture_that_is_rolled_back_leaves_the_contact_to_the_next() {
    let db = TestDatabase::new().await;
    let owner = TestOwner::new(&db).await.id;
    let Talk { mut tx, turn, says } = Talk::begin(&db.app(), owner, "visitor-1", PHONE).await;
    let values = lead::values_in(turn.message, None, &says, turn.assistant.region);
    let lost = lead::capture(&mut tx, turn.visitor, None, &values, CapturedBy::VisitorText).await.unwrap();
    let app = db.app();
    let waiting = tokio::spawn(async move { Talk::begin(&app, owner, "visitor-2", PHONE).await.capture().await });
    until_it_waits(&db, &waiting).await;
    tx.rollback().await.unwrap();
    let next = waiting.await.unwrap();
    assert!(next.is_new && next.lead != lost.lead);
    assert_eq!(db.count("select count(*) from leads").await, 1);
}
