//! HTTP/1.1, as far as a relay must know where a message ends.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use super::relay::Request;

/// The next request of a program.
pub(crate) async fn request(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Request> {
    let bytes = message(stream).await?;
    let words = Some(words(&String::from_utf8_lossy(&bytes)));
    Ok(Request { bytes, words })
}

/// The next message, whole.
pub(crate) async fn message(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while line(stream, &mut bytes).await? != "\r\n" {}
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    if head.contains("\r\ntransfer-encoding: chunked\r\n") {
        loop {
            let size = usize::from_str_radix(line(stream, &mut bytes).await?.trim(), 16).map_err(io::Error::other)?;
            exactly(stream, &mut bytes, size + "\r\n".len()).await?;
            if size == 0 {
                return Ok(bytes);
            }
        }
    }
    let length = head.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    exactly(stream, &mut bytes, length.unwrap_or(0)).await?;
    Ok(bytes)
}

async fn line(stream: &mut (impl AsyncBufRead + Unpin), bytes: &mut Vec<u8>) -> io::Result<String> {
    let before = bytes.len();
    if stream.read_until(b'\n', bytes).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&bytes[before..]).into_owned())
}

async fn exactly(stream: &mut (impl AsyncBufRead + Unpin), bytes: &mut Vec<u8>, length: usize) -> io::Result<()> {
    let before = bytes.len();
    bytes.resize(before + length, 0);
    stream.read_exact(&mut bytes[before..]).await.map(drop)
}

/// The operation of SQS, the method of Telegram, or else the method and the path.
fn words(request: &str) -> String {
    let target = request.lines().find_map(|line| {
        line.to_lowercase().strip_prefix("x-amz-target: ").map(|name| line[line.len() - name.len()..].to_owned())
    });
    let mut start = request.split(' ');
    let (method, path) = (start.next().unwrap_or_default(), start.next().unwrap_or_default());
    match (target, path.strip_prefix("/bot").and_then(|path| path.split_once('/'))) {
        (Some(target), _) => target.rsplit('.').next().unwrap_or_default().to_owned(),
        (None, Some((_token, method))) => method.to_owned(),
        (None, None) => format!("{method} {path}"),
    }
}

#[test]
fn a_request_is_named_by_what_it_asks() {
    for (request, expected) in [
        ("POST / HTTP/1.1\r\nX-Amz-Target: AmazonSQS.SendMessageBatch\r\n\r\n", "SendMessageBatch"),
        ("POST /bot1:token/editMessageText HTTP/1.1\r\n\r\n", "editMessageText"),
        ("POST /v1/chat/completions HTTP/1.1\r\n\r\n", "POST /v1/chat/completions"),
    ] {
        assert_eq!(words(request), expected);
    }
}

#[tokio::test]
async fn a_message_ends_where_its_head_says() {
    for whole in [
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\na\r\n0123456789\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
    ] {
        let twice = [whole, whole].concat();
        let mut stream = twice.as_bytes();
        assert_eq!(message(&mut stream).await.unwrap(), whole.as_bytes());
        assert_eq!(stream, whole.as_bytes());
    }
}
