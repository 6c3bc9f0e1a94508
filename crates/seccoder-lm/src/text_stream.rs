//! From tokens' bytes to text that can be shown: whole characters, no stop sequence.
//!
//! A token may end in the middle of a UTF-8 character, and the beginning of a
//! stop sequence must not be shown before it is known whether the rest follows.

/// Decodes one sample's bytes and watches for stop sequences.
#[derive(Debug, Clone, Default)]
pub struct TextStream {
    bytes: Vec<u8>,
    held: String,
    stops: Vec<String>,
}

/// What came of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Text that is certain.
    pub text: String,
    /// A stop sequence was reached; nothing more belongs to the sample.
    pub stopped: bool,
}

impl TextStream {
    /// A stream that ends at any of these texts. Empty ones are ignored.
    #[must_use]
    pub fn new(stops: &[String]) -> Self {
        let stops = stops
            .iter()
            .filter(|stop| !stop.is_empty())
            .cloned()
            .collect();
        Self {
            stops,
            ..Self::default()
        }
    }

    /// Takes a token's bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Decoded {
        self.bytes.extend_from_slice(bytes);
        let whole = whole_characters(&self.bytes);
        let decoded = String::from_utf8_lossy(&self.bytes[..whole]).into_owned();
        self.bytes.drain(..whole);
        self.held.push_str(&decoded);
        // The one that is complete first, however the text came in pieces.
        let first = self
            .stops
            .iter()
            .filter_map(|stop| {
                self.held
                    .find(stop.as_str())
                    .map(|at| (at + stop.len(), at))
            })
            .min();
        if let Some((_, at)) = first {
            self.held.truncate(at);
            return Decoded {
                text: std::mem::take(&mut self.held),
                stopped: true,
            };
        }
        let keep = self.possible_stop();
        let rest = self.held.split_off(self.held.len() - keep);
        Decoded {
            text: std::mem::replace(&mut self.held, rest),
            stopped: false,
        }
    }

    /// What was held back, once nothing more comes.
    pub fn finish(&mut self) -> String {
        let mut text = std::mem::take(&mut self.held);
        text.push_str(&String::from_utf8_lossy(&std::mem::take(&mut self.bytes)));
        text
    }

    /// Bytes at the end of `held` that may be the beginning of a stop sequence.
    fn possible_stop(&self) -> usize {
        let longest = |stop: &String| {
            (1..stop.len())
                .rev()
                .filter(|&n| stop.is_char_boundary(n))
                .find(|&n| self.held.ends_with(&stop[..n]))
                .unwrap_or(0)
        };
        self.stops.iter().map(longest).max().unwrap_or(0)
    }
}

/// How many of the bytes form whole characters; an unfinished one at the end waits.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.len(),
        // No length: the bytes are wrong, not unfinished, and are shown as such.
        Err(error) if error.error_len().is_some() => {
            let bad_end = error.valid_up_to() + error.error_len().unwrap_or(1);
            bad_end + whole_characters(&bytes[bad_end..])
        }
        Err(error) => error.valid_up_to(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_wait_until_they_are_whole() {
        let mut stream = TextStream::new(&[]);
        let bytes = "é!".as_bytes();
        assert_eq!(stream.push(&bytes[..1]).text, "");
        assert_eq!(stream.push(&bytes[1..]).text, "é!");
        assert_eq!(stream.push(&[0xFF, b'a']).text, "\u{FFFD}a");
    }

    #[test]
    fn a_stop_sequence_is_found_across_tokens_and_not_shown() {
        let mut stream = TextStream::new(&["\n\ndef".into(), "###".into()]);
        assert_eq!(stream.push(b"x = 1\n").text, "x = 1");
        assert_eq!(stream.push(b"\nd").text, "");
        let last = stream.push(b"ef f");
        assert_eq!(
            last,
            Decoded {
                text: String::new(),
                stopped: true
            }
        );
        let mut stream = TextStream::new(&["###".into()]);
        assert_eq!(stream.push(b"a#").text, "a");
        assert_eq!(stream.push(b"b##").text, "#b");
        assert_eq!(stream.finish(), "##");
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_text(text in "[ab#é\n]{0,40}", cuts in prop::collection::vec(0usize..60, 0..8)) {
            let stops = vec!["##".to_owned(), "a#b".to_owned(), "#".to_owned() + "b"];
            let whole = {
                let mut stream = TextStream::new(&stops);
                let step = stream.push(text.as_bytes());
                if step.stopped { step.text } else { step.text + &stream.finish() }
            };
            let mut stream = TextStream::new(&stops);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
            cuts.push(0);
            cuts.push(text.len());
            cuts.sort_unstable();
            let mut seen = String::new();
            let mut stopped = false;
            for pair in cuts.windows(2) {
                let step = stream.push(&text.as_bytes()[pair[0]..pair[1]]);
                seen.push_str(&step.text);
                if step.stopped { stopped = true; break; }
            }
            if !stopped { seen.push_str(&stream.finish()); }
            prop_assert_eq!(seen, whole);
        }
    }
}
