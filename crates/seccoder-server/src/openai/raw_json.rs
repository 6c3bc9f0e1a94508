//! Where things are in the bytes of a JSON text.
//!
//! A request is changed by cutting and inserting bytes, never by writing it anew: so the order of
//! keys, numbers that no type of ours holds, fields that we do not know and white space stay as
//! they came. [`check`] says once that a text is JSON; everything else here walks such a text in
//! linear time and keeps nothing but positions.

use std::ops::Range;

use super::BodyError;

/// Objects and lists within each other that a body may have.
const MAX_DEPTH: usize = 100;

/// A member of an object: where its key (with the quotes) and its value are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub key: Range<usize>,
    pub value: Range<usize>,
}

/// What kind of value begins somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// Whether these bytes are JSON, an object, and not nested too deeply; the object's place.
pub(super) fn check(bytes: &[u8]) -> Result<Range<usize>, BodyError> {
    let text = std::str::from_utf8(bytes).map_err(|_| BodyError::NotUtf8)?;
    // Ignoring a value needs no stack, whatever its depth.
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| BodyError::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    let start = behind_space(bytes, 0);
    if kind(bytes, start) != Kind::Object {
        return Err(BodyError::NotAnObject);
    }
    if depth(bytes) > MAX_DEPTH {
        return Err(BodyError::TooDeep(MAX_DEPTH));
    }
    Ok(start..value_end(bytes, start))
}

/// The members of an object.
pub(super) fn members(json: &[u8], object: &Range<usize>) -> impl Iterator<Item = Member> {
    let mut at = object.start + 1;
    std::iter::from_fn(move || {
        let key = behind_space(json, at);
        if json.get(key) != Some(&b'"') {
            return None;
        }
        let key = key..string_end(json, key);
        let colon = behind_space(json, key.end);
        let value = behind_space(json, colon + 1);
        let value = value..value_end(json, value);
        at = behind_comma(json, value.end);
        Some(Member { key, value })
    })
}

/// The elements of a list.
pub(super) fn elements(json: &[u8], list: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = list.start + 1;
    let end = list.end.saturating_sub(1);
    std::iter::from_fn(move || {
        let start = behind_space(json, at);
        if start >= end {
            return None;
        }
        let value = start..value_end(json, start);
        at = behind_comma(json, value.end);
        Some(value)
    })
}

/// Every string between two places, keys of objects too.
pub(super) fn strings(json: &[u8], part: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let (mut at, end) = (part.start, part.end);
    std::iter::from_fn(move || {
        let open = at + json.get(at..end)?.iter().position(|byte| *byte == b'"')?;
        at = string_end(json, open);
        Some(open..at)
    })
}

/// The kind of the value that begins here.
pub(super) fn kind(json: &[u8], at: usize) -> Kind {
    match json.get(at) {
        Some(b'"') => Kind::String,
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        Some(b't' | b'f') => Kind::Bool,
        Some(b'n') | None => Kind::Null,
        Some(_) => Kind::Number,
    }
}

/// The text of a string; `None` for a value of another kind, and for a string with half of a
/// surrogate pair, which is no text.
pub(super) fn text(json: &[u8], string: &Range<usize>) -> Option<String> {
    serde_json::from_slice(json.get(string.clone())?).ok()
}

/// Whether a value is a string of this name, however it is written.
pub(super) fn is_named(json: &[u8], value: &Range<usize>, name: &str) -> bool {
    if kind(json, value.start) != Kind::String {
        return false;
    }
    let raw = &json[value.start + 1..value.end - 1];
    raw == name.as_bytes() || (raw.contains(&b'\\') && text(json, value).as_deref() == Some(name))
}

/// A text as it stands between the quotes of a JSON string.
pub(super) fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The place in a written string at which its text reaches this many bytes; `None` beyond its end
/// or inside a character.
pub(super) fn place_of(json: &[u8], string: &Range<usize>, bytes: usize) -> Option<usize> {
    let (mut at, end) = (string.start + 1, string.end - 1);
    let mut decoded = 0;
    while decoded < bytes && at < end {
        let (written, read) = character(&json[at..end]);
        at += written;
        decoded += read;
    }
    (decoded == bytes).then_some(at)
}

/// Bytes that the next piece of a written string takes, and those of the text that it means.
fn character(raw: &[u8]) -> (usize, usize) {
    match raw {
        [b'\\', b'u', rest @ ..] => match hex(rest) {
            0xd800..=0xdbff => (12, 4),
            unit => (6, char::from_u32(unit).map_or(3, char::len_utf8)),
        },
        [b'\\', ..] => (2, 1),
        _ => (1, 1),
    }
}

