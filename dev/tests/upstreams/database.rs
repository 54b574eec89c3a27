//! PostgreSQL with a certificate of a company's own, verified by `sslmode=verify-full`.

use std::path::PathBuf;

use machine::postgres::{Cluster, Purpose, Settings, find_or_fetch};
use migrate::{ROLE, bring_up_to_date, let_in};
use serde_json::json;
use shared::{
    database::MIGRATIONS,
    testing::{TestAuthority, TestCertificate},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::function::{Function, event};

const PASSWORD: &str = "password-of-the-tests";

#[tokio::test]
async fn functions_verify_the_certificate_of_postgresql() {
    let folder = std::env::temp_dir().join(format!("leadline-tls-{}", Uuid::new_v4()));
    let cluster = cluster(folder.clone());
    let authority = TestAuthority::new();
    let mut owner = PgConnection::connect(&cluster.url("postgres")).await.unwrap();
    serve_tls(&mut owner, &authority.certify(&["localhost"])).await;
    bring_up_to_date(&mut owner, &MIGRATIONS).await.unwrap();
    let_in(&mut owner, ROLE, &PASSWORD.into()).await.unwrap();

    let (status, _connected) = register(&cluster, "localhost", Some(&authority)).await;
    assert_eq!(status, 201);
    let encrypted: bool =
        sqlx::query_scalar("select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where usename = $1")
            .bind(ROLE)
            .fetch_one(&mut owner)
            .await
            .unwrap_or_default();
    assert!(encrypted, "the connection of the function is not encrypted");
    // Another authority, none, and a name that is not the certificate's.
    assert_eq!(register(&cluster, "localhost", Some(&TestAuthority::new())).await.0, 503);
    assert_eq!(register(&cluster, "localhost", None).await.0, 503);
    assert_eq!(register(&cluster, "127.0.0.1", Some(&authority)).await.0, 503);

    owner.close().await.unwrap();
    cluster.stop().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

fn cluster(folder: PathBuf) -> Cluster {
    let binaries = find_or_fetch(&|_: &str| ()).unwrap();
    Cluster::start(&binaries, Settings { purpose: Purpose::Tests, folder }).unwrap()
}

/// Turns TLS on in a running server.
async fn serve_tls(superuser: &mut PgConnection, certificate: &TestCertificate) {
    let data: String = sqlx::query_scalar("show data_directory").fetch_one(&mut *superuser).await.unwrap();
    for (name, pem) in [("server.crt", &certificate.certificate), ("server.key", &certificate.key)] {
        let write =
            format!("copy (select regexp_split_to_table('{}', '\\n')) to program 'umask 077; cat > {data}/{name}'", pem.trim());
        sqlx::raw_sql(AssertSqlSafe(write)).execute(&mut *superuser).await.unwrap();
    }
    for sql in ["alter system set ssl = on", "select pg_reload_conf()"] {
        sqlx::raw_sql(sql).execute(&mut *superuser).await.unwrap();
    }
}

/// Registers by the real `auth` program; the status of its answer, and the program with its connection.
async fn register(cluster: &Cluster, host: &str, authority: Option<&TestAuthority>) -> (u64, Function) {
    let port = cluster.url("").rsplit_once(':').unwrap().1.trim_end_matches('/').to_owned();
    let mut variables = vec![
        ("DATABASE_URL", format!("postgres://{ROLE}:{PASSWORD}@{host}:{port}/postgres?sslmode=verify-full")),
        ("SECRET_KEY", Uuid::new_v4().to_string().repeat(2)),
    ];
    variables.extend(authority.map(|authority| ("CA_BUNDLE", authority.pem())));
    let mut auth = Function::start("auth", &variables).await;
    let mut register = event("auth/register");
    let email = format!("{}@flowers.example", Uuid::new_v4().simple());
    register["body"] =
        json!({ "email": email, "password": "correct horse battery", "company_name": "Flowers" }).to_string().into();
    (auth.answer(&register).await.0, auth)
}
