//! What an answer of OpenAI's protocol says: each choice's text, joined where it came in pieces.
//!
//! Only to look at it. What is handed on are the answer's own bytes, so that a field which is not
//! read here is none that is lost.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::held::Form;

/// What one choice says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    /// Its text.
    pub text: String,
    /// It calls tools. What it hands them is not looked at.
    pub calls_tools: bool,
    /// It says that it is at its end.
    ended: bool,
}

/// Why an answer cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the answer is not JSON of the protocol")]
    NotJson,
    #[error("event {0} of the stream is not JSON of the protocol")]
    BadEvent(usize),
    #[error("the answer has no choices")]
    NoChoices,
    #[error("the stream ended before its answer did")]
    Unfinished,
    #[error("the upstream reports an error in its answer")]
    Error,
}

/// The choices by their index.
pub(super) type Choices = BTreeMap<u64, Said>;

/// Reads a whole answer.
pub(super) fn read(form: Form, bytes: &[u8]) -> Result<Choices, Unreadable> {
    let mut choices = Choices::new();
    match form {
        Form::Json => {
            let answer = serde_json::from_slice(bytes).map_err(|_| Unreadable::NotJson)?;
            add(&mut choices, answer)?;
        }
        Form::Events => read_events(&mut choices, bytes)?,
    }
    if choices.is_empty() {
        return Err(Unreadable::NoChoices);
    }
    Ok(choices)
}

fn read_events(choices: &mut Choices, bytes: &[u8]) -> Result<(), Unreadable> {
    let mut is_done = false;
    for (data, number) in events(bytes).into_iter().zip(1..) {
        if data.trim_ascii() == b"[DONE]" {
            is_done = true;
            break;
        }
        let piece = serde_json::from_slice(&data).map_err(|_| Unreadable::BadEvent(number))?;
        add(choices, piece)?;
    }
    // A server may leave out the last event, but not both it and the choices' ends.
    if is_done || choices.values().all(|said| said.ended) {
        Ok(())
    } else {
        Err(Unreadable::Unfinished)
    }
}

/// The data of every event that has any.
fn events(bytes: &[u8]) -> Vec<Vec<u8>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut events = Vec::new();
    let mut data: Option<Vec<u8>> = None;
    for line in lines(bytes) {
        if line.is_empty() {
            events.extend(data.take());
        } else if let Some(value) = line.strip_prefix(b"data") {
            let value = match value {
                [] => value,
                [b':', b' ', value @ ..] | [b':', value @ ..] => value,
                // Another field, whose name begins alike.
                _ => continue,
            };
            match &mut data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => data = Some(value.to_vec()),
            }
        }
    }
    // Some servers leave out the empty line at the end.
    events.extend(data);
    events
}

/// Lines that end with LF, CR or both.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let Some(end) = end else {
            return Some(std::mem::take(&mut rest));
        };
        let (line, behind) = rest.split_at(end);
        rest = behind.strip_prefix(b"\r\n").unwrap_or(&behind[1..]);
        Some(line)
    })
}

