//! The body of `/v1/chat/completions`.

use seccoder::model::{ChatMessage, ModelInput, Role};
use serde_json::value::RawValue;

use super::LocalOptions;
use super::failure::Failure;
use super::fields::{self, Fields, Kind};
use super::order::{Form, Order};
use super::settings::{self, Settings};

/// What is read of a body, beside the settings.
const FIELDS: &[&str] = &["model", "messages"];
/// What is read of a message.
const MESSAGE: &[&str] = &["role", "content", "tool_calls", "function_call"];
/// What is read of a part of a message.
const PART: &[&str] = &["type", "text"];

/// Reads a body.
pub(super) fn read(body: &[u8], options: &LocalOptions) -> Result<Order, Failure> {
    let fields = Fields::of_body(body, &[FIELDS, settings::FIELDS])?;
    let model = options.served(fields.text("model")?)?;
    let settings = Settings::read(&fields, options)?;
    let messages = messages(&fields)?;
    Ok(Order {
        model,
        settings,
        inputs: vec![ModelInput::Chat { messages }],
        form: Form::Chat,
    })
}

fn messages(fields: &Fields<'_>) -> Result<Vec<ChatMessage>, Failure> {
    let Some(raw) = fields.raw("messages") else {
        return Err(Failure::field("messages", "`messages` is missing"));
    };
    if Kind::of(raw) != Kind::Array {
        return Err(fields::wrong("messages", "an array", raw));
    }
    let mut messages = Vec::new();
    fields::each(raw, &mut |item| {
        messages.push(message(&format!("messages[{}]", messages.len()), item)?);
        Ok(())
    })?;
    if messages.is_empty() {
        return Err(Failure::field("messages", "`messages` is an empty array"));
    }
    Ok(messages)
}

fn message(name: &str, raw: &RawValue) -> Result<ChatMessage, Failure> {
    let fields = Fields::of_item(name, raw, &[MESSAGE])?;
    let role = role(&fields)?;
    for call in ["tool_calls", "function_call"] {
        if fields.raw(call).is_some_and(|raw| raw.get() != "[]") {
            return Err(tools_are_missing(fields.full_name(call)));
        }
    }
    let full_name = fields.full_name("content");
    let Some(raw) = fields.raw("content") else {
        return Err(Failure::field(
            &full_name,
            format!("`{full_name}` is missing"),
        ));
    };
    let content = match Kind::of(raw) {
        Kind::String => fields::text(&full_name, raw)?,
        Kind::Array => parts(&full_name, raw)?,
        _ => {
            return Err(fields::wrong(
                &full_name,
                "a string or an array of parts",
                raw,
            ));
        }
    };
    Ok(ChatMessage { role, content })
}

fn role(fields: &Fields<'_>) -> Result<Role, Failure> {
    let name = fields.full_name("role");
    match fields.text("role")?.as_deref() {
        Some("system" | "developer") => Ok(Role::System),
        Some("user") => Ok(Role::User),
        Some("assistant") => Ok(Role::Assistant),
        Some("tool" | "function") => Err(tools_are_missing(name)),
        Some(_) => {
            let message = format!("`{name}` must be system, developer, user or assistant");
            Err(Failure::field(name, message))
        }
        None => Err(Failure::field(&name, format!("`{name}` is missing"))),
    }
}

fn tools_are_missing(name: String) -> Failure {
    let message = format!("`{name}`: tools are not supported by the local engine");
    Failure::unsupported(name, message)
}

/// Parts of text, one below the other.
fn parts(name: &str, raw: &RawValue) -> Result<String, Failure> {
    let (mut text, mut count) = (String::new(), 0usize);
    fields::each(raw, &mut |part| {
        let name = format!("{name}[{count}]");
        let fields = Fields::of_item(&name, part, &[PART])?;
        if fields.text("type")?.as_deref() != Some("text") {
            let message = format!("`{name}` is not of type text; nothing else is supported");
            return Err(Failure::unsupported(fields.full_name("type"), message));
        }
        let Some(part) = fields.text("text")? else {
            let name = fields.full_name("text");
            return Err(Failure::field(&name, format!("`{name}` is missing")));
        };
        if count > 0 {
            text.push('\n');
        }
        text.push_str(&part);
        count += 1;
        Ok(())
    })?;
    Ok(text)
}
