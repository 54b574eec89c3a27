//! How a message is shown: as JSON to the page, as a box in the terminal.
use std::{fmt, io::Write};

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The width of a line within the box, in letters.
const WIDTH: usize = 76;

/// A message that a bot sent.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) id: i64,
    pub(super) chat_id: String,
    pub(super) html: String,
    pub(super) edited: bool,
    pub(super) sent_at: OffsetDateTime,
}

impl Message {
    pub(super) fn as_json(&self) -> Value {
        let sent_at = self.sent_at.format(&Rfc3339).unwrap_or_default();
        json!({
            "message_id": self.id, "chat_id": self.chat_id, "html": self.html, "edited": self.edited, "sent_at": sent_at,
        })
    }

    pub(super) fn print(&self) {
        let printed = writeln!(std::io::stdout().lock(), "{self}");
        // A terminal that is gone takes nothing from the message: it stays under `/dev/telegram`.
        printed.unwrap_or_default();
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edited = if self.edited { ", edited" } else { "" };
        let title = printable(&format!("Telegram, chat {}, message {}{edited}", self.chat_id, self.id));
        writeln!(f, "┌─ {title} {}", "─".repeat(WIDTH.saturating_sub(title.chars().count() + 2)))?;
        for line in plain(&self.html).lines().flat_map(wrapped) {
            writeln!(f, "│ {line}")?;
        }
        write!(f, "└{}", "─".repeat(WIDTH + 1))
    }
}

/// The text without tags, entities decoded.
pub(super) fn plain(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    for (place, part) in html.split('<').enumerate() {
        let text = part.split_once('>').filter(|_| place > 0).map_or(part, |(_, text)| text);
        plain.push_str(text);
    }
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// A visitor's words reach the terminal: what would steer it is left out.
fn printable(line: &str) -> String {
    line.chars().filter(|letter| !letter.is_control()).collect()
}

/// Breaks a line between words; a word that no line can hold, anywhere.
fn wrapped(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = WIDTH;
    for word in printable(line).split_inclusive(' ') {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(WIDTH) {
            if piece.len() > room {
                lines.push(String::new());
                room = WIDTH;
            }
            room -= piece.len();
            lines.last_mut().into_iter().for_each(|last| last.extend(piece));
        }
    }
    lines
}