fn hex(raw: &[u8]) -> u32 {
    raw.iter().take(4).fold(0, |number, digit| {
        number * 16 + char::from(*digit).to_digit(16).unwrap_or(0)
    })
}

fn behind_space(json: &[u8], mut at: usize) -> usize {
    while matches!(json.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

fn behind_comma(json: &[u8], at: usize) -> usize {
    let at = behind_space(json, at);
    at + usize::from(json.get(at) == Some(&b','))
}

/// Behind the closing quote of the string that opens here.
fn string_end(json: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

/// Behind the value that begins here.
fn value_end(json: &[u8], start: usize) -> usize {
    match kind(json, start) {
        Kind::String => string_end(json, start),
        Kind::Array | Kind::Object => {
            let (mut at, mut open) = (start, 0_usize);
            while let Some(byte) = json.get(at) {
                match byte {
                    b'"' => {
                        at = string_end(json, at);
                        continue;
                    }
                    b'[' | b'{' => open += 1,
                    b']' | b'}' => open -= 1,
                    _ => {}
                }
                at += 1;
                if open == 0 {
                    return at;
                }
            }
            json.len()
        }
        Kind::Null | Kind::Bool | Kind::Number => {
            let ends =
                |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
            let rest = json.get(start..).unwrap_or_default();
            start + rest.iter().position(ends).unwrap_or(rest.len())
        }
    }
}

fn depth(json: &[u8]) -> usize {
    let (mut at, mut open, mut deepest) = (0, 0_usize, 0);
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => {
                at = string_end(json, at);
                continue;
            }
            b'[' | b'{' => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' => open -= 1,
            _ => {}
        }
        at += 1;
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> Vec<(&str, &str)> {
        let object = check(json.as_bytes()).unwrap();
        members(json.as_bytes(), &object)
            .map(|member| (&json[member.key], &json[member.value]))
            .collect()
    }

    #[test]
    fn members_and_elements_are_found_in_any_spelling() {
        let json = r#" { "a" : [1 , {"b":"]\"}"}] ,"c":1e400,"d":"x\\","e":{ } } "#;
        let found = [
            (r#""a""#, r#"[1 , {"b":"]\"}"}]"#),
            (r#""c""#, "1e400"),
            (r#""d""#, r#""x\\""#),
            (r#""e""#, "{ }"),
        ];
        assert_eq!(shown(json), found);
        let list = r#"[ 1,"a,b" , [2,3],{} ]"#;
        let parts: Vec<&str> = elements(list.as_bytes(), &(0..list.len()))
            .map(|part| &list[part])
            .collect();
        assert_eq!(parts, ["1", r#""a,b""#, "[2,3]", "{}"]);
        assert_eq!(elements(b"[ ]", &(0..3)).count(), 0);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert!(matches!(check(b"[1]"), Err(BodyError::NotAnObject)));
        assert!(matches!(check(b"{} x"), Err(BodyError::NotJson { .. })));
        assert!(matches!(check(b""), Err(BodyError::NotJson { .. })));
        assert!(matches!(
            check(b"{\"a\":\"\xff\"}"),
            Err(BodyError::NotUtf8)
        ));
        let bomb = format!("{{\"a\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(matches!(check(bomb.as_bytes()), Err(BodyError::TooDeep(_))));
        let open = "[".repeat(200_000);
        assert!(matches!(
            check(open.as_bytes()),
            Err(BodyError::NotJson { .. })
        ));
    }

    #[test]
    fn keys_are_the_same_however_they_are_written() {
        let json = br#"{"pro\u006dpt":1}"#;
        let object = check(json).unwrap();
        let member = members(json, &object).next().unwrap();
        assert!(is_named(json, &member.key, "prompt"));
        assert!(!is_named(json, &member.key, "prompts"));
    }

    #[test]
    fn places_in_a_written_string_follow_its_text() {
        let json = r#""a\n\u00e9\ud83d\ude00é\"z""#.as_bytes();
        let all = 0..json.len();
        let decoded = text(json, &all).unwrap();
        assert_eq!(decoded, "a\né😀é\"z");
        for (bytes, _) in decoded.char_indices() {
            let at = place_of(json, &all, bytes).unwrap();
            let head = [&json[..at], b"\""].concat();
            assert_eq!(text(&head, &(0..head.len())).unwrap(), decoded[..bytes]);
        }
        assert_eq!(place_of(json, &all, decoded.len()), Some(json.len() - 1));
        assert_eq!(place_of(json, &all, decoded.len() + 1), None);
        assert_eq!(place_of(json, &all, 3), None);
    }
}
