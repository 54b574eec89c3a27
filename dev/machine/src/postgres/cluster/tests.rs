mod client;

use std::path::PathBuf;
use std::sync::LazyLock;
use std::{env, fs, process, thread};

use super::super::{find_or_fetch, postmaster};
use super::*;
use client::query;

static BINARIES: LazyLock<Binaries> = LazyLock::new(|| find_or_fetch(&|_| {}).unwrap());

/// A cluster's folder of one test alone, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("leadline-{}-{name}", process::id())))
    }

    fn start(&self, purpose: Purpose) -> Cluster {
        Cluster::start(&BINARIES, Settings { purpose, folder: self.0.clone() }).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn running(home: &Home) -> Postmaster {
    Postmaster::of(&home.data).unwrap()
}

#[test]
fn a_server_that_was_stopped_starts_again_at_the_same_address() {
    let folder = Folder::new("restart");
    let cluster = folder.start(Purpose::Development);
    let (url, port) = (cluster.url("postgres"), running(&cluster.home).port);
    assert!(cluster.started_here());
    assert!(postmaster::answers(port));
    cluster.stop().unwrap();
    assert!(!postmaster::answers(port));

    let again = folder.start(Purpose::Development);
    assert!(again.started_here());
    assert_eq!(again.url("postgres"), url);
    again.stop().unwrap();
}

#[test]
fn a_committed_row_survives_the_killing_of_the_server() {
    let folder = Folder::new("killed");
    let cluster = folder.start(Purpose::Development);
    query(&cluster.url("postgres"), "create table kept as select 'here' as word").unwrap();
    system::signal(running(&cluster.home).pid, libc::SIGKILL).unwrap();

    // The dead server stays unburied as long as `cluster` lives, as it does where nobody collects orphans.
    let again = folder.start(Purpose::Development);
    assert!(again.started_here());
    assert_eq!(query(&again.url("postgres"), "select word from kept").unwrap(), "here");
    drop(cluster);
    again.stop().unwrap();
}

#[test]
fn starts_at_once_share_one_server_which_the_last_user_stops() {
    let folder = Folder::new("shared");
    let clusters: Vec<Cluster> = thread::scope(|scope| {
        let starts: Vec<_> = (0..3).map(|_| scope.spawn(|| folder.start(Purpose::Tests))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert_eq!(clusters.iter().filter(|cluster| cluster.started_here()).count(), 1);
    let home = clusters[0].home.clone();
    let url = clusters[0].url("postgres");
    for cluster in clusters {
        assert_eq!(cluster.url("postgres"), url);
        assert_eq!(query(&url, "select 'served'").unwrap(), "served");
        cluster.stop().unwrap();
    }
    assert!(query(&url, "select 'served'").is_err());
    fs::remove_dir_all(home.folder).unwrap();
}

#[test]
fn data_of_tests_that_no_server_starts_on_is_made_anew() {
    let folder = Folder::new("broken");
    let cluster = folder.start(Purpose::Tests);
    let home = cluster.home.clone();
    cluster.stop().unwrap();
    fs::remove_file(home.data.join("global/pg_control")).unwrap();

    let again = folder.start(Purpose::Tests);
    assert_eq!(query(&again.url("postgres"), "show fsync").unwrap(), "off");
    again.stop().unwrap();
    fs::remove_dir_all(home.folder).unwrap();
}

#[test]
fn another_user_of_the_machine_does_not_get_in() {
    let folder = Folder::new("password");
    let cluster = folder.start(Purpose::Development);
    let guessed = cluster.url("postgres").replace(&cluster.password, "postgres");
    assert!(query(&guessed, "select 1").unwrap_err().contains("28P01"));
    cluster.stop().unwrap();
}
