//! What OpenAI demands of a chat request: its contract, and the rules that its contract leaves to prose.
use std::{collections::BTreeSet, sync::LazyLock};

use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::{super::contract::Contract, refusal::Refusal};

static REQUEST: LazyLock<Contract> =
    LazyLock::new(|| Contract::of(include_str!("../contracts/openai-chat-completion-request.json")));

/// Keywords of JSON Schema that a strict tool may not use (OpenAI's guide "Structured outputs", supported schemas).
const NOT_IN_STRICT: [&str; 9] =
    ["allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "default"];

/// The key of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Result<String, Refusal> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = value.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    key.filter(|key| !key.is_empty()).map(str::to_owned).ok_or_else(Refusal::without_key)
}

pub(super) fn json(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::invalid(format!("We could not parse the JSON body of your request: {error}")))
}

pub(super) fn check(request: &Value) -> Result<(), Refusal> {
    follows_the_contract(request)?;
    list(&request["tools"]).iter().enumerate().try_for_each(|(place, tool)| strict_tool(place, tool))?;
    tools_without_reasoning(request)?;
    every_tool_call_is_answered(list(&request["messages"]))
}

fn follows_the_contract(request: &Value) -> Result<(), Refusal> {
    let faults = REQUEST.faults(request);
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults.join("; "))) }
}

fn strict_tool(place: usize, tool: &Value) -> Result<(), Refusal> {
    let function = &tool["function"];
    if function["strict"] != true {
        return Ok(());
    }
    strict_schema(&function["parameters"], "()").map_err(|fault| {
        let name = function["name"].as_str().unwrap_or_default();
        Refusal::invalid(format!("Invalid schema for function '{name}': {fault}"))
            .about(format!("tools[{place}].function.parameters"), "invalid_function_parameters")
    })
}

/// Every object is closed and requires all of its properties; at any depth.
fn strict_schema(schema: &Value, context: &str) -> Result<(), String> {
    if let Some(keyword) = NOT_IN_STRICT.iter().find(|keyword| schema.get(**keyword).is_some()) {
        return Err(format!("In context={context}, '{keyword}' is not permitted."));
    }
    if is_object(schema) {
        if schema["additionalProperties"] != false {
            return Err(format!("In context={context}, 'additionalProperties' is required to be supplied and to be false."));
        }
        let required: BTreeSet<_> = list(&schema["required"]).iter().filter_map(Value::as_str).collect();
        let properties: BTreeSet<_> = members(schema, "properties").map(|(name, _)| name.as_str()).collect();
        if required != properties {
            return Err(format!(
                "In context={context}, 'required' is required to be supplied and to be an array including every key in properties."
            ));
        }
    }
    let inner = members(schema, "properties").chain(members(schema, "$defs")).map(|(name, inner)| (name.as_str(), inner));
    let inner = inner.chain(list(&schema["anyOf"]).iter().map(|inner| ("anyOf", inner)));
    inner.chain(schema.get("items").map(|inner| ("items", inner))).try_for_each(|(name, inner)| strict_schema(inner, name))
}

fn is_object(schema: &Value) -> bool {
    schema["type"] == "object" || list(&schema["type"]).iter().any(|kind| kind == "object") || schema.get("properties").is_some()
}

/// gpt-6 calls tools on Chat Completions only without reasoning, and its default is to reason.
fn tools_without_reasoning(request: &Value) -> Result<(), Refusal> {
    let model = request["model"].as_str().unwrap_or_default();
    if !model.starts_with("gpt-6") || list(&request["tools"]).is_empty() || request["reasoning_effort"] == "none" {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "Function tools with reasoning_effort are not supported for {model} in /v1/chat/completions. To use function tools, use \
         /v1/responses or set reasoning_effort to 'none'."
    ))
    .about("reasoning_effort", "unsupported_parameter"))
}

/// The answers to an assistant's calls follow it at once, and nothing else is an answer.
fn every_tool_call_is_answered(messages: &[Value]) -> Result<(), Refusal> {
    let mut open = BTreeSet::new();
    for (place, message) in messages.iter().enumerate() {
        let answered = message["tool_call_id"].as_str().unwrap_or_default();
        if message["role"] == "tool" {
            if !open.remove(answered) {
                return Err(Refusal::invalid(format!(
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls' \
                     (messages.[{place}])."
                )));
            }
            continue;
        }
        unanswered(&open)?;
        open = list(&message["tool_calls"]).iter().filter_map(|call| call["id"].as_str()).collect();
    }
    unanswered(&open)
}

fn unanswered(open: &BTreeSet<&str>) -> Result<(), Refusal> {
    if open.is_empty() {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id': {open:?}"
    )))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn members<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    schema.get(key).and_then(Value::as_object).into_iter().flatten()
}
