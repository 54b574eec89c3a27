//! An HTTP client of a few lines for the stand-ins' own tests, which must see how a connection ends.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What came back, as far as it came.
#[derive(Debug)]
pub(super) struct Answer {
    /// 0 when nothing came.
    pub(super) status: u16,
    head: String,
    /// The body without the marks of chunked encoding.
    pub(super) body: String,
    /// Whether the connection ended before the answer did.
    pub(super) broken: bool,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The chunks of a stream that arrived whole.
    pub(super) fn events(&self) -> Vec<Value> {
        let events = self.body.split("\n\n").filter_map(|event| event.strip_prefix("data: "));
        events.filter_map(|event| serde_json::from_str(event).ok()).collect()
    }
}

pub(super) async fn post(origin: &str, path: &str, header: &str, body: &Value) -> Answer {
    send(origin, path, &format!("{header}\r\ncontent-type: application/json"), body.to_string().as_bytes()).await
}

pub(super) async fn post_clip(origin: &str, file_name: &str, clip: &[u8]) -> Answer {
    let part = |name: &str| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"");
    let start = format!("{}\r\n\r\ngpt-transcribe\r\n{}; filename=\"{file_name}\"\r\n\r\n", part("model"), part("file"));
    let body = [start.as_bytes(), clip, b"\r\n--b--\r\n"].concat();
    let headers = "authorization: Bearer sk-test\r\ncontent-type: multipart/form-data; boundary=b";
    send(origin, "/v1/audio/transcriptions", headers, &body).await
}

async fn send(origin: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n\r\n", body.len());
    let mut bytes = Vec::new();
    if let Ok(mut connection) = TcpStream::connect(origin.trim_start_matches("http://")).await {
        connection.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
        let _ = connection.read_to_end(&mut bytes).await;
    }
    parse(&String::from_utf8(bytes).unwrap())
}

fn parse(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let mut answer = Answer { status, head: head.to_owned(), body: body.to_owned(), broken: status == 0 };
    if let Some(length) = answer.header("content-length") {
        answer.broken = length.parse::<usize>().unwrap() != body.len();
    } else if answer.header("transfer-encoding").is_some() {
        answer.broken = !body.ends_with("0\r\n\r\n");
        answer.body = body.split("\r\n").skip(1).step_by(2).collect();
    }
    answer
}
