//! What Telegram demands of a call: the Bot API's description, and the rules that it leaves to prose.
use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use super::{super::contract::Contract, TelegramCall, markup};

/// The longest text of a message, in UTF-16 code units after its entities are parsed (Bot API, `sendMessage`).
const LONGEST_TEXT: usize = 4096;
/// The longest `callback_data` of a button, in bytes (Bot API, `InlineKeyboardButton`).
const LONGEST_CALLBACK: usize = 64;

static METHODS: LazyLock<HashMap<&str, Contract>> = LazyLock::new(|| {
    let document = include_str!("../contracts/telegram-methods.json");
    let methods = ["sendMessage", "editMessageText", "getChat", "getMe"].into_iter();
    methods.filter_map(|method| Some((method, Contract::definition(document, method)?))).collect()
});

/// Whether Telegram would take the call; its code and words if not.
pub(super) fn check(call: &TelegramCall) -> Result<(), (u16, String)> {
    let Some(contract) = METHODS.get(call.method.as_str()).filter(|_| !call.token.is_empty()) else {
        return Err((404, "Not Found".into()));
    };
    if call.body.is_null() {
        return Err((400, "Bad Request: the stand-in reads parameters as JSON only".into()));
    }
    let faults = contract.faults(&call.body);
    if !faults.is_empty() {
        return Err((400, format!("Bad Request: {}", faults.join("; "))));
    }
    if matches!(call.method.as_str(), "getChat" | "getMe") {
        return Ok(());
    }
    check_text(&call.body).and_then(|()| check_buttons(&call.body)).map_err(|fault| (400, format!("Bad Request: {fault}")))
}

fn check_text(body: &Value) -> Result<(), String> {
    let shown = markup::shown(body)?;
    if shown.trim().is_empty() {
        return Err("message text is empty".into());
    }
    if shown.trim().encode_utf16().count() > LONGEST_TEXT {
        return Err("message is too long".into());
    }
    Ok(())
}

fn check_buttons(body: &Value) -> Result<(), String> {
    let rows = body["reply_markup"]["inline_keyboard"].as_array().into_iter().flatten();
    let mut buttons = rows.filter_map(Value::as_array).flatten();
    let valid = |data: &str| (1..=LONGEST_CALLBACK).contains(&data.len());
    if buttons.any(|button| button["callback_data"].as_str().is_some_and(|data| !valid(data))) {
        return Err("BUTTON_DATA_INVALID".into());
    }
    Ok(())
}
