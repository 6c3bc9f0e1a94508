//! Server-sent events: from chunks of bytes to the data of each event.
//!
//! The parsing itself is the `sse-stream` crate's. What is added: a bound on the
//! length of a line, and the last event of a server that ends the connection
//! after the event's last line instead of after the empty line that should follow.

use std::future::ready;

use async_stream::try_stream;
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut};
use seccoder::model::ModelError;
use sse_stream::{Error, SseByteStream};

use super::failure::Site;

/// The longest line that is accepted.
const MAX_LINE_BYTES: usize = 4 * 1024 * 1024;

/// One event: its type, which is rarely given, and its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerEvent {
    /// The `event` field.
    pub(super) kind: Option<String>,
    /// The `data` fields, joined by newlines.
    pub(super) data: String,
}

/// The events in a stream of bytes. Comments and events without data are left out.
pub(super) fn events(
    chunks: impl Stream<Item = Result<Bytes, ModelError>> + Send,
    site: Site,
) -> impl Stream<Item = Result<ServerEvent, ModelError>> + Send {
    SseByteStream::new(bounded(chunks, site.clone())).filter_map(move |item| {
        ready(match item {
            Ok(event) => event.data.map(|data| {
                Ok(ServerEvent {
                    kind: event.event,
                    data,
                })
            }),
            Err(error) => Some(Err(understood(error, &site))),
        })
    })
}

/// Gives back the error that the byte stream ended with, if it is one of ours.
fn understood(error: Error, site: &Site) -> ModelError {
    match error {
        Error::Body(inner) => match inner.downcast::<ModelError>() {
            Ok(error) => *error,
            Err(other) => site.broke_off(&format!(": {other}")),
        },
        other => site.bad(&format!("its event stream is damaged: {other}")),
    }
}

/// Ends a line that grows too long with an error, and a complete last line with the
/// empty line it lacks. An incomplete last line is left as it is: the parser drops it,
/// and the answer counts as broken off.
fn bounded(
    chunks: impl Stream<Item = Result<Bytes, ModelError>> + Send,
    site: Site,
) -> impl Stream<Item = Result<Bytes, ModelError>> + Send {
    try_stream! {
        pin_mut!(chunks);
        let mut line = 0;
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk?;
            line = line_after(line, &chunk)
                .ok_or_else(|| site.bad(&format!("a line longer than {MAX_LINE_BYTES} bytes")))?;
            yield chunk;
        }
        if line == 0 {
            yield Bytes::from_static(b"\n\n");
        }
    }
}

/// Length of the last, incomplete line once `chunk` has followed a line of `line`
/// bytes; `None` when a line is too long.
fn line_after(line: usize, chunk: &[u8]) -> Option<usize> {
    let mut length = line;
    for (number, part) in chunk
        .split(|&byte| byte == b'\n' || byte == b'\r')
        .enumerate()
    {
        length = if number == 0 {
            line + part.len()
        } else {
            part.len()
        };
        if length > MAX_LINE_BYTES {
            return None;
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use futures::stream;
    use proptest::prelude::*;

    use super::*;

    fn site() -> Site {
        Site {
            endpoint: "http://127.0.0.1/v1".to_owned(),
            key: None,
        }
    }

    fn parse(chunks: &[&[u8]]) -> Vec<Result<ServerEvent, String>> {
        let chunks: Vec<_> = chunks
            .iter()
            .map(|c| Ok(Bytes::copy_from_slice(c)))
            .collect();
        let events = events(stream::iter(chunks), site());
        block_on(
            events
                .map(|event| event.map_err(|e| e.to_string()))
                .collect(),
        )
    }

    fn data(chunks: &[&[u8]]) -> Vec<String> {
        parse(chunks)
            .into_iter()
            .map(|event| event.unwrap().data)
            .collect()
    }

    #[test]
    fn comments_line_ends_and_many_lines_are_understood() {
        let text =
            b"\xEF\xBB\xBF: hello\r\n\r\ndata: a\r\ndata:b\r\n\r\nevent: x\rdata: \xC3\xB6\r\r";
        assert_eq!(data(&[text]), ["a\nb", "ö"]);
        let kind = parse(&[text])[1].clone().unwrap().kind;
        assert_eq!(kind.as_deref(), Some("x"));
    }

    #[test]
    fn a_last_event_counts_only_with_its_line_complete() {
        assert_eq!(data(&[b"data: a\n\ndata: b\n"]), ["a", "b"]);
        assert_eq!(data(&[b"data: a\n\ndata: b"]), ["a"]);
        assert_eq!(data(&[b""]), Vec::<String>::new());
    }

    #[test]
    fn damage_and_endless_lines_are_errors() {
        let damaged = parse(&[b"data: \xFF\n\n"]);
        assert!(
            damaged[0].as_ref().unwrap_err().contains("damaged"),
            "{damaged:?}"
        );
        let piece = vec![b'x'; MAX_LINE_BYTES / 4 + 1];
        let endless = parse(&[b"data: ", &piece, &piece, &piece, &piece, b"\n\n"]);
        assert!(
            endless[0].as_ref().unwrap_err().contains("longer than"),
            "{endless:?}"
        );
        assert_eq!(endless.len(), 1);
        let lines = [&piece[..], b"\n"].concat();
        assert_eq!(
            parse(&[b"data: ", &lines, &lines, &lines, &lines, b"\n"]).len(),
            1
        );
    }

    #[test]
    fn an_error_of_the_connection_comes_through_unchanged() {
        let chunks = vec![
            Ok(Bytes::from_static(b"data: a\n\n")),
            Err(site().unreachable("gone")),
        ];
        let found: Vec<_> = block_on(events(stream::iter(chunks), site()).collect());
        assert!(
            matches!(&found[1], Err(ModelError::Unreachable { reason, .. }) if reason == "gone")
        );
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_events(
            lines in prop::collection::vec("(data|event|:|id|x)?:? ?[aö→👍:]{0,4}", 0..12),
            ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", "\r"]), 12),
            blanks in prop::collection::vec(any::<bool>(), 12),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut text = String::new();
            for ((line, end), blank) in lines.iter().zip(&ends).zip(&blanks) {
                text.push_str(line);
                text.push_str(end);
                if *blank {
                    text.push_str(end);
                }
            }
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(parse(&pieces), parse(&[bytes]));
        }
    }
}
