//! A function whose answers are streamed: each piece is sent when it is there.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
};

use loopback::RuntimeApi;
use rustix::process::{PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};

use crate::program::Program;

/// The program's connections to that address, in hand here.
fn connections(program: &Program, to: SocketAddr) -> Vec<TcpStream> {
    let pid = program.pid();
    let process = pidfd_open(pid, PidfdFlags::empty()).unwrap();
    let open = fs::read_dir(format!("/proc/{}/fd", pid.as_raw_pid())).unwrap().map(Result::unwrap);
    let sockets =
        open.filter(|entry| fs::read_link(entry.path()).is_ok_and(|target| target.to_string_lossy().starts_with("socket:")));
    let sockets = sockets.map(|entry| {
        let number = entry.file_name().to_str().unwrap().parse().unwrap();
        TcpStream::from(pidfd_getfd(&process, number, PidfdGetfdFlags::empty()).unwrap())
    });
    sockets.filter(|socket| socket.peer_addr().is_ok_and(|peer| peer == to)).collect()
}

#[tokio::test]
async fn no_piece_of_an_answer_waits_until_the_one_before_has_arrived() {
    for (mode, at_once) in [("RESPONSE_STREAM", true), ("BUFFERED", false)] {
        let mut lambda = RuntimeApi::start().await.unwrap();
        let environment = [
            ("AWS_LAMBDA_RUNTIME_API", lambda.address()),
            ("RESPONSE_TRANSFER_MODE", mode.to_owned()),
            ("DEV_MODE", "TRUE".to_owned()),
            // Health alone asks nobody.
            ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none".to_owned()),
        ];
        let program = Program::start("web", &environment);
        lambda.give(include_str!("../../../events/web/health.json"));
        let outcome = lambda.outcome().await.unwrap();
        let connections = connections(&program, lambda.address().parse().unwrap());
        assert!(!connections.is_empty(), "{mode}");
        assert!(connections.iter().all(|connection| connection.nodelay().unwrap() == at_once), "{mode}");
        outcome.acknowledge();
    }
}