/// An answer, or a piece of one.
#[derive(Deserialize)]
struct Piece {
    choices: Option<Vec<Choice>>,
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice {
    index: Option<u64>,
    text: Option<String>,
    #[serde(alias = "delta")]
    message: Option<Message>,
    finish_reason: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<Content>,
    tool_calls: Option<Vec<IgnoredAny>>,
    function_call: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
}

/// Adds what a piece says to the choices.
fn add(choices: &mut Choices, piece: Piece) -> Result<(), Unreadable> {
    if piece.error.is_some() {
        return Err(Unreadable::Error);
    }
    for (choice, place) in piece.choices.into_iter().flatten().zip(0..) {
        let said = choices.entry(choice.index.unwrap_or(place)).or_default();
        said.text.push_str(&choice.text.unwrap_or_default());
        said.ended |= choice.finish_reason.is_some();
        let Some(message) = choice.message else {
            continue;
        };
        said.calls_tools |= message.function_call.is_some()
            || message.tool_calls.is_some_and(|calls| !calls.is_empty());
        match message.content {
            Some(Content::Text(text)) => said.text.push_str(&text),
            Some(Content::Parts(parts)) => {
                let texts = parts.into_iter().filter_map(|part| part.text);
                said.text.extend(texts);
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(form: Form, answer: &str) -> Result<Vec<String>, Unreadable> {
        let choices = read(form, answer.as_bytes())?;
        Ok(choices.into_values().map(|said| said.text).collect())
    }

    #[test]
    fn completions_and_messages_are_read_whole() {
        let json = r#"{"id":"x","choices":[{"index":1,"text":"b"},{"index":0,"text":"a"}]}"#;
        assert_eq!(texts(Form::Json, json).unwrap(), ["a", "b"]);
        let json =
            r#"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"}]}}]}"#;
        assert_eq!(texts(Form::Json, json).unwrap(), ["ab"]);
        let json = r#"{"choices":[{"message":{"content":null,"tool_calls":[{"id":1}]}}]}"#;
        assert!(read(Form::Json, json.as_bytes()).unwrap()[&0].calls_tools);
        let json = r#"{"choices":[{"message":{"content":"a","tool_calls":[]}}]}"#;
        assert!(!read(Form::Json, json.as_bytes()).unwrap()[&0].calls_tools);
    }

    #[test]
    fn the_pieces_of_a_stream_are_joined_by_choice() {
        let stream = "\u{feff}: hello\r\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\r\n\r\n\
            event: x\ndata:{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"c\"}}]}\n\n\
            data: {\"choices\":[\ndata: {\"index\":0,\"delta\":{\"content\":\"b\"}}]}\n\n\
            data: {\"choices\":[],\"usage\":{}}\n\ndatabase: no\n\ndata: [DONE]\n\ndata: behind";
        assert_eq!(texts(Form::Events, stream).unwrap(), ["ab", "c"]);
    }

    #[test]
    fn a_stream_that_says_neither_done_nor_why_it_stopped_is_unfinished() {
        let piece = |reason: &str| {
            format!("data: {{\"choices\":[{{\"text\":\"a\",\"finish_reason\":{reason}}}]}}\n")
        };
        assert_eq!(
            texts(Form::Events, &piece("null")),
            Err(Unreadable::Unfinished)
        );
        assert_eq!(texts(Form::Events, &piece("\"stop\"")).unwrap(), ["a"]);
    }

    #[test]
    fn what_is_not_the_protocol_is_unreadable() {
        for (form, answer, expected) in [
            (Form::Json, "nonsense", Unreadable::NotJson),
            (Form::Json, "", Unreadable::NotJson),
            (Form::Json, r#"{"choices":5}"#, Unreadable::NotJson),
            (Form::Json, r#"{"object":"list"}"#, Unreadable::NoChoices),
            (
                Form::Json,
                r#"{"error":{"message":"x"}}"#,
                Unreadable::Error,
            ),
            (Form::Events, "data: nonsense\n\n", Unreadable::BadEvent(1)),
            (Form::Events, "data: {\"error\":{}}\n\n", Unreadable::Error),
            (Form::Events, "", Unreadable::NoChoices),
            (Form::Events, "data: [DONE]\n\n", Unreadable::NoChoices),
        ] {
            assert_eq!(texts(form, answer), Err(expected), "{answer}");
        }
        let invalid = b"data: {\"choices\":[{\"text\":\"\xff\"}]}\n\n";
        let error = read(Form::Events, invalid).unwrap_err();
        assert_eq!(error, Unreadable::BadEvent(1));
    }

    #[test]
    fn a_deep_answer_is_refused_and_not_followed() {
        let deep = format!("{{\"choices\":{}", "[".repeat(1 << 20));
        assert_eq!(texts(Form::Json, &deep), Err(Unreadable::NotJson));
        let unknown = format!(
            "{{\"x\":{}{},\"choices\":[]}}",
            "[".repeat(1 << 20),
            "]".repeat(1 << 20)
        );
        assert!(texts(Form::Json, &unknown).is_err());
    }
}
