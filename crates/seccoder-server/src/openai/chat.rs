//! Conversations: what the last message of the user wants, and the program in it.

use std::ops::Range;

use seccoder::prompt::PromptStyle;

use super::body::{Fields, Text, text_of};
use super::message::Message;
use super::raw_json::{self, Kind};
use super::{Found, Place, Site, prose};
use crate::guide::{Why, Writing};

/// What a message without readable text is called.
const NO_TEXT: &str = "a message that is no text";

/// Bytes of a message that is looked at.
const MOST_BYTES: usize = 1024 * 1024;

/// Finds the code that a conversation asks for.
pub(super) fn read(json: &[u8], fields: &Fields) -> Found {
    match site(json, fields) {
        Ok(site) => Found {
            sites: vec![site],
            untouched: Why::NoCode,
        },
        Err(why) => Found::nothing(why),
    }
}

fn site(json: &[u8], fields: &Fields) -> Result<Site, Why> {
    let messages = fields.messages.as_ref();
    let messages = messages.ok_or(Why::Form("no messages"))?;
    if raw_json::kind(json, messages.start) != Kind::Array {
        return Err(Why::Form("messages that are no list"));
    }
    let last = raw_json::elements(json, messages)
        .filter(|message| is_of_user(json, message))
        .last()
        .ok_or(Why::Form("no message of a user"))?;
    let earlier = &json[messages.start..last.start];
    let after_code = earlier.windows(3).any(|three| three == b"```");
    let (place, text) = content(json, &last)?;
    if text.len() > MOST_BYTES {
        return Err(Why::Form("a message of more than 1 MiB"));
    }
    let message = Message::read(&text);
    if !prose::asks_for_code(&message, after_code) {
        return Err(Why::NoCode);
    }
    let writing = Writing {
        query: message.query(),
        style: PromptStyle::Chat,
    };
    Ok(Site { writing, place })
}

fn is_of_user(json: &[u8], message: &Range<usize>) -> bool {
    raw_json::kind(json, message.start) == Kind::Object
        && member(json, message, "role")
            .ok()
            .flatten()
            .is_some_and(|role| raw_json::is_named(json, &role, "user"))
}

/// The value of a member; an error when it is given twice.
fn member(json: &[u8], object: &Range<usize>, name: &str) -> Result<Option<Range<usize>>, Why> {
    let mut named = raw_json::members(json, object)
        .filter(|member| raw_json::is_named(json, &member.key, name))
        .map(|member| member.value);
    match (named.next(), named.next()) {
        (found, None) => Ok(found),
        (_, Some(_)) => Err(Why::Form("a field given twice")),
    }
}

/// A message's text, and where a demonstration goes in it.
fn content(json: &[u8], message: &Range<usize>) -> Result<(Place, String), Why> {
    let content = member(json, message, "content")?.ok_or(Why::Form(NO_TEXT))?;
    if raw_json::kind(json, content.start) == Kind::Array {
        let text = text_of_parts(json, &content)?;
        return Ok((Place::Parts(content), text));
    }
    match text_of(json, Some(&content), NO_TEXT) {
        Text::Is(text) => Ok((Place::Message(content), text)),
        Text::None => Err(Why::Form(NO_TEXT)),
        Text::Other(why) => Err(why),
    }
}

/// The text of those parts that are text; pictures and the like are left alone.
fn text_of_parts(json: &[u8], parts: &Range<usize>) -> Result<String, Why> {
    let mut texts = Vec::new();
    for part in raw_json::elements(json, parts) {
        if raw_json::kind(json, part.start) != Kind::Object {
            return Err(Why::Form(NO_TEXT));
        }
        let kind = member(json, &part, "type")?;
        if !kind.is_some_and(|kind| raw_json::is_named(json, &kind, "text")) {
            continue;
        }
        match text_of(json, member(json, &part, "text")?.as_ref(), NO_TEXT) {
            Text::Is(text) => texts.push(text),
            Text::None => return Err(Why::Form(NO_TEXT)),
            Text::Other(why) => return Err(why),
        }
    }
    if texts.is_empty() {
        return Err(Why::Form(NO_TEXT));
    }
    Ok(texts.join("\n\n"))
}
