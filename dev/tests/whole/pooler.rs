//! Many instances behind a real pgbouncer in transaction mode, of a version that knows no prepared statements.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use axum::Router;
use futures::future::join_all;
use serde_json::json;
use shared::{
    account::Passwords,
    config::{DatabaseConfig, OpenAiConfig},
    database::Database,
    https::Https,
    openai,
    queue::Queue,
    testing::{OpenAi, TestDatabase, TestOwner, development_tokens, request, send},
    usage::Limits,
};
use tokio::sync::Notify;

use crate::{machine::Folder, told};

/// More than the pooler has connections, so that each transaction gets another one.
const INSTANCES: usize = 12;
const CONNECTIONS: usize = 3;
/// At most as many as the pool of a test has.
const OF_THE_TEST: usize = 4;
const ROUNDS: usize = 20;

/// Ends when it is dropped.
struct PgBouncer {
    process: Child,
    port: u16,
    _folder: Folder,
}

impl PgBouncer {
    fn before(db: &TestDatabase) -> Self {
        let folder = Folder::new();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server: sqlx::postgres::PgConnectOptions = db.url().parse().unwrap();
        let settings = format!(
            "[databases]\n* = host={} port={} user=leadline_app password=leadline_app\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = {CONNECTIONS}\nignore_startup_parameters = extra_float_digits\n",
            server.get_host(),
            server.get_port(),
        );
        let file = folder.0.join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(PathBuf::from(told("LEADLINE_TEST_PGBOUNCER")));
        let user = String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap();
        if user.trim() == "0" {
            // It refuses to run as root.
            command.args(["-u", "nobody"]);
        }
        let process = command.arg(file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut pooler = Self { process, port, _folder: folder };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(matches!(pooler.process.try_wait(), Ok(None)), "pgbouncer ended");
            thread::sleep(Duration::from_millis(20));
        }
        pooler
    }

    /// As an instance of Lambda connects: once.
    fn instance(&self, db: &TestDatabase) -> Database {
        let options: sqlx::postgres::PgConnectOptions = db.url().parse().unwrap();
        Database::connect_lazy(&DatabaseConfig::new(options.host("127.0.0.1").port(self.port), 1).behind_pooler())
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn routes(db: Database, model: &OpenAi) -> Router {
    let tokens = development_tokens();
    let openai =
        openai::OpenAi::new(OpenAiConfig::new(&model.base_url(), "sk-test".into(), None, None), &Https::for_development())
            .unwrap();
    let (queue, limits) = (Queue::Local(Arc::new(Notify::new())), Limits::default());
    auth::router(auth::App { db: db.clone(), passwords: Passwords::default(), tokens: tokens.clone() })
        .merge(leads::router(leads::App { db: db.clone(), tokens: tokens.clone(), queue: queue.clone(), limits: limits.clone() }))
        .merge(chat::router(chat::App { db, tokens, openai, queue, limits }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_behind_a_pooler_in_transaction_mode_get_their_own_answers() {
    let (db, model) = (TestDatabase::new().await, OpenAi::start().await);
    let pooler = PgBouncer::before(&db);
    let work = (0..INSTANCES).map(async |instance| {
        let owner = TestOwner::new(&db).await;
        let routes = routes(pooler.instance(&db), &model);
        let token = Some(owner.token.as_str());
        let phone = format!("+1415555{:04}", 2000 + instance);
        let said = json!({ "visitor_id": "v", "message": format!("call me: {phone}") });
        let answer = send(&routes, request("POST", "/api/chat", token, Some(&said))).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["lead"]["phone"]), (200, &json!(phone)), "{}", answer.json());
        for _ in 0..ROUNDS {
            let me = send(&routes, request("GET", "/api/auth/me", token, None)).await;
            assert_eq!((me.status.as_u16(), &me.json()["id"]), (200, &json!(owner.id)), "{}", me.json());
            let page = send(&routes, request("GET", "/api/leads?status=new", token, None)).await.json();
            let phones: Vec<_> = page["items"].as_array().unwrap().iter().map(|lead| lead["phone"].clone()).collect();
            assert_eq!(phones, [json!(phone)], "{page}");
        }
    });
    join_all(work).await;
    // All of it over the pooler's, beside those by which the test itself made the owners.
    let connections = "select count(*) from pg_stat_activity where usename = 'leadline_app' and datname = current_database()";
    assert!(db.count(connections).await <= i64::try_from(CONNECTIONS + OF_THE_TEST).unwrap());
}
