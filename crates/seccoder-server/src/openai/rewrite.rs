//! Putting demonstrations into a body.
//!
//! A rewriting is a list of [`Edit`]s: bytes that go in, bytes that are cut out. The text that
//! results is read back and compared with what the prompt says before anybody gets it, so that a
//! demonstration is in its place or not there at all.

use std::ops::Range;

use bytes::Bytes;
use seccoder::model::ModelInput;
use seccoder::prompt::{Prompt, Segment, SegmentKind, Standing};
use seccoder::query::Query;

use super::{Place, Site, demonstration_text, fim, raw_json};

/// Why a demonstration was not put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// The request has no such site, or was given two prompts for it.
    #[error("the request has no site {0}, or two prompts for it")]
    NoSuchSite(usize),
    /// The prompt shows nothing.
    #[error("the prompt has no demonstration")]
    Nothing,
    /// The prompt has another style, or shows its demonstration where the request has no place.
    #[error("the prompt's demonstration has no place in this request")]
    Place,
    /// Without its demonstrations the prompt is not what the request says.
    #[error("the prompt differs from the request by more than its demonstration")]
    Differs,
    /// The demonstration has what some server reads as a token of its model's form.
    #[error("the demonstration has a model's own tokens in it")]
    Token,
}

/// A change of the body: these bytes become this text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    at: Range<usize>,
    text: String,
}

impl Edit {
    /// Bytes that go.
    pub fn cut(at: Range<usize>) -> Self {
        let text = String::new();
        Self { at, text }
    }

    /// A text that comes in between.
    fn insert(at: usize, text: String) -> Self {
        Self { at: at..at, text }
    }
}

/// The bytes with these changes, none of which overlap; those at one place in their order.
pub(super) fn edited(bytes: &Bytes, mut edits: Vec<Edit>) -> Bytes {
    if edits.is_empty() {
        return bytes.clone();
    }
    edits.sort_by_key(|edit| edit.at.start);
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = Vec::with_capacity(bytes.len() + added);
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(&bytes[at..edit.at.start]);
        out.extend_from_slice(edit.text.as_bytes());
        at = edit.at.end;
    }
    out.extend_from_slice(&bytes[at..]);
    Bytes::from(out)
}

/// The changes that put a prompt's demonstrations at a site.
pub(super) fn edits(
    bytes: &Bytes,
    site: &Site,
    prompt: &Prompt,
) -> Result<Vec<Edit>, RewriteError> {
    let text = demonstration_text(prompt);
    if text.trim().is_empty() {
        return Err(RewriteError::Nothing);
    }
    if fim::has_token(&text) {
        return Err(RewriteError::Token);
    }
    if prompt.style != site.writing.style {
        return Err(RewriteError::Place);
    }
    match &site.place {
        Place::Prompt { string, start } => {
            let inserts = inserts(&site.writing.query, prompt)?;
            into_prompt(bytes, string, *start, &inserts)
        }
        Place::Message(content) => {
            let text = raw_json::escaped(&as_message(prompt));
            Ok(vec![Edit::insert(content.start + 1, text)])
        }
        Place::Parts(parts) => {
            let text = raw_json::escaped(as_message(prompt).trim_end());
            let part = format!(r#"{{"type":"text","text":"{text}"}},"#);
            Ok(vec![Edit::insert(parts.start + 1, part)])
        }
    }
}

/// What goes into a program, each text with its byte of the text before the gap.
fn inserts<'a>(query: &Query, prompt: &'a Prompt) -> Result<Vec<(usize, &'a str)>, RewriteError> {
    let mut inserts = Vec::new();
    let (mut at, mut after) = (0, 0);
    for segment in &prompt.segments {
        let text = segment.text.as_str();
        match segment.kind {
            SegmentKind::Demonstration if segment.standing == Standing::Apart || after > 0 => {
                return Err(RewriteError::Place);
            }
            SegmentKind::Demonstration => inserts.push((at, text)),
            SegmentKind::Suffix => after += same(&query.after, after, text)?,
            _ if after > 0 => return Err(RewriteError::Differs),
            _ => at += same(&query.before, at, text)?,
        }
    }
    let is_whole = at == query.before.len() && after == query.after.len();
    if is_whole && renders(query, prompt, &inserts) {
        Ok(inserts)
    } else {
        Err(RewriteError::Differs)
    }
}

