//! In a program of its own, because other tests take memory too.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use auth::{App, router};
use serde_json::json;
use shared::{
    account::Passwords,
    testing::{TestDatabase, development_tokens, request, send},
};

/// A clock cannot show it on a busy machine; the 19 MiB that Argon2 works in can: a sign-in that skipped it would never touch them.
#[tokio::test]
async fn an_unknown_address_is_hashed_for_as_a_known_one_is() {
    let db = TestDatabase::new().await;
    let app = App { db: db.app(), passwords: Passwords::default(), tokens: development_tokens() };
    let account = json!({ "email": "owner@flowers.example", "password": "correct horse battery", "company_name": "Flowers" });
    send(&router(app.clone()), request("POST", "/api/auth/register", None, Some(&account))).await;
    for email in ["owner@flowers.example", "nobody@flowers.example"] {
        let login = json!({ "email": email, "password": "correct horse batterx" });
        let login = || request("POST", "/api/auth/login", None, Some(&login));
        // So that all else of a sign-in has its memory by now.
        assert_eq!(send(&router(app.clone()), login()).await.status, 401);
        let fresh = router(App { passwords: Passwords::default(), ..app.clone() });
        let before = resident_kib();
        assert_eq!(send(&fresh, login()).await.status, 401);
        let grown = resident_kib().saturating_sub(before);
        assert!(grown > 18 * 1024, "grew by {grown} KiB only for {email}");
    }
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
