//! What an answer to a generation request consists of, whether it is a stream of
//! events or, from servers that do not stream, one JSON document.

use async_stream::try_stream;
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut, stream};
use seccoder::model::ModelError;
use serde_json::json;

use super::failure::Site;
use super::response::{Answer, collect, parse_json};
use super::sse;
use super::wire::Chunk;

/// One step of an answer.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Part of the answer.
    Chunk(Chunk),
    /// The server says that the answer is complete.
    Done,
}

/// The kind of a body, told by its first byte: servers label their answers wrongly
/// or not at all, but no event stream begins with a brace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Html,
    Events,
}

/// The pieces of an answer.
pub(super) fn of_answer(answer: Answer) -> impl Stream<Item = Result<Piece, ModelError>> + Send {
    let site = answer.site().clone();
    try_stream! {
        if answer.says_html() {
            Err(web_page(&site))?;
        }
        let pieces = of_body(answer.chunks(), site);
        pin_mut!(pieces);
        while let Some(piece) = pieces.next().await {
            yield piece?;
        }
    }
}

/// The pieces of a body.
pub(super) fn of_body(
    chunks: impl Stream<Item = Result<Bytes, ModelError>> + Send,
    site: Site,
) -> impl Stream<Item = Result<Piece, ModelError>> + Send {
    try_stream! {
        pin_mut!(chunks);
        let mut start = Vec::new();
        let mut kind = None;
        while kind.is_none() {
            let Some(chunk) = chunks.next().await else { break };
            let chunk = chunk?;
            kind = kind_of(&chunk);
            start.push(Ok(chunk));
        }
        let whole = stream::iter(start).chain(chunks);
        match kind.unwrap_or(Kind::Events) {
            Kind::Html => Err(web_page(&site))?,
            Kind::Json => {
                let chunk = parse_json(&collect(whole).await?, &site)?;
                yield Piece::Chunk(whole_answer(chunk, &site)?);
                yield Piece::Done;
            }
            Kind::Events => {
                let pieces = of_events(whole, site);
                pin_mut!(pieces);
                while let Some(piece) = pieces.next().await {
                    yield piece?;
                }
            }
        }
    }
}

/// The pieces of an event stream.
fn of_events(
    chunks: impl Stream<Item = Result<Bytes, ModelError>> + Send,
    site: Site,
) -> impl Stream<Item = Result<Piece, ModelError>> + Send {
    try_stream! {
        let events = sse::events(chunks, site.clone());
        pin_mut!(events);
        let mut any = false;
        while let Some(event) = events.next().await {
            let event = event?;
            any = true;
            if event.data.trim() == "[DONE]" {
                yield Piece::Done;
                return;
            }
            yield Piece::Chunk(parse_event(&event, &site)?);
        }
        if !any {
            Err(site.broke_off(": it holds no event of the protocol"))?;
        }
    }
}

/// One event's data as part of an answer.
fn parse_event(event: &sse::ServerEvent, site: &Site) -> Result<Chunk, ModelError> {
    let is_error = event.kind.as_deref() == Some("error");
    match serde_json::from_str::<Chunk>(&event.data) {
        Ok(chunk) => match chunk.error() {
            Some(error) => Err(site.reported(&error)),
            None if is_error => Err(site.reported(&json!(event.data))),
            None => Ok(chunk),
        },
        Err(_) if is_error => Err(site.reported(&json!(event.data))),
        Err(error) => Err(site.bad(&format!(
            "an event is not the JSON that was expected: {error}"
        ))),
    }
}

/// Checks an answer that came as one document.
fn whole_answer(mut chunk: Chunk, site: &Site) -> Result<Chunk, ModelError> {
    if let Some(error) = chunk.error() {
        return Err(site.reported(&error));
    }
    let choices = chunk.choices.as_deref_mut().unwrap_or_default();
    if choices.is_empty() {
        return Err(site.bad("it holds no choices"));
    }
    for (position, choice) in choices.iter_mut().enumerate() {
        choice.index.get_or_insert(position);
    }
    Ok(chunk)
}

/// The kind of a body by the first byte in this chunk that says something.
fn kind_of(chunk: &[u8]) -> Option<Kind> {
    const BOM: &[u8] = b"\xEF\xBB\xBF";
    let first = chunk
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && !BOM.contains(byte))?;
    Some(match first {
        b'{' | b'[' => Kind::Json,
        b'<' => Kind::Html,
        _ => Kind::Events,
    })
}

fn web_page(site: &Site) -> ModelError {
    site.bad("an HTML page instead of JSON; check the base URL")
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    fn texts(chunks: &[&[u8]]) -> Result<Vec<String>, String> {
        let site = Site {
            endpoint: "http://127.0.0.1/v1".to_owned(),
            key: None,
        };
        let chunks: Vec<_> = chunks
            .iter()
            .map(|c| Ok(Bytes::copy_from_slice(c)))
            .collect();
        let pieces: Vec<_> = block_on(of_body(stream::iter(chunks), site).collect());
        let text = |piece| match piece {
            Piece::Chunk(chunk) => chunk.choices.unwrap_or_default()[0].text().to_owned(),
            Piece::Done => "done".to_owned(),
        };
        pieces
            .into_iter()
            .map(|piece| piece.map(text).map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn a_stream_cut_at_any_byte_reads_the_same() {
        let body = "\n: hi\r\n\r\ndata: {\"choices\":[{\"index\":0,\"text\":\"gr\u{fc}n → 👍\"}]}\r\n\r\n\
                    data: {\"choices\":[{\"delta\":{\"content\":\"日本\"}}]}\n\ndata: [DONE]\n\n";
        let bytes = body.as_bytes();
        for cut in 0..=bytes.len() {
            let found = texts(&[&bytes[..cut], &bytes[cut..]]).unwrap();
            assert_eq!(found, ["gr\u{fc}n → 👍", "日本", "done"], "cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(texts(&single).unwrap().len(), 3);
    }

    #[test]
    fn one_document_is_read_as_a_whole_and_checked() {
        assert_eq!(
            texts(&[b" {\"choices\":", b"[{\"text\":\"a\"}]}"]).unwrap(),
            ["a", "done"]
        );
        for (body, words) in [
            (r#"{"choices":[]}"#, "no choices"),
            (r#"{"object":"list"}"#, "no choices"),
            (r#"{"choices":[{"te"#, "not the JSON"),
            (r#"[1,2]"#, "not the JSON"),
            (r#"{"error":{"message":"broken"}}"#, "broken"),
            ("<html>", "HTML"),
            ("\u{feff} <!doctype html>", "HTML"),
            ("hello\n\nworld\n", "no event"),
            ("", "no event"),
            ("data: hello\n\n", "not the JSON"),
            (
                "data: {\"error\":{\"message\":\"broken\",\"code\":503}}\n\n",
                "answered 503: broken",
            ),
            (
                "data: {\"object\":\"error\",\"message\":\"broken\"}\n\n",
                "broken",
            ),
            ("event: error\ndata: broken\n\n", "broken"),
        ] {
            let error = texts(&[body.as_bytes()]).unwrap_err();
            assert!(error.contains(words), "{body}: {error}");
        }
    }
}