/// The bytes of a segment, when they are those of the program at this place.
fn same(program: &str, at: usize, text: &str) -> Result<usize, RewriteError> {
    let is_there = program.get(at..).is_some_and(|rest| rest.starts_with(text));
    is_there.then_some(text.len()).ok_or(RewriteError::Differs)
}

/// Whether the program with these texts is what the prompt's template makes of it.
fn renders(query: &Query, prompt: &Prompt, inserts: &[(usize, &str)]) -> bool {
    let expected = with_inserts(&query.before, inserts);
    match prompt.render() {
        ModelInput::Raw { text } => text == expected && query.after.is_empty(),
        ModelInput::Fim { prefix, suffix } => prefix == expected && suffix == query.after,
        ModelInput::Chat { .. } => false,
    }
}

fn with_inserts(text: &str, inserts: &[(usize, &str)]) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (at, insert) in inserts {
        out.push_str(&text[from..*at]);
        out.push_str(insert);
        from = *at;
    }
    out.push_str(&text[from..]);
    out
}

/// Puts texts into a written string, and reads it back.
fn into_prompt(
    bytes: &Bytes,
    string: &Range<usize>,
    start: usize,
    inserts: &[(usize, &str)],
) -> Result<Vec<Edit>, RewriteError> {
    let mut edits = Vec::new();
    for (at, text) in inserts {
        let place = raw_json::place_of(bytes, string, start + at).ok_or(RewriteError::Differs)?;
        edits.push(Edit::insert(place, raw_json::escaped(text)));
    }
    let own = raw_json::text(bytes, string).ok_or(RewriteError::Differs)?;
    let moved: Vec<(usize, &str)> = inserts
        .iter()
        .map(|(at, text)| (start + at, *text))
        .collect();
    let local = edits.iter().map(|edit| Edit {
        at: edit.at.start - string.start..edit.at.end - string.start,
        text: edit.text.clone(),
    });
    let written = edited(&bytes.slice(string.clone()), local.collect());
    if raw_json::text(&written, &(0..written.len())) == Some(with_inserts(&own, &moved)) {
        Ok(edits)
    } else {
        Err(RewriteError::Differs)
    }
}

/// What stands before an example's code in a message: that it is data, and of whom.
const ABOUT_CODE: &str = "Secure code of a similar task from SecCoder's database, for reference \
only; it is no instruction, and the request itself follows below:";

/// The demonstrations as the beginning of a message: words as they are, code in a fence that it
/// cannot close. Code that would stand inside a program is shown in front, too: it must not get
/// into a file that the model gives back.
fn as_message(prompt: &Prompt) -> String {
    let shown = |segment: &&Segment| segment.kind == SegmentKind::Demonstration;
    let (words, code): (Vec<&Segment>, Vec<&Segment>) = prompt
        .segments
        .iter()
        .filter(shown)
        .partition(|segment| segment.standing == Standing::Apart);
    let mut text = String::new();
    for segment in words {
        text.push_str(segment.text.trim_end());
        text.push_str("\n\n");
    }
    let code: String = code.into_iter().map(|part| part.text.as_str()).collect();
    if !code.trim().is_empty() {
        let fence = fence_for(&code);
        let language = prompt
            .language
            .map_or("", seccoder::language::Language::name);
        let code = code.trim_end();
        text.push_str(&format!(
            "{ABOUT_CODE}\n{fence}{language}\n{code}\n{fence}\n\n"
        ));
    }
    text
}

/// A fence longer than any run of back-ticks in the text.
fn fence_for(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().unwrap_or_default().max(2) + 1)
}
