//! In a program of its own, because other tests take memory too.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use shared::account::Passwords;

/// Without the kept buffer, glibc takes hundreds of megabytes for as many hashes.
#[tokio::test]
async fn memory_stays_flat_over_a_hundred_and_sixty_hashes() {
    let passwords = Passwords::default();
    let verify = async || passwords.verify("whatever it is".into(), None).await.unwrap();
    verify().await;
    let before = resident_kib();
    for _ in 0..160 {
        verify().await;
    }
    let grown = resident_kib().saturating_sub(before);
    assert!(grown < 19 * 1024, "grew by {grown} KiB, more than one hash takes");
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
