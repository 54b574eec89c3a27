//! Telegram's HTML (Bot API, "HTML style"), read strictly.
use serde_json::Value;

/// The words that a call's text shows; fails with Telegram's complaint about its markup.
pub(super) fn shown(body: &Value) -> Result<String, String> {
    let text = body["text"].as_str().unwrap_or_default();
    match body["parse_mode"].as_str() {
        None => Ok(text.to_owned()),
        Some("HTML") => parse(text).map_err(|fault| format!("can't parse entities: {fault}")),
        Some(mode) => Err(format!("unsupported parse_mode {mode}: the stand-in reads HTML only")),
    }
}

/// Telegram's own parser lets a stray `>` or `&` pass; here both are faults, for they show that a value was not escaped.
fn parse(html: &str) -> Result<String, String> {
    let mut shown = String::with_capacity(html.len());
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(letter) = html[at..].chars().next() {
        let rest = &html[at..];
        let taken = match letter {
            '<' => {
                let (tag, taken) = upto(rest, '>').ok_or_else(|| format!("Unclosed start tag at byte offset {at}"))?;
                turn(tag, &mut open).map_err(|fault| format!("{fault} at byte offset {at}"))?;
                taken
            }
            '&' => {
                let entity = upto(rest, ';').and_then(|(name, taken)| Some((decode(name)?, taken)));
                let (letter, taken) = entity.ok_or_else(|| format!("Unescaped '&' or unknown entity at byte offset {at}"))?;
                shown.push(letter);
                taken
            }
            '>' => return Err(format!("Unescaped '>' at byte offset {at}")),
            letter => {
                shown.push(letter);
                letter.len_utf8()
            }
        };
        at += taken;
    }
    match open.pop() {
        Some(name) => Err(format!("Can't find end tag corresponding to start tag \"{name}\"")),
        None => Ok(shown),
    }
}

/// What stands between the first letter and `end`, and the length of all three.
fn upto(rest: &str, end: char) -> Option<(&str, usize)> {
    let (inside, _) = rest[1..].split_once(end)?;
    Some((inside, inside.len() + 2))
}

fn decode(entity: &str) -> Option<char> {
    match entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?)
        }
    }
}

/// Opens or closes a tag.
fn turn(tag: &str, open: &mut Vec<String>) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        let name = name.trim_end().to_ascii_lowercase();
        return match open.pop() {
            Some(expected) if expected == name => Ok(()),
            Some(expected) => Err(format!("Unmatched end tag, expected \"</{expected}>\", found \"</{name}>\"")),
            None => Err(format!("Unexpected end tag \"</{name}>\"")),
        };
    }
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_ascii_lowercase();
    if !is_known(&name, attributes.trim(), open) {
        return Err(format!("Unsupported start tag \"{tag}\""));
    }
    open.push(name);
    Ok(())
}

/// The tags that Telegram knows, each with the attributes that it knows on it.
fn is_known(name: &str, attributes: &str, open: &[String]) -> bool {
    match name {
        "b" | "strong" | "i" | "em" | "u" | "ins" | "s" | "strike" | "del" | "tg-spoiler" | "pre" => attributes.is_empty(),
        "code" if attributes.is_empty() => true,
        "code" => open.last().is_some_and(|outer| outer == "pre") && value(attributes, "class=").is_some_and(is_language),
        "blockquote" => matches!(attributes, "" | "expandable"),
        "span" => value(attributes, "class=") == Some("tg-spoiler"),
        "a" => value(attributes, "href=").is_some_and(|link| !link.is_empty()),
        "tg-emoji" => value(attributes, "emoji-id=").is_some_and(|id| id.parse::<u64>().is_ok()),
        "tg-time" => attributes.starts_with("unix="),
        _ => false,
    }
}

fn is_language(class: &str) -> bool {
    class.strip_prefix("language-").is_some_and(|language| !language.is_empty())
}

/// The value of a tag's only attribute; none where it is another one, is not quoted, or holds a quote or a bare `&`.
fn value<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let value = attributes.strip_prefix(name)?.strip_prefix('"')?.strip_suffix('"')?;
    let mut entities = value.split('&').skip(1);
    let escaped = entities.all(|rest| rest.split_once(';').is_some_and(|(name, _)| decode(name).is_some()));
    (escaped && !value.contains('"')).then_some(value)
}
