//! Two owners with rows in every table, and ways to ask for them as the role of the functions.

use shared::{
    conversation::{self, Answer, ExternalId, MessageText, Opening, ReplyKind},
    ids::OwnerId,
    lead::{self, CapturedBy},
    testing::{TestDatabase, TestOwner},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Where two owners have a row in every table; of what expires, one that has and others that have not.
pub(crate) struct Tenants {
    pub(crate) db: TestDatabase,
    pub(crate) a: OwnerId,
    pub(crate) b: OwnerId,
}

/// A table, and its column that says whose a row is.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) owner: String,
}

impl Tenants {
    pub(crate) async fn new() -> Self {
        let db = TestDatabase::new().await;
        let (a, b) = (TestOwner::new(&db).await.id, TestOwner::new(&db).await.id);
        for owner in [a, b] {
            // Of the same name and with the same contact, so that nothing but the owner tells the rows apart.
            let (visitor, text) = ("visitor-1".to_owned(), "8 916 123-45-67, anna@example.com".to_owned());
            let (visitor, text) = (ExternalId::try_from(visitor).unwrap(), MessageText::try_from(text).unwrap());
            let mut tx = db.app().tenant(owner).await.unwrap();
            let turn = conversation::begin_turn(&mut tx, &Opening::typed(&visitor, &text)).await.unwrap().unwrap();
            let values = lead::values_in(turn.message, None, text.as_str(), turn.assistant.region);
            lead::capture(&mut tx, turn.visitor, None, &values, CapturedBy::VisitorText).await.unwrap();
            let answer = Answer {
                text: "Спасибо!",
                kind: ReplyKind::Fallback,
                model: None,
                prompt_tokens: None,
                completion_tokens: None,
                microdollars: None,
            };
            conversation::end_turn(&mut tx, turn.visitor, &answer, &[], None).await.unwrap();
            tx.commit().await.unwrap();
            db.execute(&format!(
                "insert into chat_requests (owner_id, visitor, key, fingerprint, message_id, leased_until, expires_at)
                select '{owner}', 'visitor-1', 'key ' || age, sha256(''), gen_random_uuid(), now(), now() - make_interval(secs => age)
                from unnest(array[1, -60]) age;
                insert into usage_counters (owner_id, scope, subject, measure, period, since, used, allowed, expires_at)
                select '{owner}', 'visitor', age, 'messages', 'day', now(), 1, 10, now() - make_interval(secs => age)
                from unnest(array[1, -60]) age;
                insert into outbox (id, owner_id, lead_id, created_at, sent_at)
                select gen_random_uuid(), '{owner}', id, now() - interval '1 year', now() - make_interval(days => 7, secs => age)
                from leads, unnest(array[1, -60]) age where owner_id = '{owner}';
                insert into widget_days (owner_id, day, opened) values ('{owner}', '2026-11-26', 1);
                insert into lead_notes (id, owner_id, lead_id, text)
                select gen_random_uuid(), '{owner}', id, 'x' from leads where owner_id = '{owner}'"
            ))
            .await;
        }
        Self { db, a, b }
    }

    /// Every table that holds rows of tenants, each with rows of both.
    pub(crate) async fn tables(&self) -> Vec<Table> {
        let sql = "select table_name::text from information_schema.columns
            where table_schema = 'public' and column_name = 'owner_id' order by 1";
        let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(self.db.superuser()).await.unwrap();
        let mut tables = vec![Table { name: "users".to_owned(), owner: "id".to_owned() }];
        tables.extend(names.into_iter().map(|name| Table { name, owner: "owner_id".to_owned() }));
        for Table { name, owner } in &tables {
            for tenant in [self.a, self.b] {
                let rows = self.db.count(&format!("select count(*) from {name} where {owner} = '{tenant}'")).await;
                assert!(rows > 0, "{name} is new: give each owner a row of it in `Tenants::new`");
            }
        }
        tables
    }

    /// A connection of the functions' role.
    pub(crate) async fn app(&self) -> PgConnection {
        PgConnection::connect(&self.db.url()).await.unwrap()
    }

    /// A transaction of that role which says this of itself.
    pub(crate) async fn saying(&self, setting: &str, value: impl ToString) -> PgConnection {
        let mut app = self.app().await;
        run(&mut app, &format!("begin; select set_config('{setting}', '{}', true)", value.to_string())).await.unwrap();
        app
    }
}

pub(crate) async fn run(connection: &mut PgConnection, sql: &str) -> sqlx::Result<u64> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|done| done.rows_affected())
}

pub(crate) async fn count(connection: &mut PgConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await.unwrap()
}

/// The state and the text with which the database refused.
pub(crate) fn refused(result: sqlx::Result<u64>, what: &str) -> (String, String) {
    match result {
        Err(sqlx::Error::Database(error)) => (error.code().unwrap().into_owned(), error.message().to_owned()),
        other => panic!("{what}: {other:?}"),
    }
}
